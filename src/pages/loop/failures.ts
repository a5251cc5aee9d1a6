import type { StepRow } from './readSteps';

/** Failures of one thing with one message. */
export interface Failure {
  /** The tool, the model, or the step's name. */
  what: string;
  error: string;
  count: number;
  /** Where it failed first. */
  iteration: number | null;
  spanId: string | null;
}

const MOST = 20;
const MOST_TEXT = 2000;

/**
 * The steps that failed, those of one message together; what only passes a failure on is left out where its cause is there.
 * @param told the failure of the whole loop stands elsewhere already
 */
export function foldFailures(steps: readonly StepRow[], told = false): Failure[] {
  const failed = steps.filter(({ status }) => status === 'error');
  const own = failed.filter(({ kind }) => kind === 'tool' || kind === 'llm');
  const folded = new Map<string, Failure>();
  for (const step of own.length > 0 || told ? own : failed) {
    const what = step.tool ?? step.model ?? step.name;
    const error = (step.error ?? 'no message was recorded').slice(0, MOST_TEXT);
    const key = JSON.stringify([what, error]);
    const known = folded.get(key);
    if (known === undefined) {
      folded.set(key, { what, error, count: 1, iteration: step.iteration, spanId: step.spanId });
    } else {
      known.count++;
    }
  }
  return [...folded.values()].slice(0, MOST);
}
