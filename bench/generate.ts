import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

/** A small seeded generator of numbers in [0, 1): the same store each time. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const LOOPS = [
  'code-repair-loop',
  'research-synthesis',
  'debate-consensus',
  'sql-optimizer',
  'rag-answering',
  'test-writer',
];
const ENVS = ['prod/agent', 'staging/agent', null];
const WORKERS = ['implementer', 'researcher', 'critic'];
const EVALUATORS = ['rubric', 'llm-judge', 'test_runner'];
const OUTCOMES = ['success', 'failure', 'partial'];
const START = Date.UTC(2026, 10, 18, 8);

const iso = (ms: number) =>
  `${new Date(ms).toISOString().slice(0, 19)}.${String(Math.floor((ms % 1000) * 1000)).padStart(6, '0')}Z`;
const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;

function hex(random: () => number, length: number): string {
  let text = '';
  while (text.length < length) {
    text += Math.floor(random() * 0x10000)
      .toString(16)
      .padStart(4, '0');
  }
  return text.slice(0, length);
}

/** One document as loopotel writes it: spans stamped at their end, four events an iteration, rounded scores. */
export function createDocument(random: () => number, index: number, iterations: number): string {
  const pick = <T>(values: T[]) => values[Math.floor(random() * values.length)];
  const id = hex(random, 32);
  const traceId = `ltf-${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`;
  const loop = pick(LOOPS);
  const env = pick(ENVS);
  const task = `task-${index}`;
  const outcome = pick(OUTCOMES);
  const rootId = hex(random, 16);
  const base = { 'loop.name': loop, ...(env === null ? {} : { 'loop.env_id': env }), 'loop.task_id': task };
  const versions = { 'loop.lss_version': '1.0.0', 'loop.les_version': '1.0.0' };
  let time = START + index * 4000 + random() * 1000;
  const startedAt = iso(time);
  let goal = random() * 0.4;
  let effectiveness = 0;
  let total = 0;
  const spans: unknown[] = [];
  for (let i = 1; i <= iterations; i++) {
    const latency = round(500 + random() * 9000, 2);
    time += latency;
    goal = Math.min(0.99, goal + (random() - 0.25) * 0.1);
    effectiveness += Math.min(1, Math.max(0, goal / 0.8));
    const tokens = Math.floor(random() * 3000);
    total += tokens;
    const worker = pick(WORKERS);
    const evaluator = pick(EVALUATORS);
    const at = iso(time);
    spans.push({
      span_id: hex(random, 16),
      parent_span_id: rootId,
      name: 'loop.iteration',
      kind: 'iteration',
      start_time: at,
      end_time: at,
      attributes: {
        ...base,
        'loop.iteration': i,
        'loop.goal_score': round(goal, 4),
        'loop.goal_target': 0.8,
        'loop.tokens_delta': tokens,
        'loop.cost_usd': round(tokens * 3e-6, 6),
        'loop.latency_ms': latency,
        'loop.les.cumulative_normalized': round(effectiveness / i, 4),
        'loop.les.effectiveness': round(Math.min(1, Math.max(0, goal / 0.8)), 4),
        'loop.worker.id': worker,
        'loop.evaluator.id': evaluator,
        ...versions,
      },
      events: [
        { name: 'loop.iteration.start', timestamp: at, attributes: { 'loop.iteration': i } },
        { name: 'loop.worker.complete', timestamp: at, attributes: { 'loop.worker.id': worker } },
        {
          name: 'loop.evaluator.complete',
          timestamp: at,
          attributes: { 'loop.evaluator.id': evaluator, 'loop.goal_score': goal },
        },
        { name: 'loop.iteration.end', timestamp: at, attributes: { 'loop.iteration': i, 'loop.goal_score': goal } },
      ],
    });
  }
  const reason = outcome === 'success' ? 'goal_met' : 'max_iterations';
  const root = {
    span_id: rootId,
    parent_span_id: null,
    name: 'loop.run',
    kind: 'loop',
    start_time: startedAt,
    attributes: {
      ...base,
      'loop.goal_target': 0.8,
      ...versions,
      'loop.outcome': outcome,
      'loop.termination_reason': reason,
      'loop.tokens_total': total,
    },
    events: [],
    end_time: iso(time),
  };
  return JSON.stringify({
    schema_version: 'ltf/0.1',
    trace_id: traceId,
    loop_name: loop,
    env_id: env,
    task_id: task,
    started_at: startedAt,
    ended_at: iso(time),
    outcome,
    termination_reason: reason,
    spec_pins: { lss: 'lss@1.0.0', les: 'les@1.0.0', ltf: 'ltf@0.1.0' },
    spans: [root, ...spans],
    metadata: { model: 'gpt-4.1-mini', run: index % 7 },
  });
}

/** Writes a store of the given number of loops; returns its size in bytes. */
export async function writeStore(path: string, loops: number, iterations: number, seed = 1): Promise<number> {
  const random = createRandom(seed);
  const file = createWriteStream(path);
  let size = 0;
  for (let i = 0; i < loops; i++) {
    const line = `${createDocument(random, i, iterations)}\n`;
    size += line.length;
    if (!file.write(line)) {
      await once(file, 'drain');
    }
  }
  file.end();
  await once(file, 'finish');
  return size;
}
