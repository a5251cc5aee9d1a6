import { readLtf } from './readLtf';

const iteration = (number: number, tokens: number) => ({
  span_id: `000000000000000${number}`,
  parent_span_id: '0000000000000009',
  name: 'loop.iteration',
  kind: 'iteration',
  start_time: `2026-11-18T08:00:0${number}Z`,
  end_time: `2026-11-18T08:00:0${number}Z`,
  attributes: { 'loop.iteration': number, 'loop.goal_score': 0.5, 'loop.tokens_delta': tokens },
  events: [],
});

/** As loopotel writes it, finished after two iterations. */
const documentOf = (...iterations: object[]) => ({
  schema_version: 'ltf/0.1',
  trace_id: 'ltf-1',
  loop_name: 'code-repair',
  started_at: '2026-11-18T08:00:00Z',
  ended_at: '2026-11-18T08:00:03Z',
  outcome: 'unknown',
  spec_pins: { lss: 'lss@1.0.0', les: 'les@1.0.0', ltf: 'ltf@0.1.0' },
  spans: [
    {
      span_id: '0000000000000009',
      parent_span_id: null,
      name: 'loop.run',
      kind: 'loop',
      start_time: '2026-11-18T08:00:00Z',
      attributes: { 'loop.name': 'code-repair', 'loop.tokens_total': 120 },
      events: [],
    },
    ...iterations,
  ],
});

describe('an LTF document', () => {
  it('whose total was written before its last iterations has all tokens of these', () => {
    const loop = readLtf(documentOf(iteration(1, 100), iteration(2, 20), iteration(4, 50)), 0);
    expect(loop).toMatchObject({ tokensTotal: 170, faults: [{ code: 'tokens-total' }] });
  });

  it('whose total is more than that of its iterations keeps it', () => {
    expect(readLtf(documentOf(iteration(1, 100)), 0)).toMatchObject({ tokensTotal: 120, faults: [] });
  });
});
