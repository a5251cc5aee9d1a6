import type { Step } from '../model/loop';
import { carriesContent, readInput, readOutput } from './messagesSources';

/** One side of a step: what went in when it began, what came out when it ended. */
export interface Side {
  step: Step;
  index: number;
  at: number;
  direction: 'in' | 'out';
}

const AROUND = new Set<Step['kind']>(['agent', 'workflow', 'loop']);
export const isTool = ({ kind }: Step) => kind === 'tool' || kind === 'handoff';
/** A call of a model, by its kind or by what it carries. */
const isModel = ({ kind }: Step) => kind === 'llm';

/**
 * The steps that tell: tools, the innermost of model calls around each other, and agents below which no model tells,
 * since what an agent was given and gave back is in its model calls otherwise.
 */
export function chooseTellers(steps: Step[]): Set<Step> {
  const byId = new Map(steps.map((step) => [step.spanId, step]));
  const tellers = new Set<Step>(steps.filter(isTool));
  const covered = new Set<Step>();
  const cover = (step: Step) => {
    const seen = new Set<Step>([step]);
    let above = step.parentSpanId === null ? undefined : byId.get(step.parentSpanId);
    while (above !== undefined && !seen.has(above)) {
      seen.add(above);
      covered.add(above);
      above = above.parentSpanId === null ? undefined : byId.get(above.parentSpanId);
    }
  };
  const choose = (test: (step: Step) => boolean) => {
    // Steps are by start: from the end, what lies inside comes before what is around it.
    for (const step of steps.filter(test).reverse()) {
      if (!covered.has(step)) {
        tellers.add(step);
        cover(step);
      }
    }
  };
  choose((step) => isModel(step) && carriesContent(step));
  choose((step) => AROUND.has(step.kind) && (readInput(step) !== undefined || readOutput(step) !== undefined));
  dropTwins(steps, tellers);
  return tellers;
}

/** A call that two instrumentations recorded is told by the one that began first. */
function dropTwins(steps: Step[], tellers: Set<Step>): void {
  const byResponse = new Map<string, Step>();
  for (const step of steps) {
    const id = isModel(step) && tellers.has(step) ? step.attributes['gen_ai.response.id'] : undefined;
    if (typeof id !== 'string' || id === '') {
      continue;
    }
    const twin = byResponse.get(id);
    if (twin === undefined) {
      byResponse.set(id, step);
    } else if (
      overlap(twin, step) &&
      JSON.stringify(readOutput(twin)?.items) === JSON.stringify(readOutput(step)?.items)
    ) {
      tellers.delete(step);
    }
  }
}

/** True where two steps side by side ran at the same time. */
function overlap(a: Step, b: Step): boolean {
  const end = a.startTime === null ? null : a.startTime + (a.durationMs ?? 0);
  return a.parentSpanId === b.parentSpanId && b.startTime !== null && end !== null && b.startTime < end;
}

/** Both sides of all steps that tell, in order of time. */
export function sidesOf(steps: Step[], tellers: Set<Step>): Side[] {
  const sides: Side[] = [];
  let last = -Infinity;
  steps.forEach((step, index) => {
    // A step without a time stands where it was met.
    const start = step.startTime ?? last;
    last = start;
    if (tellers.has(step)) {
      sides.push(
        { step, index, at: start, direction: 'in' },
        { step, index, at: start + (step.durationMs ?? 0), direction: 'out' }
      );
    }
  });
  // At one moment what ends goes before what begins; a step without duration begins before it ends.
  const isEnd = ({ step, at, direction }: Side) =>
    direction === 'out' && step.startTime !== null && step.startTime < at;
  return sides.sort(
    (a, b) =>
      (a.at === b.at ? 0 : a.at - b.at) ||
      Number(isEnd(b)) - Number(isEnd(a)) ||
      a.index - b.index ||
      Number(a.direction === 'out') - Number(b.direction === 'out')
  );
}
