import { css } from '@emotion/css';
import { locationUtil, type GrafanaTheme2 } from '@grafana/data';
import { sceneGraph, type SceneComponentProps } from '@grafana/scenes';
import { Button, LoadingBar, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';
import { loopPath } from '../../core/appPaths';
import { usePointing, useSteadyOrder } from '../../panels/common/usePointing';
import { CreateAlert } from '../alerts/CreateAlert';
import { DataNotes } from '../common/DataNotes';
import * as figures from '../common/figures';
import { PageFrame } from '../common/PageFrame';
import { SourcePicker } from '../common/SourcePicker';
import { isReading } from '../data/panelData';
import { AddToDashboard } from '../dashboards/AddToDashboard';
import { iterationsQuery, loopsQuery } from '../data/queries';
import type { LoopRow } from '../data/readLoops';
import { FACET_TITLES, hasChoice, toFilters } from './facets';
import { FacetPanel } from './FacetPanel';
import { FigureRow } from './FigureRow';
import { GroupTable } from './GroupTable';
import { GROUP_KEYS, groupRows, type GroupKey, type LoopGroup } from './groups';
import { LoopTable } from './LoopTable';
import { PARTS, type LoopsScene } from './LoopsScene';
import { NoLoops } from './NoLoops';
import { sortRows } from './sorting';
import { useLoops } from './useLoops';

const GROUPS: Array<{ label: string; value: GroupKey | '' }> = [
  { label: 'Runs', value: '' },
  ...GROUP_KEYS.map((key) => ({ label: FACET_TITLES[key], value: key })),
];

/** The home page: are my loops healthy, which are not, and where to look. */
export function LoopsView({ model }: SceneComponentProps<LoopsScene>) {
  const styles = useStyles2(getStyles);
  const { ds, choice, group, sort, clock, convergence, strips } = model.useState();
  const { from, to, value: timeRange } = sceneGraph.getTimeRange(model).useState();
  const { main, rows, all, sparks, marks, now, before } = useLoops(model, hasChoice(choice));
  const { pointed, ...pointing } = usePointing();
  const under = JSON.stringify([ds, choice, group, sort]);
  const inOrder = useMemo(() => sortRows(rows, sort, marks), [rows, sort, marks]);
  const sorted = useSteadyOrder(inOrder, idOf, under, pointed);
  const grouped = useMemo(() => (group === '' ? [] : groupRows(rows, group)), [rows, group]);
  const groups = useSteadyOrder(grouped, valueOf, under, pointed);
  const reading = isReading(main);
  const hrefOf = (row: LoopRow) =>
    locationUtil.assureBaseUrl(loopPath({ dataSource: ds, traceId: row.traceId, from, to }));
  const table = { sparks, marks, sort, hrefOf, onSort: (next: typeof sort) => model.onChange({ sort: next }) };

  return (
    <PageFrame
      title="Loops"
      controls={
        <>
          <SourcePicker uid={ds} onChange={(next) => model.onChange({ ds: next })} />
          <AddToDashboard
            ds={ds}
            title="Convergence"
            queries={[loopsQuery('A', toFilters(choice)), iterationsQuery('B', toFilters(choice))]}
            timeRange={timeRange}
          />
          <CreateAlert ds={ds} scope={{ loop: onlyOf(choice.loop), env: onlyOf(choice.env) }} />
          {clock.map((control) => (
            <control.Component key={control.state.key} model={control} />
          ))}
        </>
      }
    >
      <div className={styles.body}>
        <FacetPanel rows={all} choice={choice} onChange={(next) => model.onChange({ choice: next })} />
        <div className={styles.main}>
          <div className={styles.status}>
            <div className={styles.notes}>
              <DataNotes data={main} onRetry={model.onRetry} parts={PARTS} />
            </div>
            <div className={styles.reading} role="status" aria-live="polite">
              {reading && (
                <>
                  <LoadingBar width={200} />
                  <span>{rows.length > 0 ? `Reading… ${figures.count(rows.length, 'loop')} so far` : 'Reading…'}</span>
                  <Button size="sm" fill="text" onClick={model.onCancel}>
                    Cancel
                  </Button>
                </>
              )}
            </div>
          </div>
          {rows.length === 0 && !reading ? (
            <NoLoops scene={model} />
          ) : (
            <>
              <FigureRow now={now} before={before} />
              <div className={styles.panels}>
                <div className={styles.panel}>
                  <convergence.Component model={convergence} />
                </div>
                <div className={styles.panel}>
                  <strips.Component model={strips} />
                </div>
              </div>
              <section aria-labelledby="loops-list" className={styles.list}>
                <div className={styles.listHead}>
                  <h2 id="loops-list" className={styles.listTitle}>
                    {rows.length === 0 ? 'Loops' : figures.count(rows.length, 'loop')}
                  </h2>
                  <RadioButtonGroup
                    size="sm"
                    aria-label="Group by"
                    options={GROUPS}
                    value={group}
                    onChange={(next) => model.onChange({ group: next })}
                  />
                </div>
                <div {...pointing}>
                  {group === '' ? (
                    <LoopTable {...table} rows={sorted} label="Loops" reading={reading} />
                  ) : (
                    <GroupTable
                      {...table}
                      groups={groups}
                      title={FACET_TITLES[group]}
                      under={under}
                      pointed={pointed}
                    />
                  )}
                </div>
              </section>
            </>
          )}
        </div>
      </div>
    </PageFrame>
  );
}

const idOf = ({ traceId }: LoopRow) => traceId;
const valueOf = ({ value }: LoopGroup) => value;

/** Rules are about one loop or all: several chosen ones are no matcher. */
const onlyOf = (values: string[]) => (values.length === 1 && values[0] !== '' ? values[0] : null);

const getStyles = (theme: GrafanaTheme2) => ({
  body: css({
    display: 'flex',
    gap: theme.spacing(3),
    minWidth: 0,
    [theme.breakpoints.down('lg')]: { flexDirection: 'column', gap: theme.spacing(1) },
  }),
  main: css({
    flex: 1,
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1.5),
    minWidth: 0,
    containerType: 'inline-size',
    // As a flex item of a column, its own width cannot come from what is in it.
    [theme.breakpoints.down('lg')]: { width: '100%' },
  }),
  // Always there, so that nothing moves when reading begins and ends.
  status: css({ display: 'flex', minHeight: 24, minWidth: 0 }),
  notes: css({ flex: 1, minWidth: 0 }),
  reading: css({
    position: 'relative',
    '&:not(:empty)': { paddingLeft: theme.spacing(2) },
    flex: 'none',
    display: 'flex',
    justifyContent: 'flex-end',
    alignItems: 'center',
    gap: theme.spacing(1),
    height: 24,
    overflow: 'hidden',
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
  panels: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    gap: theme.spacing(1.5),
    '@container (max-width: 960px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  panel: css({ height: 340, display: 'flex', minWidth: 0 }),
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  listHead: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
  }),
  listTitle: css({ ...theme.typography.h5, margin: 0 }),
});
