import { median } from '../loops/figures';
import type { StepRow } from './readSteps';

/** What all calls of one tool or model come to; null is not known. */
export interface Calls {
  name: string;
  calls: number;
  failed: number;
  /** Milliseconds of the call in the middle. */
  durationMedian: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  costUsd: number | null;
  /** The message of its first failure. */
  error: string | null;
}

/** Calls by tool or by model, the most first. */
export function countCalls(steps: readonly StepRow[], kind: 'tool' | 'llm'): Calls[] {
  const groups = new Map<string, StepRow[]>();
  for (const step of steps) {
    if (step.kind === kind || (kind === 'tool' && step.kind === 'handoff' && step.tool !== null)) {
      const name = (kind === 'tool' ? step.tool : step.model) ?? step.name;
      const members = groups.get(name) ?? [];
      members.push(step);
      groups.set(name, members);
    }
  }
  return [...groups]
    .map(([name, members]) => toCalls(name, members))
    .sort((a, b) => b.calls - a.calls || a.name.localeCompare(b.name));
}

function toCalls(name: string, steps: StepRow[]): Calls {
  const known = (pick: (step: StepRow) => number | null) =>
    steps.flatMap((step) => {
      const number = pick(step);
      return number === null ? [] : [number];
    });
  const sum = (values: number[]) => (values.length === 0 ? null : values.reduce((total, one) => total + one, 0));
  const failed = steps.filter(({ status }) => status === 'error');
  return {
    name,
    calls: steps.length,
    failed: failed.length,
    durationMedian: median(known(({ durationMs }) => durationMs)),
    inputTokens: sum(known(({ inputTokens }) => inputTokens)),
    outputTokens: sum(known(({ outputTokens }) => outputTokens)),
    costUsd: sum(known(({ costUsd }) => costUsd)),
    error: failed.find(({ error }) => error !== null)?.error ?? null,
  };
}
