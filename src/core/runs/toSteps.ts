import type { Step } from '../model/loop';
import { millis, tokens, usd } from '../model/units';
import { agentOf } from './handoffs';
import type { Run } from './run';

/** The servers' own limit of an attribute, in bytes: a value of just this length was cut. */
const CUT_LENGTHS = new Set([2048]);

/** The steps of a run, in order of their start. */
export function toSteps({ steps }: Run): Step[] {
  return steps.map((step) => {
    const { span } = step;
    const duration =
      span.startTime === null || span.endTime === null
        ? null
        : Math.max(0, Math.round((span.endTime - span.startTime) * 1000) / 1000);
    const cost = step.costUsd ?? step.estimatedUsd;
    const counted = (value: number | null) => (value === null ? null : tokens(value));
    return {
      spanId: step.spanId,
      parentSpanId: step.parent?.spanId ?? null,
      iteration: step.iteration,
      kind: step.kind,
      name: span.name,
      agent: agentOf(step),
      model: step.model,
      tool: step.tool,
      startTime: span.startTime,
      durationMs: duration === null ? null : millis(duration),
      timeDerived: false,
      status: step.failed ? 'error' : span.status,
      error: step.error,
      inputTokens: counted(step.inputTokens),
      outputTokens: counted(step.outputTokens),
      cacheReadTokens: counted(step.cacheReadTokens),
      costUsd: cost === null ? null : usd(cost),
      costBasis: cost === null ? null : step.costUsd === null ? 'estimated' : 'reported',
      truncated: Object.values(span.attributes).some(
        (value) => typeof value === 'string' && CUT_LENGTHS.has(value.length)
      ),
      attributes: span.attributes,
      events: span.events.map(({ name, time, attributes }) => ({ name, time, attributes })),
    };
  });
}
