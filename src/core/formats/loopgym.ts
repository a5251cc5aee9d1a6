import type { Iteration, Loop, Step } from '../model/loop';
import { showValue } from '../model/fault';
import { millis, score, usd, type Score } from '../model/units';
import { isObject, type JsonObject } from './json';
import { FaultList, readNumber, readText, readTime } from './ltf/fields';

/** Of several scores the one that the environment itself goes by. */
const MAIN_SCORE = 'quality';

function readScores(value: unknown, faults: FaultList): { evaluator: string | null; goalScore: Score | null } {
  const entries = isObject(value) ? Object.entries(value) : [];
  const main = entries.find(([name]) => name === MAIN_SCORE) ?? entries[0];
  if (main === undefined) {
    return { evaluator: null, goalScore: null };
  }
  const number = readNumber(main[1], `evaluator_scores.${main[0]}`, faults);
  return { evaluator: main[0], goalScore: number === null ? null : score(number) };
}

function readIteration(pass: JsonObject, previous: Iteration | undefined, faults: FaultList): Iteration {
  const index = readNumber(pass.iteration, 'iteration', faults);
  const cost = readNumber(pass.cost_usd, 'cost_usd', faults);
  return {
    // Written from 0; people count from 1.
    iteration: index === null ? (previous?.iteration ?? 0) + 1 : index + 1,
    derived: index === null,
    time: readTime(pass.timestamp, 'timestamp', faults),
    ...readScores(pass.evaluator_scores, faults),
    goalTarget: null,
    lesReported: null,
    tokens: null,
    costUsd: cost === null ? null : usd(cost),
    latencyMs: null,
    worker: readText(pass.worker_id, 'worker_id', faults),
    violations: 0,
    calls: null,
  };
}

/** Iterations with what they were read from, by number. */
function readPasses(document: JsonObject, faults: FaultList): Array<{ iteration: Iteration; raw: JsonObject }> {
  const passes: Array<{ iteration: Iteration; raw: JsonObject }> = [];
  for (const raw of Array.isArray(document.iterations) ? document.iterations : []) {
    if (isObject(raw)) {
      passes.push({ iteration: readIteration(raw, passes.at(-1)?.iteration, faults), raw });
    }
  }
  return passes.sort((a, b) => a.iteration.iteration - b.iteration.iteration);
}

/**
 * LoopGym's own loop trace 1.0. Its `loop_id` is `ENVIRONMENT:TASK:SEED`, which a second run repeats,
 * so the start is part of the id here. Returns a sentence where there is no id.
 */
export function readLoopgym(document: JsonObject): Loop | string {
  const id = document.loop_id;
  if (typeof id !== 'string' || id === '') {
    return 'a LoopGym loop trace without a loop_id: a loop cannot be told from others without one';
  }
  const faults = new FaultList();
  if (document.trace_version !== '1.0') {
    faults.add('schema-version', `trace_version ${showValue(document.trace_version ?? null)}`);
  }
  const startTime = readTime(document.started_at, 'started_at', faults);
  const endTime = readTime(document.ended_at, 'ended_at', faults);
  const [env, task] = id.split(':');
  const iterations = readPasses(document, faults).map(({ iteration }) => iteration);
  return {
    traceId: loopgymId(document),
    loop: readText(document.loop_name, 'loop_name', faults),
    system: 'loopgym',
    env: env === '' ? null : env,
    task: task === undefined || task === '' ? null : task,
    session: null,
    agent: null,
    startTime,
    endTime,
    outcome:
      document.success === true
        ? 'success'
        : document.success === false
          ? 'failure'
          : endTime === null
            ? 'running'
            : 'unknown',
    terminationReason: readText(document.termination_reason, 'termination_reason', faults),
    goalTarget: null,
    tokensTotal: null,
    models: [],
    totals: null,
    attributes: [],
    iterations,
    violations: [],
    faults: faults.faults,
  };
}

/** The identity of a document, as `readLoopgym` gives it. */
export const loopgymId = (document: JsonObject) =>
  `${String(document.loop_id)}@${typeof document.started_at === 'string' ? document.started_at : ''}`;

const NO_FIGURES = {
  agent: null,
  model: null,
  tool: null,
  timeDerived: false,
  error: null,
  inputTokens: null,
  outputTokens: null,
  cacheReadTokens: null,
  truncated: false,
  events: [],
} as const;

/** The loop and its iterations as steps. Iterations have a time, but no length. */
export function readLoopgymSteps(document: JsonObject): Step[] {
  const loop = readLoopgym(document);
  if (typeof loop === 'string') {
    return [];
  }
  const { iterations: _, ...rest } = document;
  const duration = loop.startTime === null || loop.endTime === null ? null : Math.max(0, loop.endTime - loop.startTime);
  const root: Step = {
    ...NO_FIGURES,
    events: [],
    spanId: 'loop',
    parentSpanId: null,
    iteration: null,
    kind: 'loop',
    name: loop.loop ?? 'loop',
    startTime: loop.startTime,
    durationMs: duration === null ? null : millis(duration),
    status: loop.outcome === 'failure' ? 'error' : 'unset',
    error: loop.outcome === 'failure' ? loop.terminationReason : null,
    costUsd: null,
    costBasis: null,
    attributes: rest,
  };
  const steps = readPasses(document, new FaultList()).map(({ iteration, raw }, i): Step => ({
    ...NO_FIGURES,
    events: [],
    spanId: `iteration-${i + 1}`,
    parentSpanId: 'loop',
    iteration: iteration.iteration,
    kind: 'iteration',
    name: `iteration ${iteration.iteration}`,
    startTime: iteration.time,
    durationMs: null,
    status: 'unset',
    costUsd: iteration.costUsd,
    costBasis: iteration.costUsd === null ? null : 'reported',
    attributes: raw,
  }));
  return [root, ...steps];
}
