import type { DataFrame } from '@grafana/data';
import { OUTCOMES, type CostBasis, type Outcome } from '../../core/model/loop';

/** One loop as a row of the `loops` table: times in ms since the epoch, money in US dollars; null is not known. */
export interface LoopRow {
  traceId: string;
  loop: string | null;
  system: string | null;
  env: string | null;
  task: string | null;
  agent: string | null;
  session: string | null;
  startTime: number | null;
  endTime: number | null;
  durationMs: number | null;
  outcome: Outcome;
  terminationReason: string | null;
  iterations: number | null;
  goalScore: number | null;
  bestGoalScore: number | null;
  goalTarget: number | null;
  lesCumulative: number | null;
  lesReported: number | null;
  tokens: number | null;
  costUsd: number | null;
  costBasis: CostBasis | null;
  llmCalls: number | null;
  llmFailed: number | null;
  toolCalls: number | null;
  toolFailed: number | null;
  handoffs: number | null;
  /** How many warnings there are; null where nobody looked for any. */
  warnings: number | null;
  /** 0..100; null where nobody worked it out. */
  health: number | null;
  models: string[];
  /** What is odd about the document. */
  notices: string | null;
}

export const asText = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
export const asNumber = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** The values of a frame by column name; a column that is missing holds nothing. */
export function columnsOf(frame: DataFrame): (name: string, row: number) => unknown {
  const columns = new Map(frame.fields.map(({ name, values }) => [name, values]));
  return (name, row) => columns.get(name)?.[row];
}

/** The frames that answer one query. */
export const framesOf = (series: readonly DataFrame[], refId: string): DataFrame[] =>
  series.filter((frame) => frame.refId === refId);

/** Rows out of `loops` frames; rows without an id are left out, and each id is taken once. */
export function readLoopRows(frames: readonly DataFrame[]): LoopRow[] {
  const rows = new Map<string, LoopRow>();
  for (const frame of frames) {
    const at = columnsOf(frame);
    for (let row = 0; row < frame.length; row++) {
      const traceId = asText(at('traceId', row));
      if (traceId !== null && !rows.has(traceId)) {
        rows.set(
          traceId,
          readRow(traceId, (name) => at(name, row))
        );
      }
    }
  }
  return [...rows.values()];
}

function readRow(traceId: string, at: (name: string) => unknown): LoopRow {
  const text = (name: string) => asText(at(name));
  const number = (name: string) => asNumber(at(name));
  const basis = text('costBasis');
  return {
    traceId,
    loop: text('loop'),
    system: text('system'),
    env: text('env'),
    task: text('task'),
    agent: text('agent'),
    session: text('session'),
    startTime: number('startTime'),
    endTime: number('endTime'),
    durationMs: number('durationMs'),
    outcome: OUTCOMES.find((outcome) => outcome === at('outcome')) ?? 'unknown',
    terminationReason: text('terminationReason'),
    iterations: number('iterations'),
    goalScore: number('goalScore'),
    bestGoalScore: number('bestGoalScore'),
    goalTarget: number('goalTarget'),
    lesCumulative: number('lesCumulative'),
    lesReported: number('lesReported'),
    tokens: number('tokens'),
    costUsd: number('costUsd'),
    costBasis: basis === 'reported' || basis === 'estimated' ? basis : null,
    llmCalls: number('llmCalls'),
    llmFailed: number('llmFailed'),
    toolCalls: number('toolCalls'),
    toolFailed: number('toolFailed'),
    handoffs: number('handoffs'),
    warnings: number('warnings'),
    health: number('health'),
    models: (text('models') ?? '').split(', ').filter((model) => model !== ''),
    notices: text('notices'),
  };
}

/** Goal scores of a loop by iteration, for a sparkline; NaN where an iteration has none. */
export interface Spark {
  scores: number[];
  target: number | null;
}

/** The curve of each loop out of `iterations` frames, by trace id. */
export function readSparks(frames: readonly DataFrame[]): Map<string, Spark> {
  const sparks = new Map<string, Spark>();
  for (const frame of frames) {
    const at = columnsOf(frame);
    for (let row = 0; row < frame.length; row++) {
      const traceId = asText(at('traceId', row));
      if (traceId === null) {
        continue;
      }
      const spark = sparks.get(traceId) ?? { scores: [], target: null };
      spark.scores.push(asNumber(at('goalScore', row)) ?? NaN);
      spark.target = asNumber(at('goalTarget', row)) ?? spark.target;
      sparks.set(traceId, spark);
    }
  }
  return sparks;
}
