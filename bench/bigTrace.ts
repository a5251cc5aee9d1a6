import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { createRandom } from './generate';
import { attribute, exportRequest, hex, nano } from './otlp';

const ITERATIONS = 100;
const START = Date.UTC(2026, 10, 18, 8);
const TOOLS = ['search_docs', 'read_file', 'write_file', 'run_tests'];

/** The id of the trace of a number of spans. */
export const traceIdOf = (spans: number): string => hex(spans, 32);

/**
 * Writes one loop of 100 iterations with the given number of spans as OTLP JSON lines, an iteration a line: iteration
 * spans with their scores, below them agents with model calls and tool calls in turn, some of them failed or repeated.
 */
export async function writeTrace(path: string, spans: number): Promise<void> {
  const random = createRandom(spans);
  const traceId = traceIdOf(spans);
  const rootId = hex(1, 16);
  const file = createWriteStream(path);
  const below = Math.floor((spans - 1) / ITERATIONS) - 1;
  let id = 1;
  let time = START;
  let goal = 0.2;
  const put = async (list: unknown[]) => {
    const line = JSON.stringify(exportRequest('bench', list));
    if (!file.write(`${line}\n`)) {
      await once(file, 'drain');
    }
  };
  for (let n = 1; n <= ITERATIONS; n++) {
    const iterationId = hex(++id, 16);
    const begun = time;
    const list: unknown[] = [];
    let agentId = iterationId;
    for (let at = 0; at < below; at++) {
      const spanId = hex(++id, 16);
      const length = 5 + random() * 400;
      const kind = at % 25 === 0 ? 'agent' : at % 3 === 1 ? 'llm' : 'tool';
      const tool = TOOLS[Math.floor(random() * TOOLS.length)];
      const failed = kind === 'tool' && random() < 0.01;
      list.push({
        traceId,
        spanId,
        parentSpanId: kind === 'agent' ? iterationId : agentId,
        name:
          kind === 'agent'
            ? `invoke_agent worker-${at}`
            : kind === 'llm'
              ? 'chat gpt-4.1-mini'
              : `execute_tool ${tool}`,
        startTimeUnixNano: nano(time),
        endTimeUnixNano: nano(time + (kind === 'agent' ? 25 * 200 : length)),
        attributes: [
          attribute('gen_ai.operation.name', { agent: 'invoke_agent', llm: 'chat', tool: 'execute_tool' }[kind]),
          ...(kind === 'agent' ? [attribute('gen_ai.agent.name', 'worker')] : []),
          ...(kind === 'llm'
            ? [
                attribute('gen_ai.request.model', 'gpt-4.1-mini'),
                attribute('gen_ai.usage.input_tokens', Math.floor(random() * 3000)),
                attribute('gen_ai.usage.output_tokens', Math.floor(random() * 300)),
              ]
            : []),
          ...(kind === 'tool' ? [attribute('gen_ai.tool.name', tool)] : []),
        ],
        status: failed ? { code: 2, message: 'TimeoutError: the tool did not answer' } : {},
      });
      if (kind === 'agent') {
        agentId = spanId;
      } else {
        time += length;
      }
    }
    goal = Math.min(0.95, goal + random() * 0.02);
    list.push({
      traceId,
      spanId: iterationId,
      parentSpanId: rootId,
      name: 'loop.iteration',
      startTimeUnixNano: nano(begun),
      endTimeUnixNano: nano(time),
      attributes: [
        attribute('loop.name', 'bench-loop'),
        attribute('loop.iteration', n),
        attribute('loop.goal_score', goal),
        attribute('loop.goal_target', 0.8001),
        attribute('loop.tokens_delta', 1000),
        attribute('loop.worker.id', 'implementer'),
        attribute('loop.evaluator.id', 'rubric'),
      ],
    });
    await put(list);
  }
  await put([
    {
      traceId,
      spanId: rootId,
      name: 'loop.run',
      startTimeUnixNano: nano(START),
      endTimeUnixNano: nano(time),
      attributes: [attribute('loop.name', 'bench-loop'), attribute('loop.outcome', 'failure')],
    },
  ]);
  file.end();
  await once(file, 'finish');
}
