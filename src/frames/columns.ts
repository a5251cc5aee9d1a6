import type { FieldConfig, FieldTypeName } from './frame';

interface ColumnSpec {
  type: FieldTypeName;
  config: FieldConfig;
}

const text = (displayName: string, description?: string): ColumnSpec => ({
  type: 'string',
  config: { displayName, ...(description === undefined ? {} : { description }), filterable: true },
});
const time = (displayName: string): ColumnSpec => ({ type: 'time', config: { displayName } });
const figure = (displayName: string, config: FieldConfig = {}): ColumnSpec => ({
  type: 'number',
  config: { displayName, ...config },
});
const count = (displayName: string) => figure(displayName, { unit: 'short', decimals: 0 });
const score = (displayName: string, description?: string) =>
  figure(displayName, { decimals: 2, ...(description === undefined ? {} : { description }) });

/** How each column is named, typed and formatted, wherever it stands. */
export const COLUMN_SPECS = {
  traceId: text('Trace ID'),
  loop: text('Loop'),
  system: text('System'),
  env: text('Environment'),
  task: text('Task'),
  session: text('Session'),
  agent: text('Agent'),
  startTime: time('Started'),
  endTime: time('Ended'),
  durationMs: figure('Duration', { unit: 'ms' }),
  outcome: text('Outcome'),
  terminationReason: text('Why it stopped'),
  iterations: count('Iterations'),
  goalScore: score('Goal score', 'As the emitter wrote it'),
  bestGoalScore: score('Best goal score'),
  goalTarget: score('Goal target', 'The target in force; the assumed one where none was written'),
  effectiveness: score('Effectiveness', 'Goal score divided by target, between 0 and 1'),
  lesCumulative: score('LES (cumulative)', 'Mean effectiveness so far, computed'),
  lesReported: score('LES reported', 'Cumulative LES as the emitter wrote it'),
  tokens: figure('Tokens', { unit: 'short' }),
  tokensCumulative: figure('Tokens so far', { unit: 'short' }),
  inputTokens: figure('Input tokens', { unit: 'short' }),
  outputTokens: figure('Output tokens', { unit: 'short' }),
  cacheReadTokens: figure('Cached tokens', { unit: 'short' }),
  costUsd: figure('Cost', { unit: 'currencyUSD' }),
  costCumulativeUsd: figure('Cost so far', { unit: 'currencyUSD' }),
  costBasis: text('Cost basis'),
  latencyMs: figure('Latency', { unit: 'ms' }),
  worker: text('Worker'),
  evaluator: text('Evaluator'),
  llmCalls: count('Model calls'),
  llmFailed: count('Model calls failed'),
  toolCalls: count('Tool calls'),
  toolFailed: count('Tool calls failed'),
  handoffs: count('Handoffs'),
  warnings: count('Warnings'),
  health: figure('Health', {
    decimals: 0,
    min: 0,
    max: 100,
    description: '100 less a penalty for each type of warning',
  }),
  violations: count('Safety violations'),
  models: text('Models'),
  notices: text('Notices', 'What is odd about the document'),
  key: text('Name'),
  calls: count('Calls'),
  failed: count('Failed'),
  failRatio: figure('Failure ratio', { unit: 'percentunit', min: 0, max: 1 }),
  meanMs: figure('Mean duration', { unit: 'ms' }),
  maxMs: figure('Longest', { unit: 'ms' }),
  loops: count('Loops'),
  spanId: text('Span ID'),
  parentSpanId: text('Parent span ID'),
  kind: text('Kind'),
  name: text('Name'),
  model: text('Model'),
  tool: text('Tool'),
  status: text('Status'),
  error: text('Error'),
  truncated: { type: 'boolean', config: { displayName: 'Cut short', description: 'A server cut a value' } },
  iteration: count('Iteration'),
  derived: { type: 'boolean', config: { displayName: 'Derived', description: 'The iteration was inferred' } },
  time: time('Time'),
  timeEnd: time('Time end'),
  type: text('Type'),
  severity: text('Severity'),
  what: text('What happened'),
  why: text('Why it matters'),
  try: text('What to try'),
  firstIteration: count('From iteration'),
  lastIteration: count('To iteration'),
  count: count('Count'),
  confidence: figure('Confidence', { unit: 'percentunit', decimals: 0, min: 0, max: 1 }),
  evidence: text('Evidence', 'Span ids or iteration numbers, as a JSON list'),
  title: text('Title'),
  text: text('Text'),
  tags: text('Tags'),
} as const satisfies Record<string, ColumnSpec>;

export type ColumnName = keyof typeof COLUMN_SPECS;

/** A field for a known column. */
export function field(name: ColumnName, values: unknown[], labels?: Record<string, string>, config?: FieldConfig) {
  const spec: ColumnSpec = COLUMN_SPECS[name];
  const merged: FieldConfig = { ...spec.config, ...config };
  if (merged.displayNameFromDS !== undefined) {
    // A display name of the column would hide the one of the series.
    delete merged.displayName;
  }
  return {
    name,
    type: spec.type,
    ...(labels === undefined ? {} : { labels }),
    config: merged,
    values,
  };
}
