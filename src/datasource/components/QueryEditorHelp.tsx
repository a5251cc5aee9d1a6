import { css } from '@emotion/css';
import type { GrafanaTheme2, QueryEditorHelpProps } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { QUERY_SCHEMA_VERSION } from '../../core/query/query';
import { describeQuery } from '../text';
import type { LoopscopeQuery } from '../types';

interface Example {
  title: string;
  why: string;
  query: Omit<LoopscopeQuery, 'refId'>;
}

const EXAMPLES: Example[] = [
  {
    title: 'Which loops failed?',
    why: 'A row for each failed loop, with why it ended and what it cost. Click a trace id to see inside.',
    query: { queryType: 'loops', filters: [{ key: 'outcome', op: '=', value: 'failure' }] },
  },
  {
    title: 'Do my loops converge?',
    why: 'Goal score against the target by iteration, a line for each loop.',
    query: { queryType: 'goal', axis: 'iteration', limit: 50 },
  },
  {
    title: 'Is effectiveness getting better?',
    why: 'The mean effectiveness of all loops over time, one series for each loop name.',
    query: { queryType: 'series', metric: 'effectiveness', aggregation: 'mean', groupBy: 'loop' },
  },
  {
    title: 'What do loops cost?',
    why: 'Dollars over time in each environment.',
    query: { queryType: 'series', metric: 'costUsd', aggregation: 'sum', groupBy: 'env' },
  },
  {
    title: 'Which loops burn tokens?',
    why: 'Loops above 50,000 tokens.',
    query: { queryType: 'loops', filters: [{ key: 'tokens', op: '>', value: '50000' }] },
  },
  {
    title: 'What looks wrong?',
    why: 'Loops that are stuck, bouncing, regressing or burning, with proof and advice; none of those that only inform.',
    query: { queryType: 'warnings', filters: [{ key: 'health', op: '<', value: '90' }] },
  },
  {
    title: 'Which model costs most?',
    why: 'Calls, failures, tokens and cost of each model.',
    query: { queryType: 'breakdown', groupBy: 'model' },
  },
  {
    title: 'Which iterations missed the goal?',
    why: 'Every iteration of loops that ended below 0.5, with worker and evaluator.',
    query: { queryType: 'iterations', filters: [{ key: 'goalScore', op: '<', value: '0.5' }] },
  },
];

/** Examples that fill the editor at a click, and how filters are written. */
export function QueryEditorHelp({ onClickExample, query }: QueryEditorHelpProps<LoopscopeQuery>) {
  const styles = useStyles2(getStyles);
  return (
    <div>
      <h2>Loopscope queries</h2>
      <ul className={styles.list}>
        {EXAMPLES.map((example) => (
          <li key={example.title} className={styles.item}>
            <Button
              variant="secondary"
              size="sm"
              onClick={() =>
                onClickExample({
                  refId: query?.refId ?? 'A',
                  ...(query?.datasource ? { datasource: query.datasource } : {}),
                  schemaVersion: QUERY_SCHEMA_VERSION,
                  ...example.query,
                })
              }
            >
              {example.title}
            </Button>
            <div>
              <div>{example.why}</div>
              <code>{describeQuery(example.query)}</code>
            </div>
          </li>
        ))}
      </ul>
      <h3>Filters</h3>
      <p>
        A filter is a key, an operator and a value. Keys are the columns of <em>Loops</em> (loop, env, outcome, tokens,
        …) and attributes as they were written, such as <code>metadata.model</code> or{' '}
        <code>span.gen_ai.request.model</code>. Use <code>=</code> and <code>!=</code> for exact text, <code>=~</code>{' '}
        and <code>!~</code> for regular expressions, and <code>&gt;</code>, <code>&lt;</code>, <code>&gt;=</code>,{' '}
        <code>&lt;=</code> for numbers. Variables such as <code>$env</code> work in every field; one with several values
        matches any of them.
      </p>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', padding: 0, display: 'grid', gap: theme.spacing(1.5) }),
  item: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 240px) minmax(0, 1fr)',
    gap: theme.spacing(0.5, 2),
    alignItems: 'start',
    '@media (max-width: 600px)': { gridTemplateColumns: '1fr' },
  }),
});
