import { css } from '@emotion/css';
import { locationUtil, type GrafanaTheme2 } from '@grafana/data';
import { sceneGraph, type SceneComponentProps } from '@grafana/scenes';
import { Button, ClipboardButton, EmptyState, LinkButton, useStyles2 } from '@grafana/ui';
import { useEffect, useMemo } from 'react';
import { loopsPath } from '../../core/appPaths';
import { useSteadyData } from '../../panels/common/useSteadyData';
import { count } from '../common/figures';
import { Asking } from '../common/Asking';
import { DataNotes } from '../common/DataNotes';
import { PageFrame } from '../common/PageFrame';
import { SourcePicker } from '../common/SourcePicker';
import { errorsOf, isReading } from '../data/panelData';
import { framesOf, readLoopRows } from '../data/readLoops';
import type { Asked } from '../data/useAsk';
import { readIterations } from '../loop/readIterations';
import { alignSides } from './align';
import { REF, type CompareScene } from './CompareScene';
import { FIGURES, medianFigures, medianFrame, medianIterations } from './cohort';
import { HeadTable } from './HeadTable';
import { LoopPicker } from './LoopPicker';
import { PairList } from './PairList';
import { useCohort, useInside } from './useSides';

const NONE: never[] = [];

/** Two loops, or a loop and the median of its kind: figures, curves, and where they part. */
export function CompareView({ model }: SceneComponentProps<CompareScene>) {
  const styles = useStyles2(getStyles);
  const { ds, a, b, time, refresh, chart, drawn } = model.useState();
  const data = useSteadyData(model.main().useState().data);
  const { value: range } = sceneGraph.getTimeRange(model).useState();
  const series = data?.series ?? NONE;
  const rowA = useMemo(() => readLoopRows(framesOf(series, REF.loopA))[0] ?? null, [series]);
  const rowB = useMemo(() => readLoopRows(framesOf(series, REF.loopB))[0] ?? null, [series]);
  const iterationsA = useMemo(() => readIterations(framesOf(series, REF.iterationsA)), [series]);
  const iterationsB = useMemo(() => readIterations(framesOf(series, REF.iterationsB)), [series]);
  const isMedian = b === '';
  const cohort = useCohort(ds, isMedian ? (rowA?.loop ?? null) : null, a, range);
  const insideA = useInside(ds, isMedian ? '' : a, iterationsA, range);
  const insideB = useInside(ds, b, iterationsB, range);
  const middle = useMemo(() => (isMedian ? medianIterations(cohort.loops) : NONE), [isMedian, cohort.loops]);
  useEffect(() => {
    if (data !== undefined) {
      const median = middle.length === 0 ? NONE : [medianFrame(`Median of ${rowA?.loop ?? 'others'}`, middle)];
      drawn.setState({ data: { ...data, series: [...data.series, ...median] } });
    }
  }, [data, drawn, middle, rowA]);
  const pairs = useMemo(() => {
    const other = isMedian ? { iterations: middle, steps: NONE, messages: NONE } : insideB.side;
    return rowA === null ? NONE : alignSides({ ...insideA.side, iterations: iterationsA }, other);
  }, [isMedian, middle, insideA.side, insideB.side, iterationsA, rowA]);
  const figures = useMemo(
    () => (isMedian ? medianFigures(cohort.rows) : FIGURES.map(({ of }) => (rowB === null ? null : of(rowB)))),
    [isMedian, cohort.rows, rowB]
  );
  const reading = isReading(data);
  const missing = [a, b].filter(
    (id, i) => id !== '' && !reading && data !== undefined && [rowA, rowB][i] === null && errorsOf(data).length === 0
  );
  const otherReading = isMedian ? !cohort.asked.answered : reading && rowB === null;
  const hasOther = isMedian ? cohort.rows.length > 0 : rowB !== null;
  const inside = isMedian ? [cohort.asked] : [insideA.asked, insideB.asked];
  const isInside = inside.every(({ answered }) => answered);
  return (
    <PageFrame
      title="Compare"
      crumb="Compare"
      controls={
        <>
          <SourcePicker uid={ds} onChange={(uid) => model.onChange({ ds: uid, a: '', b: '' })} />
          <time.Component model={time} />
          <refresh.Component model={refresh} />
          <ClipboardButton variant="secondary" icon="share-alt" getText={() => window.location.href}>
            Copy link
          </ClipboardButton>
        </>
      }
    >
      <div className={styles.pickers}>
        <LoopPicker
          label="First loop"
          ds={ds}
          range={range}
          value={a}
          row={rowA}
          onChange={(id) => model.onChange({ a: id })}
        />
        <Button
          variant="secondary"
          icon="exchange-alt"
          aria-label="Swap the loops"
          tooltip="Swap the loops"
          disabled={isMedian}
          onClick={() => model.onChange({ a: b, b: a })}
        />
        <LoopPicker
          label="Second loop"
          ds={ds}
          range={range}
          value={b}
          row={rowB}
          median={rowA?.loop ?? null}
          preferred={rowA?.loop ?? null}
          onChange={(id) => model.onChange({ b: id })}
        />
      </div>
      <DataNotes data={data} onRetry={model.ask} />
      {a === '' && (
        <EmptyState variant="call-to-action" hideImage message="Choose two loops to compare">
          Or open one from the list of loops and choose “Compare with…” there.
          <div className={styles.action}>
            <LinkButton href={locationUtil.assureBaseUrl(loopsPath(ds))}>All loops</LinkButton>
          </div>
        </EmptyState>
      )}
      {missing.map((id) => (
        <EmptyState
          key={id}
          variant="not-found"
          hideImage
          message={`There is no loop ${id.slice(0, 80)} in this data source and time range`}
        />
      ))}
      {reading && rowA === null && (
        <div role="status" className={styles.weak}>
          Reading…
        </div>
      )}
      {rowA !== null && (
        <>
          {isMedian && <Failing asked={cohort.asked} what="other loops" />}
          {isMedian && errorsOf(cohort.asked.data).length === 0 && (
            <p className={styles.weak}>
              {otherReading
                ? 'Reading the other loops of this name…'
                : cohort.rows.length === 0
                  ? `There is no other loop of the name ${rowA.loop ?? 'unnamed'} in this time range; choose another one or widen the range.`
                  : `Against the other loops of the name ${rowA.loop ?? 'unnamed'} in this time range.`}
            </p>
          )}
          {(hasOther || otherReading || isMedian) && (
            <HeadTable
              a={rowA}
              values={figures}
              title={isMedian ? (otherReading ? 'Median' : `Median of ${count(cohort.rows.length, 'other')}`) : null}
              b={rowB}
              reading={otherReading}
            />
          )}
          <div className={styles.chart}>
            <chart.Component model={chart} />
          </div>
          {!isMedian && <Failing asked={insideA.asked} what="steps of the first loop" />}
          {!isMedian && <Failing asked={insideB.asked} what="steps of the second loop" />}
          {hasOther && !isInside && (
            <div role="status" className={styles.weak}>
              Reading what happened in them…
            </div>
          )}
          {hasOther && isInside && <PairList pairs={pairs} isMedian={isMedian} ds={ds} a={a} b={b} />}
        </>
      )}
    </PageFrame>
  );
}

/** What could not be read; that it is being read is said elsewhere. */
const Failing = ({ asked, what }: { asked: Asked; what: string }) =>
  errorsOf(asked.data).length > 0 && <Asking asked={asked} what={what} />;

const getStyles = (theme: GrafanaTheme2) => ({
  pickers: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto minmax(0, 1fr)',
    alignItems: 'end',
    gap: theme.spacing(1),
    [theme.breakpoints.down('md')]: {
      gridTemplateColumns: 'minmax(0, 1fr)',
      justifyItems: 'start',
      '& > div': { width: '100%' },
    },
  }),
  action: css({ marginTop: theme.spacing(1) }),
  weak: css({ margin: 0, color: theme.colors.text.secondary }),
  chart: css({ height: 420, display: 'flex', minWidth: 0 }),
});
