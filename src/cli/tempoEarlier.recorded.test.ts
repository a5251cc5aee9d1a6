import { DEFAULT_PRICES } from '../core/prices/defaultPrices';
import type { LoopQuery } from '../core/query/query';
import { createTempoEngine } from '../engine/backends';
import { ask, otlpFiles, rowsOf } from './testingBackends';
import { openTempo } from './testingTempo';

/**
 * 2.4 knows no `trace:id` and no metrics but an experiment, 2.6 has metrics only with a generator that was set up for it;
 * neither tells the parent of a span.
 */
// A server that is recorded may be slow.
jest.setTimeout(60_000);

describe.each(['2.4', '2.6'])('Tempo %s', (version) => {
  const { tape, jsonl, range, spans, begin } = openTempo(
    version,
    [
      ...otlpFiles('loop').filter((file) => file.includes('semconv-live')),
      ...otlpFiles('looplens').filter((file) => /ok\.otlp|handoff-chain/.test(file)),
      ...otlpFiles('loomflow').filter((file) => file.includes('0.20.0-workflow')),
    ],
    { version, within: 12 * 60_000 }
  );
  const tempo = createTempoEngine(tape.port, { prices: DEFAULT_PRICES });
  const context = { range, requestedAt: tape.now };

  beforeAll(begin, 300_000);
  afterAll(tape.close);

  const both = async (query: Partial<LoopQuery>) => {
    const fromTempo = await ask(tempo, query, context);
    return {
      fromTempo: rowsOf(fromTempo),
      fromFiles: rowsOf(await ask(jsonl, query, context)),
      told: fromTempo.notices.map(({ text }) => text).join(' '),
    };
  };

  it.each([
    'loops',
    'iterations',
    'goal',
    'les',
    'tokens',
    'series',
    'steps',
    'handoffs',
    'breakdown',
    'warnings',
    'messages',
  ] as const)('answers %s as the JSONL store does, out of whole traces', async (queryType) => {
    const { fromTempo, fromFiles, told } = await both({ queryType });
    expect(fromFiles.length).toBeGreaterThan(0);
    expect(fromTempo).toEqual(fromFiles);
    expect(told).toMatch(/older than 2\.8: .*lists read whole traces\. At most 200 loops/);
  });

  it.each([
    ['loop', 'sql-optimizer'],
    ['system', 'loomflow'],
    ['outcome', 'failure'],
  ])('filters by %s = %s', async (key, value) => {
    const { fromTempo, fromFiles } = await both({ queryType: 'loops', filters: [{ key, op: '=', value }] });
    expect(fromTempo).toEqual(fromFiles);
  });

  it('works series out of spans where it has no metrics for them', async () => {
    const filters = [{ key: 'system', op: '=' as const, value: 'loopotel' }];
    const { fromTempo, fromFiles } = await both({ queryType: 'series', metric: 'tokens', filters, interval: 'range' });
    expect(fromTempo).toEqual(fromFiles);
  });

  it('opens a trace', async () => {
    const { traceId } = spans[0];
    const { fromTempo, fromFiles } = await both({ queryType: 'steps', traceId });
    expect(fromTempo).toEqual(fromFiles);
  });

  it('says what it lacks in its health', async () => {
    const health = await tempo.health();
    expect(health.ok).toBe(true);
    expect(health.details.join(' ')).toMatch(/older than 2\.8/);
  });

  it('says in its own words what is wrong with a condition', async () => {
    await expect(ask(tempo, { expr: '{ name = ' }, context)).rejects.toThrow(
      /Tempo refused the search \(400: .*syntax error/
    );
  });
});
