import type { Step } from '../core/model/loop';
import { field } from './columns';
import type { Frame } from './frame';

/** The steps of one loop. */
export interface LoopSteps {
  traceId: string;
  steps: Step[];
  /** Whether only those of one iteration can be had at a time. */
  inParts?: boolean;
}

/** The `steps` table: a row a step, loop by loop, by start. */
export function stepsFrame(loops: LoopSteps[]): Frame {
  const rows = loops.flatMap(({ traceId, steps }) => steps.map((step) => ({ traceId, step })));
  const of = <T>(pick: (step: Step) => T) => rows.map(({ step }) => pick(step));
  return {
    name: 'steps',
    meta: {
      preferredVisualisationType: 'table',
      ...(loops.some(({ inParts }) => inParts === true) ? { custom: { inParts: true } } : {}),
    },
    fields: [
      field(
        'traceId',
        rows.map(({ traceId }) => traceId)
      ),
      field(
        'spanId',
        of(({ spanId }) => spanId)
      ),
      field(
        'parentSpanId',
        of(({ parentSpanId }) => parentSpanId)
      ),
      field(
        'iteration',
        of(({ iteration }) => iteration)
      ),
      field(
        'kind',
        of(({ kind }) => kind)
      ),
      field(
        'name',
        of(({ name }) => name)
      ),
      field(
        'agent',
        of(({ agent }) => agent)
      ),
      field(
        'model',
        of(({ model }) => model)
      ),
      field(
        'tool',
        of(({ tool }) => tool)
      ),
      field(
        'startTime',
        of(({ startTime }) => startTime)
      ),
      field(
        'durationMs',
        of(({ durationMs }) => durationMs)
      ),
      field(
        'status',
        of(({ status }) => status)
      ),
      field(
        'error',
        of(({ error }) => error)
      ),
      field(
        'inputTokens',
        of(({ inputTokens }) => inputTokens)
      ),
      field(
        'outputTokens',
        of(({ outputTokens }) => outputTokens)
      ),
      field(
        'cacheReadTokens',
        of(({ cacheReadTokens }) => cacheReadTokens)
      ),
      field(
        'costUsd',
        of(({ costUsd }) => costUsd)
      ),
      field(
        'costBasis',
        of(({ costBasis }) => costBasis)
      ),
      field(
        'truncated',
        of(({ truncated }) => truncated)
      ),
    ],
    length: rows.length,
  };
}
