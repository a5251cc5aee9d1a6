import { CONVENTIONS, numberField } from '../conventions';
import { isModelCall, isToolCall } from '../runs/accounting';
import type { RunStep } from '../runs/step';
import type { Detector } from './detector';
import { say } from './words';

interface Trouble {
  name: string | null;
  isModel: boolean;
  steps: RunStep[];
  /** Failed calls and retries. */
  count: number;
  failed: number;
  /** True where a later call of the same model or tool worked. */
  recovered: boolean;
}

/** Where any convention says that a call was tried again. */
const RETRY_ATTRIBUTES = CONVENTIONS.flatMap(({ fields }) => [
  ...(fields.retries ?? []),
  ...(fields.retryAttempt ?? []),
]);

/** Tries beyond the first, as the emitter counts them. */
function retriesOf({ span }: RunStep): number {
  if (!RETRY_ATTRIBUTES.some((name) => span.attributes[name] !== undefined)) {
    return 0;
  }
  const retries = numberField(span, 'retries') ?? 0;
  const attempt = numberField(span, 'retryAttempt') ?? 0;
  return Math.max(0, Math.min(1000, retries)) + (attempt > 0 ? 1 : 0);
}

/** Failed or retried calls of one model or one tool in a row, by the model or tool. */
function readTroubles(steps: RunStep[]): Trouble[] {
  const open = new Map<string, Trouble>();
  const troubles: Trouble[] = [];
  let lastModel: string | null = null;
  for (const step of steps) {
    const isModel = isModelCall(step);
    if (!step.counts || (!isModel && !isToolCall(step))) {
      continue;
    }
    // A call that failed often does not say of which model it was: then it is one of the model before it.
    const name: string | null = isModel ? (step.model ?? lastModel) : step.tool;
    lastModel = isModel ? name : lastModel;
    const key = `${isModel ? 'model' : 'tool'} ${name ?? ''}`;
    const trouble = open.get(key);
    const retries = retriesOf(step);
    if (!step.failed && retries === 0) {
      if (trouble !== undefined) {
        trouble.recovered = true;
        open.delete(key);
      }
      continue;
    }
    const held = trouble ?? { name, isModel, steps: [], count: 0, failed: 0, recovered: false };
    if (trouble === undefined) {
      open.set(key, held);
      troubles.push(held);
    }
    held.steps.push(step);
    held.count += retries + (step.failed ? 1 : 0);
    held.failed += step.failed ? 1 : 0;
  }
  return troubles;
}

/** Calls of one model or tool that failed or were tried again, one after the other. */
export const retryStorm: Detector = {
  type: 'retry_storm',
  detect({ run }, { retryStorm: { count } }) {
    if (run === null) {
      return null;
    }
    const worst = readTroubles(run.steps).reduce<Trouble | null>(
      (most, trouble) => (trouble.count > (most?.count ?? 0) ? trouble : most),
      null
    );
    if (worst === null || worst.count < count) {
      return null;
    }
    const { steps } = worst;
    return {
      type: 'retry_storm',
      firstIteration: steps[0].iteration,
      lastIteration: steps[steps.length - 1].iteration,
      count: worst.count,
      confidence: worst.recovered ? 0.8 : 0.95,
      figures: [
        worst.name,
        worst.isModel ? 'model' : 'tool',
        worst.failed,
        steps.findLast(({ error }) => error !== null)?.error ?? null,
        worst.recovered ? 1 : 0,
      ],
      evidence: steps.map(({ spanId }) => spanId),
    };
  },
  words(finding) {
    const [name, kind, failed, error, recovered] = finding.figures;
    const who = kind === 'model' ? `the model${name === null ? '' : ` ${name}`}` : `the tool ${name}`;
    const what =
      Number(failed) === finding.count
        ? `${say.plural(finding.count, 'call')} of ${who} in a row failed`
        : `calls of ${who} failed or were tried again ${finding.count} times in a row`;
    return {
      title: 'Retry storm',
      what: `${what[0].toUpperCase()}${what.slice(1)}${say.where(finding)}${error === null ? '' : `, the last with: ${error}`}.${recovered === 1 ? ' It worked afterwards.' : ''}`,
      why: 'Each try takes time and often tokens, and hammering a service that is down or limits its rate keeps it that way.',
      try: 'Wait longer between tries, up to a limit; give up after the third; tell errors that pass from those that do not.',
    };
  },
};
