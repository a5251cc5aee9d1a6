import { randomBytes } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';

/** Iterations that bring nothing: long enough for an alert that waits a minute. */
const STUCK = 15;
/** Goal scores of the sample: it climbs, gets stuck for a while, finds its way and ends. */
const SCORES = [0.31, 0.44, 0.52, ...Array.from({ length: STUCK }, (_, i) => (i % 3 === 1 ? 0.51 : 0.52)), 0.7, 0.86];
const TARGET = 0.8;
const NAME = 'invoice-matching';
/** An iteration ends after this (ms). */
const ITERATION_MS = 12_000;
/** Runs in one file before it starts anew. */
const MAX_RUNS = 500;

type Attributes = Array<{ key: string; value: Record<string, unknown> }>;

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const whole = (key: string, value: number) => ({ key, value: { intValue: String(value) } });
const double = (key: string, value: number) => ({ key, value: { doubleValue: value } });
const nanos = (ms: number) => `${ms}000000`;

interface Run {
  traceId: string;
  rootId: string;
  startedAt: number;
  done: number;
}

const hex = (bytes: number) => randomBytes(bytes).toString('hex');
const newRun = (now: number): Run => ({ traceId: hex(16), rootId: hex(8), startedAt: now, done: 0 });

/** One export with one span, as a line of OTLP/JSON. */
function toLine(run: Run, spanId: string, name: string, start: number, end: number, attributes: Attributes): string {
  const span = {
    traceId: run.traceId,
    spanId,
    ...(spanId === run.rootId ? {} : { parentSpanId: run.rootId }),
    name,
    kind: 1,
    startTimeUnixNano: nanos(start),
    endTimeUnixNano: nanos(end),
    attributes,
  };
  const resource = { attributes: [text('service.name', 'sample'), text('deployment.environment.name', 'prod/agent')] };
  return `${JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'sample' }, spans: [span] }] }] })}\n`;
}

/** The spans that a run writes next: an iteration, and at its end the run itself. */
function nextLines(run: Run, now: number): string {
  const number = ++run.done;
  const common = [text('loop.name', NAME), text('loop.env_id', 'prod/agent')];
  const iteration = toLine(run, hex(8), 'loop.iteration', now - ITERATION_MS, now, [
    ...common,
    whole('loop.iteration', number),
    double('loop.goal_score', SCORES[number - 1]),
    double('loop.goal_target', TARGET),
    whole('loop.tokens_delta', 1400 + 120 * number),
    double('loop.cost_usd', 0.004 + 0.0003 * number),
    text('loop.worker.id', 'matcher'),
    text('loop.evaluator.id', 'ledger-check'),
  ]);
  return number < SCORES.length
    ? iteration
    : iteration +
        toLine(run, run.rootId, 'loop.run', run.startedAt - ITERATION_MS, now, [
          ...common,
          text('loop.outcome', 'success'),
          text('loop.termination_reason', 'goal_met'),
          double('loop.goal_target', TARGET),
        ]);
}

/**
 * A loop that runs while one looks: its spans are appended as each iteration ends, so that it is under way, stuck for
 * a while, and recovers. Then the next run begins. The answer stops it.
 */
export function runStuckSample(path: string, everyMs = ITERATION_MS): () => void {
  let run = newRun(Date.now());
  let runs = 1;
  let turn: Promise<unknown> = Promise.resolve();
  const step = () => {
    const begins = run.done === SCORES.length;
    if (begins) {
      run = newRun(Date.now());
      runs++;
    }
    const lines = nextLines(run, Date.now());
    const anew = begins && runs % MAX_RUNS === 0;
    turn = turn.then(() => (anew ? writeFile(path, lines) : appendFile(path, lines))).catch(() => undefined);
  };
  step();
  const timer = setInterval(step, everyMs);
  return () => clearInterval(timer);
}
