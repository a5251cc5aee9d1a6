import type { Loop } from '../model/loop';

/** A loop of which not all steps were read: how often it called is not known, but in the iteration whose steps were. */
export function withoutCalls(loop: Loop, butIn: number | null): Loop {
  const none = { llmCalls: null, llmFailed: null, toolCalls: null, toolFailed: null, handoffs: null };
  return {
    ...loop,
    totals: loop.totals === null ? null : { ...loop.totals, ...none },
    iterations: loop.iterations.map((own) => (own.iteration === butIn ? own : { ...own, calls: null })),
  };
}
