import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { sceneGraph } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';
import { useEffect, useMemo, useState } from 'react';
import { Asking } from '../common/Asking';
import * as figures from '../common/figures';
import { errorsOf } from '../data/panelData';
import { pageQuery } from '../data/queries';
import { framesOf } from '../data/readLoops';
import { useAsk } from '../data/useAsk';
import { foldFailures } from './failures';
import { readSteps } from './readSteps';
import type { TabProps } from './tab';
import { WarningItem } from './WarningItem';

/** What looks wrong in a loop and which steps failed, each one click from the iteration that proves it; nothing moves. */
export function Troubles({ scene, row, warnings }: TabProps) {
  const styles = useStyles2(getStyles);
  const { ds, id } = scene.useState();
  const { value } = sceneGraph.getTimeRange(scene).useState();
  const mayFail = row.toolFailed !== 0 || row.llmFailed !== 0 || row.outcome === 'failure';
  const queries = useMemo(
    () => (mayFail ? [pageQuery('steps', { queryType: 'steps', traceId: id })] : null),
    [id, mayFail]
  );
  const asked = useAsk(ds, queries, value);
  const { data, reading } = asked;
  const waiting = mayFail && !asked.answered;
  const late = useLate(waiting, id);
  const told = warnings.some(({ type }) => type === 'failed_loop');
  const failures = useMemo(() => foldFailures(readSteps(framesOf(data?.series ?? [], 'steps')), told), [data, told]);
  const open = (iteration: number | null, span: string) => scene.onChange({ tab: 'iterations', iteration, span });
  const failed = failures.map((failure) => (
    <li key={`${failure.what} ${failure.error}`} className={styles.item}>
      <div className={styles.what}>
        {failure.what} failed{failure.count > 1 ? ` ${figures.count(failure.count, 'time')}` : ''}
      </div>
      <div className={styles.error}>{failure.error}</div>
      {(failure.iteration !== null || failure.spanId !== null) && (
        <button type="button" className={styles.link} onClick={() => open(failure.iteration, failure.spanId ?? '')}>
          {failure.iteration === null ? 'Show the step' : `Show it in iteration ${failure.iteration}`}
        </button>
      )}
    </li>
  ));
  const found = (waiting && !late ? [] : warnings).map((warning, index) => (
    <li key={index} className={styles.item}>
      <WarningItem warning={warning} onOpen={open} />
    </li>
  ));
  return (
    <section className={styles.frame} aria-labelledby="troubles-title" aria-busy={reading}>
      <h2 id="troubles-title" className={styles.title}>
        What looks wrong
      </h2>
      {asked.answered && <Asking asked={asked} what="steps" />}
      {!waiting && failures.length === 0 && warnings.length === 0 && errorsOf(data).length === 0 && (
        <p className={styles.none}>Nothing was found.</p>
      )}
      <ul className={styles.list}>{late ? [...found, ...failed] : [...failed, ...found]}</ul>
      {waiting && <p className={styles.none}>Looking for steps that failed…</p>}
    </section>
  );
}

/** How long what is known waits for what goes above it (ms). */
const PATIENCE = 1500;

/** True once something was waited for too long, and for as long as it is about the same. */
function useLate(waiting: boolean, of: string): boolean {
  const [late, setLate] = useState<string | null>(null);
  useEffect(() => {
    if (!waiting) {
      return undefined;
    }
    const timer = setTimeout(() => setLate(of), PATIENCE);
    return () => clearTimeout(timer);
  }, [waiting, of]);
  return late === of;
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({
    padding: theme.spacing(1.5),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    minWidth: 0,
    maxHeight: 420,
    overflowY: 'auto',
    [theme.breakpoints.down('lg')]: { maxHeight: 'none' },
  }),
  title: css({ ...theme.typography.h6, margin: theme.spacing(0, 0, 1) }),
  none: css({ color: theme.colors.text.secondary, margin: 0 }),
  list: css({ listStyle: 'none', margin: 0, display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  item: css({ minWidth: 0, overflowWrap: 'anywhere' }),
  what: css({ fontWeight: theme.typography.fontWeightMedium }),
  error: css({ color: theme.colors.text.secondary, whiteSpace: 'pre-wrap' }),
  link: css({
    padding: 0,
    border: 0,
    background: 'none',
    font: 'inherit',
    color: theme.colors.text.link,
    '&:hover': { textDecoration: 'underline' },
  }),
});
