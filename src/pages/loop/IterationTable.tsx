import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import * as figures from '../common/figures';
import type { IterationRow } from './readIterations';
import type { TabProps } from './tab';

const PAGE = 100;

/** Each iteration in a line; its number opens it. */
export function IterationTable({ scene, iterations }: TabProps) {
  const styles = useStyles2(getStyles);
  const { iteration: open } = scene.useState();
  const [shown, setShown] = useState(PAGE);
  if (iterations.length === 0) {
    return <p className={styles.none}>This loop has no iterations: it ended before the first one was written.</p>;
  }
  const has = (pick: (row: IterationRow) => unknown) => iterations.some((row) => pick(row) !== null);
  const workers = has(({ worker }) => worker) || has(({ evaluator }) => evaluator);
  const calls = has(({ llmCalls }) => llmCalls);
  return (
    <section className={styles.frame} aria-labelledby="iterations-title">
      <h2 id="iterations-title" className={styles.title}>
        Iterations
      </h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Iteration</th>
            <th scope="col">Goal</th>
            <th scope="col">Change</th>
            <th scope="col">Effectiveness</th>
            <th scope="col">Tokens</th>
            <th scope="col">Cost</th>
            <th scope="col">Latency</th>
            {calls && <th scope="col">Calls</th>}
            {workers && <th scope="col">Worker → evaluator</th>}
          </tr>
        </thead>
        <tbody>
          {iterations.slice(0, shown).map((row, index) => (
            <tr key={index} className={cx(row.iteration === open && styles.open)}>
              <th scope="row">
                <button
                  type="button"
                  className={styles.link}
                  aria-label={`Open iteration ${row.iteration}`}
                  onClick={() => scene.onChange({ iteration: row.iteration, span: '', tab: 'iterations' })}
                >
                  {row.iteration}
                </button>
                {row.derived && (
                  <span className={styles.weak} title="The number was inferred">
                    {' '}
                    inferred
                  </span>
                )}
              </th>
              <td>{figures.score(row.goalScore)}</td>
              <td>{changeOf(iterations, index)}</td>
              <td>{figures.score(row.effectiveness)}</td>
              <td>{figures.tokens(row.tokens)}</td>
              <td>
                {figures.usd(row.costUsd)}
                {row.costBasis === 'estimated' && <span className={styles.weak}> est.</span>}
              </td>
              <td>{figures.duration(row.latencyMs)}</td>
              {calls && <td>{callsOf(row)}</td>}
              {workers && <td>{[row.worker, row.evaluator].filter((name) => name !== null).join(' → ') || '–'}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {iterations.length > shown && (
        <Button variant="secondary" size="sm" onClick={() => setShown(shown + PAGE * 5)}>
          {`Show more (${(iterations.length - shown).toLocaleString('en-US')} left)`}
        </Button>
      )}
    </section>
  );
}

function changeOf(iterations: readonly IterationRow[], index: number): string {
  const { goalScore } = iterations[index];
  const last = iterations[index - 1]?.goalScore ?? null;
  return goalScore === null || last === null ? '–' : figures.change(goalScore - last);
}

function callsOf({ llmCalls, llmFailed, toolCalls, toolFailed, violations }: IterationRow): string {
  const failed = (llmFailed ?? 0) + (toolFailed ?? 0);
  const parts = [
    llmCalls !== null && llmCalls > 0 ? `${llmCalls} model` : '',
    toolCalls !== null && toolCalls > 0 ? `${toolCalls} tool` : '',
    failed > 0 ? `${failed} failed` : '',
    violations > 0 ? figures.count(violations, 'violation') : '',
  ];
  return parts.filter((part) => part !== '').join(', ') || '–';
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({
    padding: theme.spacing(1.5),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    overflowX: 'auto',
  }),
  title: css({ ...theme.typography.h6, margin: 0 }),
  none: css({ color: theme.colors.text.secondary }),
  table: css({
    width: '100%',
    marginTop: theme.spacing(0.5),
    fontVariantNumeric: 'tabular-nums',
    'th, td': {
      padding: theme.spacing(0.5, 1),
      textAlign: 'right',
      whiteSpace: 'nowrap',
      fontWeight: theme.typography.fontWeightRegular,
    },
    'thead th': { fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary },
    'th:first-child, th:last-child, td:last-child': { textAlign: 'left' },
    'tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  open: css({ background: theme.colors.action.selected }),
  link: css({
    padding: theme.spacing(0, 0.5),
    minWidth: 24,
    border: 0,
    background: 'none',
    font: 'inherit',
    textAlign: 'left',
    color: theme.colors.text.link,
    '&:hover': { textDecoration: 'underline' },
  }),
  weak: css({ fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary }),
});
