import { agent, chat, readBody, spansOf, toolCall, type SpanSketch } from './spanMaker';
import { assembleRun } from './run';
import { toSteps } from './toSteps';

const SIZE = 60_000;
/** Far above what it takes (half a second), far below what a pass over all pairs would (a minute). */
const LIMIT_MS = 15_000;

function sketches(make: (i: number) => SpanSketch): Record<string, SpanSketch> {
  return {
    s0: { at: [0, SIZE * 10], attributes: agent('root') },
    ...Object.fromEntries(Array.from({ length: SIZE - 1 }, (_, i) => [`s${i + 1}`, make(i + 1)])),
  };
}

const kinds = [chat(10, 1), toolCall('search'), toolCall('handoff'), agent('a', { 'gen_ai.usage.input_tokens': 5 })];

const shapes: Record<string, (i: number) => SpanSketch> = {
  'side by side': (i) => ({ in: 's0', attributes: kinds[i % 4] }),
  'each below the one before': (i) => ({ in: `s${i - 1}`, attributes: kinds[i % 4] }),
  'model calls all below each other': (i) => ({ in: `s${i - 1}`, attributes: chat(1, 1) }),
  'turns below each other': (i) => ({ in: `s${i - 1}`, name: 'loom.turn', attributes: { turn: i } }),
  'plain handoffs of one agent': () => ({ in: 's0', attributes: toolCall('handoff') }),
  'under one response id': (i) => ({
    in: 's0',
    scope: i % 2 === 0 ? 'a' : 'b',
    attributes: chat(1, 1, { 'gen_ai.response.id': 'r' }),
  }),
  'all at once': (i) => ({ in: 's0', at: [5, 5], attributes: kinds[i % 4] }),
};

describe('a trace of 60,000 spans', () => {
  it.each(Object.keys(shapes))(
    '%s is put together',
    (name) => {
      const spans = spansOf(sketches(shapes[name]));
      const start = performance.now();
      const run = assembleRun('t', spans);
      expect(toSteps(run)).toHaveLength(SIZE);
      expect(performance.now() - start).toBeLessThan(LIMIT_MS);
    },
    60_000
  );
});

describe('a span', () => {
  it('of a million attributes keeps a thousand', () => {
    const attributes = Array.from({ length: 1_000_000 }, (_, i) => ({ key: `k${i}`, value: { intValue: `${i}` } }));
    const [span] = readBody({
      resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: 'a1', spanId: 'b1', attributes }] }] }],
    });
    expect(Object.keys(span.attributes)).toHaveLength(1000);
    expect(assembleRun('t', [span]).loop.attributes.length).toBeLessThanOrEqual(64);
  });
});
