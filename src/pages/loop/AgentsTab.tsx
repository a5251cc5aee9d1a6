import { css } from '@emotion/css';
import type { DataFrame, GrafanaTheme2 } from '@grafana/data';
import { sceneGraph } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';
import { Asking } from '../common/Asking';
import { pageQuery } from '../data/queries';
import { framesOf } from '../data/readLoops';
import { useAsk } from '../data/useAsk';
import { HandoffMap } from '../handoffs/HandoffMap';
import { CallTable } from './CallTable';
import { countCalls } from './calls';
import { readSteps } from './readSteps';
import type { TabProps } from './tab';
import { partsOf } from './workers';
import { WorkerTable } from './WorkerTable';

/** Who worked, who handed over to whom, and what models and tools did. */
export function AgentsTab({ scene, iterations }: TabProps) {
  const styles = useStyles2(getStyles);
  const { ds, id } = scene.useState();
  const { value } = sceneGraph.getTimeRange(scene).useState();
  const queries = useMemo(
    () => [
      pageQuery('handoffs', { queryType: 'handoffs', traceId: id }),
      pageQuery('steps', { queryType: 'steps', traceId: id }),
    ],
    [id]
  );
  const asked = useAsk(ds, queries, value);
  // one part before the other would say of it that nothing was recorded
  const series = asked.answered ? asked.data?.series : undefined;
  const handoffs = useMemo(() => framesOf(series ?? [], 'handoffs'), [series]);
  const steps = useMemo(() => readSteps(framesOf(series ?? [], 'steps')), [series]);
  const tools = useMemo(() => countCalls(steps, 'tool'), [steps]);
  const models = useMemo(() => countCalls(steps, 'llm'), [steps]);
  const workers = useMemo(() => partsOf(iterations, 'worker'), [iterations]);
  const evaluators = useMemo(() => partsOf(iterations, 'evaluator'), [iterations]);
  return (
    <div className={styles.tab}>
      <Asking asked={asked} what="agents" whole />
      {series && (
        <>
          <section className={styles.frame} aria-labelledby="handoffs-title">
            <h2 id="handoffs-title" className={styles.title}>
              Handoffs
            </h2>
            <HandoffMap frames={handoffs} height={heightOf(handoffs)} />
          </section>
          <div className={styles.tables}>
            {workers.length > 0 && <WorkerTable title="Workers" parts={workers} />}
            {evaluators.length > 0 && <WorkerTable title="Evaluators" parts={evaluators} />}
            <CallTable title="Tools" calls={tools} none="No tool calls were recorded." />
            <CallTable title="Models" calls={models} none="No model calls were recorded." tokens />
          </div>
        </>
      )}
    </div>
  );
}

/** A map of one agent needs no more room than the agent. */
function heightOf(frames: readonly DataFrame[]): number {
  const agents = frames.find(({ name }) => name === 'nodes')?.length ?? 0;
  return agents <= 1 ? 90 : Math.min(480, 160 + agents * 40);
}

const getStyles = (theme: GrafanaTheme2) => ({
  tab: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  tables: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(420px, 100%), 1fr))',
    gap: theme.spacing(2),
  }),
  frame: css({
    padding: theme.spacing(1.5),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    minWidth: 0,
  }),
  title: css({ ...theme.typography.h6, margin: theme.spacing(0, 0, 1) }),
});
