import { createRandom } from './generate';
import { attribute, exportRequest, hex, nano } from './otlp';

/** Loops of the benchmark are known by their service. */
export const SERVICE = 'loopscope-bench';
const ITERATIONS = 5;
/** Different names among the loops: those of agents in production, not of runs. */
const NAMES = 200;
const BATCH = 250;
const MINUTE = 60_000;

/** What was sent, to compare the answers with. */
export interface Sent {
  loops: number;
  iterations: number;
  tokens: number;
}

/** The spans of one loop that began at `start`: its root and five iterations. */
function createLoop(random: () => number, traceId: string, index: number, start: number) {
  const rootId = hex(index * 8 + 1, 16);
  const identity = [
    attribute('loop.name', `bench-${hex(index % NAMES, 3)}`),
    attribute('loop.env_id', index % 3 === 0 ? 'staging' : 'production'),
    attribute('loop.task_id', `task-${index}`),
    attribute('loop.goal_target', 0.8001),
  ];
  let goal = random() * 0.3;
  let effectiveness = 0;
  let tokens = 0;
  let time = start;
  const iterations = Array.from({ length: ITERATIONS }, (_, i) => {
    const begun = time;
    time += 500 + random() * 5000;
    goal = Math.min(0.99, goal + random() * 0.2);
    effectiveness += Math.min(1, goal / 0.8001);
    const used = 500 + Math.floor(random() * 2500);
    tokens += used;
    return {
      traceId,
      spanId: hex(index * 8 + 2 + i, 16),
      parentSpanId: rootId,
      name: 'loop.iteration',
      startTimeUnixNano: nano(begun),
      endTimeUnixNano: nano(time),
      attributes: [
        ...identity,
        attribute('loop.iteration', i + 1),
        attribute('loop.goal_score', goal),
        attribute('loop.tokens_delta', used),
        attribute('loop.cost_usd', used * 3.01e-6),
        attribute('loop.latency_ms', time - begun + 0.01),
        attribute('loop.les.cumulative_normalized', effectiveness / (i + 1) - 1e-6),
        attribute('loop.worker.id', 'implementer'),
        attribute('loop.evaluator.id', 'rubric'),
      ],
      status: {},
    };
  });
  const isGoalMet = goal >= 0.8001;
  const root = {
    traceId,
    spanId: rootId,
    name: 'loop.run',
    startTimeUnixNano: nano(start),
    endTimeUnixNano: nano(time),
    attributes: [
      ...identity,
      attribute('loop.outcome', isGoalMet ? 'success' : 'failure'),
      attribute('loop.termination_reason', isGoalMet ? 'goal_met' : 'max_iterations'),
      attribute('loop.tokens_total', tokens),
    ],
    status: {},
  };
  return { spans: [root, ...iterations], tokens };
}

/** Sends loops that ran within the last hour to an OTLP receiver, in batches. */
export async function fillTempo(otlpUrl: string, loops: number): Promise<Sent> {
  const random = createRandom(Date.now());
  const salt = hex(Date.now(), 12);
  const first = Date.now() - 55 * MINUTE;
  const each = (52 * MINUTE) / loops;
  let tokens = 0;
  for (let at = 0; at < loops; at += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, loops - at) }, (_, i) =>
      // Ids spread over the whole range, as a tracer's do: shards of a search go by them.
      createLoop(
        random,
        `${hex(Math.floor(random() * 2 ** 32), 8)}${salt}${hex(at + i, 12)}`,
        at + i,
        first + (at + i) * each
      )
    );
    tokens += batch.reduce((sum, loop) => sum + loop.tokens, 0);
    const answer = await fetch(`${otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(
        exportRequest(
          SERVICE,
          batch.flatMap(({ spans }) => spans)
        )
      ),
    });
    if (!answer.ok) {
      throw new Error(`OTLP_URL refused the loops (${answer.status}: ${(await answer.text()).slice(0, 200)})`);
    }
  }
  return { loops, iterations: loops * ITERATIONS, tokens };
}
