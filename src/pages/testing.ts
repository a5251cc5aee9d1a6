import { createDataFrame, type DataFrame } from '@grafana/data';
import type { LoopRow } from './data/readLoops';

/** A row of which only what matters to a test is given. */
export function loopRow(part: Partial<LoopRow> & { traceId: string }): LoopRow {
  return {
    loop: null,
    system: null,
    env: null,
    task: null,
    agent: null,
    session: null,
    startTime: null,
    endTime: null,
    durationMs: null,
    outcome: 'unknown',
    terminationReason: null,
    iterations: null,
    goalScore: null,
    bestGoalScore: null,
    goalTarget: null,
    lesCumulative: null,
    lesReported: null,
    tokens: null,
    costUsd: null,
    costBasis: null,
    llmCalls: null,
    llmFailed: null,
    toolCalls: null,
    toolFailed: null,
    handoffs: null,
    warnings: null,
    health: null,
    models: [],
    notices: null,
    ...part,
  };
}

/** A frame out of rows; a column that a row lacks is not known there. */
export function frameOf(refId: string, rows: Array<Record<string, unknown>>, name = refId): DataFrame {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const fields = names.map((key) => ({ name: key, values: rows.map((row) => row[key] ?? null) }));
  return createDataFrame({ name, refId, fields });
}
