import { parseLines } from './formats/lines';
import { LoopTable } from './table/loopTable';

export interface DocumentOptions {
  scores?: number[];
  name?: string;
  start?: string;
  end?: string;
  metadata?: Record<string, unknown>;
}

/** A valid LTF document. */
export function ltf(id: string, options: DocumentOptions = {}) {
  const { scores = [0.2, 0.6], name = 'test-loop', metadata } = options;
  const { start = '2026-11-18T08:00:00Z', end = '2026-11-18T08:00:09.250000Z' } = options;
  return {
    schema_version: 'ltf/0.1',
    trace_id: id,
    loop_name: name,
    env_id: 'prod/agent',
    started_at: start,
    ended_at: end,
    outcome: 'success',
    termination_reason: 'done',
    spec_pins: { lss: 'lss@1.0.0', les: 'les@1.0.0', ltf: 'ltf@0.1.0' },
    spans: [
      {
        span_id: '00000000000000aa',
        parent_span_id: null,
        name: 'loop.run',
        kind: 'loop',
        start_time: start,
        end_time: end,
        attributes: {},
        events: [],
      },
      ...scores.map((score, i) => ({
        span_id: i.toString(16).padStart(16, '0'),
        parent_span_id: '00000000000000aa',
        name: 'loop.iteration',
        kind: 'iteration',
        start_time: start,
        end_time: start,
        attributes: { 'loop.iteration': i + 1, 'loop.goal_score': score, 'loop.tokens_delta': 100 },
        events: [],
      })),
    ],
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** The same as one line of a store. */
export const line = (id: string, options?: DocumentOptions) => `${JSON.stringify(ltf(id, options))}\n`;

/** A table of what the lines hold. */
export function tableOf(...lines: string[]): LoopTable {
  const table = new LoopTable();
  table.append(parseLines(new TextEncoder().encode(lines.join(''))).batch, 0);
  return table;
}
