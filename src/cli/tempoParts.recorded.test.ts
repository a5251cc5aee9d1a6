import type { HttpPort } from '../stores/port';
import { createTempoEngine } from '../engine/backends';
import type { LoopQuery, SeriesMetric } from '../core/query/query';
import { largeLoop, largeSteps } from '../stores/tempo/testingLarge';
import { ask } from './testingBackends';
import { openTape } from './testingTape';

/** With TEMPO_RECORD=1 the recording is made anew, of a Tempo with tenants (`multitenancy_enabled`) and its OTLP receiver. */
const { TEMPO_URL = '', OTLP_URL = '', TEMPO_RECORD = '' } = process.env;

const tape = openTape(
  'tempo/parts',
  TEMPO_RECORD === '1' ? { root: TEMPO_URL, server: 'Tempo, main of August 2026' } : null
);
/** More spans than a list reads of one loop. */
const LARGE = { traceId: `00${tape.salt.slice(2)}${'5'.repeat(24)}`, iterations: 3, steps: 700 };
const RUNNING = { traceId: `${tape.salt}${'6'.repeat(24)}`, iterations: 3, steps: 60, hasRoot: false };
const end = tape.now - 60_000;
const range = { from: tape.now - 3_600_000, to: tape.now };

/** The server that was recorded, but for traces in one piece: those it refuses. */
const TOO_LARGE = 'response larger than the max (34382837 vs 16777216)';
const refusing: HttpPort = {
  request: async (request) =>
    request.url.includes('/traces/')
      ? {
          status: 500,
          statusText: '',
          headers: { get: () => null },
          body: (async function* () {
            yield new TextEncoder().encode(TOO_LARGE);
          })(),
        }
      : tape.port.request(request),
};

async function send(): Promise<void> {
  const headers = { 'X-Scope-OrgID': tape.salt, 'Content-Type': 'application/json' };
  for (const body of [...largeLoop({ ...LARGE, end }), ...largeLoop({ ...RUNNING, end })]) {
    const answer = await fetch(`${OTLP_URL}/v1/traces`, { method: 'POST', headers, body });
    if (!answer.ok) {
      throw new Error(`OTLP_URL answers ${answer.status}: ${await answer.text()}`);
    }
  }
  // until what came in parts has been put together
  await new Promise((resolve) => setTimeout(resolve, 15_000));
}

beforeAll(async () => {
  if (tape.isRecording) {
    await send();
  }
  jest.spyOn(Date, 'now').mockReturnValue(tape.now);
}, 60_000);
afterAll(tape.close);

const from = async (query: Partial<LoopQuery>, port = refusing) => {
  const { frames, notices } = await ask(createTempoEngine(port, { prices: null }), query, {
    range,
    requestedAt: tape.now,
  });
  const column = (name: string) => frames[0].fields.find((field) => field.name === name)?.values ?? [];
  return { column, meta: frames[0].meta, notices: notices.map(({ text }) => text) };
};

const series = (metric: SeriesMetric) =>
  ask(
    createTempoEngine(tape.port, { prices: null }),
    { queryType: 'series', metric, aggregation: 'mean', interval: '1h' },
    { range, requestedAt: tape.now }
  );

describe.each([
  ['over', LARGE],
  ['still running', RUNNING],
])('a loop that Tempo does not give in one piece, %s', (_, { traceId, iterations, steps }) => {
  it('has its iterations', async () => {
    const { column, notices } = await from({ queryType: 'iterations', traceId });
    expect(column('iteration')).toEqual([1, 2, 3]);
    expect(column('goalScore')).toEqual([1 / 8, 2 / 8, 3 / 8]);
    expect(notices).toContainEqual(
      `Tempo does not give this trace in one piece (${TOO_LARGE}): its iterations are read by a search, the steps within only where one iteration is asked for.`
    );
  });

  it.each(Array.from({ length: iterations }, (__, i) => i + 1))(
    'has all steps of iteration %i, by ids that begin with zeros too',
    async (iteration) => {
      const { column, notices } = await from({ queryType: 'steps', traceId, iteration });
      const expected = largeSteps(iteration, steps);
      const parents = new Map(column('spanId').map((spanId, i) => [spanId, column('parentSpanId')[i]]));
      expect([...parents.keys()].sort()).toEqual(expected.map(({ spanId }) => spanId).sort());
      for (const { spanId, parentSpanId } of expected.slice(1)) {
        expect(parents.get(spanId)).toBe(parentSpanId);
      }
      expect(notices).toContainEqual(expect.stringContaining(`with the steps of iteration ${iteration}.`));
    }
  );

  it('counts calls of the iteration whose steps were read, and of no other', async () => {
    const none = await from({ queryType: 'iterations', traceId });
    expect(none.column('toolCalls')).toEqual([null, null, null]);
    expect(none.column('llmCalls')).toEqual([null, null, null]);
    const { column } = await from({ queryType: 'iterations', traceId, iteration: 2 });
    const counts = column('iteration').map((iteration, i) => [iteration, column('toolCalls')[i]]);
    expect(counts).toContainEqual([2, steps]);
    expect(counts.filter(([iteration, calls]) => iteration !== 2 && calls !== null)).toEqual([]);
  });

  it('says that steps come an iteration at a time', async () => {
    const { meta } = await from({ queryType: 'steps', traceId });
    expect(meta?.custom).toEqual({ inParts: true });
  });
});

it('a loop too large for a list is in it with its iterations, and told, beside the others', async () => {
  const { column, notices } = await from({ queryType: 'loops' }, tape.port);
  const counts = ['iterations', 'toolCalls', 'toolFailed', 'llmCalls', 'handoffs'];
  const rows = column('traceId').map((traceId, i) => [traceId, ...counts.map((name) => column(name)[i])]);
  expect(rows).toHaveLength(2);
  expect(rows).toContainEqual([RUNNING.traceId, 3, 180, 0, 0, 0]);
  expect(rows).toContainEqual([LARGE.traceId, 3, null, null, null, null]);
  expect(notices).toContainEqual(expect.stringMatching(/^A loop has more than 2,000 spans: of it only the iterations/));
});

it.each(['toolCalls', 'llmCalls', 'handoffs', 'toolFailRatio'] as const)(
  'a loop too large for a list is not taken for one without calls in series of %s',
  async (metric) => {
    const { frames } = await series(metric);
    const values = frames.flatMap(({ fields }) => fields.slice(1).flatMap((field) => field.values));
    const sum = { toolCalls: 180, llmCalls: 0, handoffs: 0, toolFailRatio: 0 }[metric];
    expect(values.filter((value) => value !== null)).toEqual([sum]);
  }
);
