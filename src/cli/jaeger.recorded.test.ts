import { DEFAULT_PRICES } from '../core/prices/defaultPrices';
import { QUERY_TYPES, type LoopQuery } from '../core/query/query';
import { createJaegerEngine } from '../engine/backends';
import type { HttpPort } from '../stores/port';
import { ask, otlpFiles, rowsOf } from './testingBackends';
import { openJaeger } from './testingJaeger';

/** The search that servers had before they had `/api/v3`, which those up to 2.20 still have beside it. */
const withoutV3 = (port: HttpPort): HttpPort => ({
  request: (request) =>
    request.url.startsWith('/api/v3')
      ? Promise.resolve({ status: 404, statusText: '', headers: { get: () => null }, body: none() })
      : port.request(request),
});
async function* none(): AsyncIterable<Uint8Array> {}

// A server that is recorded may be slow.
jest.setTimeout(60_000);

describe.each([
  ['main', 'api/v3', (port: HttpPort) => port],
  ['2.20', 'api/traces', withoutV3],
])('Jaeger %s by /%s', (version, api, through) => {
  const { tape, services, jsonl, range, begin } = openJaeger(
    version,
    otlpFiles('loop', 'loom', 'loomflow', 'looplens', 'lunette').filter((file) =>
      /semconv-live|loom-ai|0\.20\.0-(workflow|supervisor|swarm)|handoff-chain|anthropic|lunette/.test(file)
    )
  );
  const jaeger = createJaegerEngine(through(tape.port), { services, prices: DEFAULT_PRICES });
  const context = { range, requestedAt: tape.now };

  beforeAll(begin, 60_000);
  afterAll(tape.close);

  const both = async (query: Partial<LoopQuery>) => {
    const fromJaeger = await ask(jaeger, query, context);
    return { fromJaeger: rowsOf(fromJaeger), fromFiles: rowsOf(await ask(jsonl, query, context)) };
  };

  it.each(QUERY_TYPES.filter((type) => type !== 'trace'))('answers %s as the JSONL store does', async (queryType) => {
    const { fromJaeger, fromFiles } = await both({ queryType });
    expect(fromFiles.length).toBeGreaterThan(0);
    expect(fromJaeger).toEqual(fromFiles);
    const searched = tape.asked.filter(({ pathname }) => pathname.endsWith('/traces'));
    expect([...new Set(searched.map(({ pathname }) => pathname))]).toEqual([
      api === 'api/v3' ? '/api/v3/traces' : '/api/traces',
    ]);
  });

  it('finds loops by an attribute that is handed over', async () => {
    const filters = [{ key: 'span.loop.name', op: '=' as const, value: 'sql-optimizer' }];
    const { fromJaeger, fromFiles } = await both({ queryType: 'loops', filters });
    expect(fromFiles.length).toBeGreaterThan(0);
    expect(fromJaeger).toEqual(fromFiles);
  });

  it('finds nothing of a service that is not there', async () => {
    const other = createJaegerEngine(through(tape.port), { services: ['nobody'] });
    expect((await ask(other, {}, context)).frames[0].length).toBe(0);
  });

  it('is well, and names its services', async () => {
    const health = await createJaegerEngine(through(tape.port)).health();
    expect(health).toMatchObject({ ok: true });
    const all = await createJaegerEngine(through(tape.port)).tagValues('resource.service.name');
    expect(all).toEqual(expect.arrayContaining(services));
  });
});
