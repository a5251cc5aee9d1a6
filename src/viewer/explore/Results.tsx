import { css } from '@emotion/css';
import { LoadingState, type FieldConfigSource, type GrafanaTheme2, type PanelData } from '@grafana/data';
import { Alert, EmptyState, Icon, PanelChrome, useStyles2 } from '@grafana/ui';
import { useMemo, type ReactNode } from 'react';
import { HostPanel } from '../host/HostPanel';
import { useWidth } from '../shell/useWidth';
import { groupFrames, type ResultGroup } from './groupFrames';
import { LogList } from './LogList';

interface ResultsProps {
  data: PanelData;
  onChangeTimeRange: (range: { from: number; to: number }) => void;
}

const TITLES: Record<ResultGroup['kind'], string> = {
  plugin: 'Convergence',
  graph: 'Graph',
  trace: 'Trace',
  logs: 'Messages',
  nodeGraph: 'Handoffs',
  table: 'Table',
};

/** Panels that draw what frames ask for; a table draws the rest. */
const PANELS: Partial<Record<ResultGroup['kind'], string>> = {
  graph: 'timeseries',
  trace: 'loopscope-trace-panel',
  nodeGraph: 'nodeGraph',
};

const HEIGHTS: Record<string, number> = { plugin: 460, graph: 320, trace: 560, table: 480, nodeGraph: 360 };

const FIELD_STYLES: Record<string, FieldConfigSource> = {
  graph: { defaults: { custom: { lineWidth: 1, fillOpacity: 6 } }, overrides: [] },
  // A time with its seconds fits.
  table: { defaults: { custom: { minWidth: 176 } }, overrides: [] },
};

export function Results({ data, onChangeTimeRange }: ResultsProps) {
  const styles = useStyles2(getStyles);
  const [ref, width] = useWidth();
  const groups = useMemo(() => groupFrames(data.series), [data.series]);
  const isEmpty = !data.series.some(({ length }) => length > 0);
  const isDone = data.state === LoadingState.Done || data.state === LoadingState.Error;

  return (
    <div ref={ref} className={styles.results}>
      <Messages data={data} />
      {isEmpty && isDone && !data.errors && (
        <EmptyState variant="not-found" hideImage message="No loops match in this range.">
          Choose a longer range, or take a filter away.
        </EmptyState>
      )}
      {width > 0 &&
        !isEmpty &&
        groups.map((group) => <Group key={group.id} {...{ group, data, width, onChangeTimeRange }} />)}
    </div>
  );
}

function Group({ group, data, width, onChangeTimeRange }: ResultsProps & { group: ResultGroup; width: number }) {
  const { kind, frames } = group;
  const title = TITLES[kind];
  const height = HEIGHTS[kind];
  const panelData = useMemo(() => ({ ...data, series: frames }), [data, frames]);

  if (kind === 'logs') {
    return (
      <Section title={title}>
        <LogList frames={frames} />
      </Section>
    );
  }
  const pluginId = kind === 'plugin' ? group.id : (PANELS[kind] ?? 'table');
  return (
    <PanelChrome title={title} width={width} height={height} loadingState={data.state}>
      {(innerWidth, innerHeight) => (
        <HostPanel
          pluginId={pluginId}
          title={title}
          data={panelData}
          width={innerWidth}
          height={innerHeight}
          fieldConfig={FIELD_STYLES[kind]}
          onChangeTimeRange={onChangeTimeRange}
        />
      )}
    </PanelChrome>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <section className={styles.section} aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      {children}
    </section>
  );
}

/** What went wrong, by query, and what the frames have to say about themselves. */
function Messages({ data }: { data: PanelData }) {
  const styles = useStyles2(getStyles);
  const notices = new Map(
    data.series.flatMap(({ meta }) => (meta?.notices ?? []).map((notice) => [notice.text, notice]))
  );
  return (
    <>
      {(data.errors ?? []).map(({ refId, message, data: detail }, index) => (
        <Alert
          key={index}
          severity="error"
          title={refId ? `Query ${refId} failed` : 'The query failed'}
          bottomSpacing={0}
        >
          {message ?? detail?.message ?? 'The data source gave no reason.'}
        </Alert>
      ))}
      {notices.size > 0 && (
        <ul className={styles.notices} aria-label="Notices">
          {[...notices.values()].map(({ severity, text }) => (
            <li key={text}>
              <Icon
                name={severity === 'info' ? 'info-circle' : 'exclamation-triangle'}
                className={severity === 'info' ? styles.info : styles.warning}
                title={severity}
              />
              {text}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  notices: css({
    margin: 0,
    padding: theme.spacing(0.5, 1),
    listStyle: 'none',
    color: theme.colors.text.secondary,
    li: { display: 'flex', alignItems: 'baseline', gap: theme.spacing(1), padding: theme.spacing(0.25, 0) },
    svg: { flexShrink: 0, alignSelf: 'center' },
  }),
  info: css({ color: theme.colors.info.text }),
  warning: css({ color: theme.colors.warning.text }),
  results: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  section: css({
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    overflow: 'hidden',
  }),
  title: css({ ...theme.typography.h6, margin: theme.spacing(1) }),
});
