import fc from 'fast-check';
import { agent, chat, runOf } from '../runs/spanMaker';
import { DEFAULT_PRICES } from './defaultPrices';
import { estimateCost, priceOf } from './estimate';
import { mergePrices, parsePriceTable, type PriceTable } from './priceTable';

const TABLE: PriceTable = {
  version: '2026-11',
  models: [
    { model: 'big-2.5', input: 10, cachedInput: 1, output: 50 },
    { model: 'plain', input: 2, cachedInput: null, output: 4 },
    { model: 'own-*', input: 1, cachedInput: null, output: 1 },
    { model: 'own-*-large', input: 7, cachedInput: null, output: 7 },
    {
      model: 'long',
      input: 1,
      cachedInput: null,
      output: 1,
      above: { inputTokens: 1000, input: 2, cachedInput: null, output: 3 },
    },
  ],
};

describe('an estimate', () => {
  it('prices fresh, cached and output tokens each', () => {
    expect(estimateCost('big-2.5', 1_000_000, 100_000, 400_000, TABLE)).toBeCloseTo(6 + 0.4 + 5, 10);
    expect(estimateCost('plain', 1_000_000, null, 500_000, TABLE)).toBe(2);
    expect(estimateCost('big-2.5', 0, 0, null, TABLE)).toBe(0);
  });

  it('prices what is written to a cache, as other input where the table does not say', () => {
    const writes = { version: '', models: [{ model: 'w', input: 4, cachedInput: 0.4, cacheWrite: 5, output: 8 }] };
    expect(estimateCost('w', 1_000_000, 0, 200_000, writes, 300_000)).toBeCloseTo(2 + 0.08 + 1.5, 12);
    expect(estimateCost('plain', 1_000_000, 0, null, TABLE, 300_000)).toBe(2);
    expect(estimateCost('w', 100, 0, 60, writes, 60)).toBeNull();
    expect(priceOf('claude-opus-4-5', DEFAULT_PRICES)?.cacheWrite).toBe(6.25);
  });

  it('takes the prices of long prompts for all of a long prompt', () => {
    expect(estimateCost('long', 1000, 0, null, TABLE)).toBeCloseTo(0.001, 12);
    expect(estimateCost('long', 1001, 1000, null, TABLE)).toBeCloseTo(0.002002 + 0.003, 12);
  });

  it('is none where something is not known', () => {
    expect(estimateCost('other', 10, 10, null, TABLE)).toBeNull();
    expect(estimateCost(null, 10, 10, null, TABLE)).toBeNull();
    expect(estimateCost('plain', null, null, null, TABLE)).toBeNull();
    // Input without what came from the cache: how much of which is not known.
    expect(estimateCost('plain', 10, 10, 500, TABLE)).toBeNull();
    expect(estimateCost('plain', -10, 10, null, TABLE)).toBeNull();
  });
});

describe('the name of a model', () => {
  it.each([
    ['big-2.5', 10],
    ['BIG-2-5', 10],
    ['vendor/big-2.5', 10],
    ['us.anthropic.big-2-5-20260101-v1:0', 10],
    ['big-2.5-2026-08-01', 10],
    ['big-2.5@20260801', 10],
    ['plain-latest', 2],
    ['own-small', 1],
    ['own-x-large', 7],
  ])('%s is priced', (model, input) => {
    expect(priceOf(model, TABLE)?.input).toBe(input);
  });

  it.each(['big-2.5-mini', 'big', 'plainer', 'own', '', 'constructor'])('%j is not', (model) => {
    expect(priceOf(model, TABLE)).toBeNull();
  });

  it('tells families of the table that comes along apart', () => {
    const input = (model: string) => priceOf(model, DEFAULT_PRICES)?.input;
    expect(input('gpt-4o-mini-2024-07-18')).toBe(0.15);
    expect(input('gpt-4o-2024-11-20')).toBe(2.5);
    expect(input('claude-sonnet-4-5-20250929')).toBe(3);
    expect(input('anthropic.claude-3-5-haiku-20241022-v1:0')).toBe(0.8);
    expect(input('gpt-4o-audio-preview')).toBeUndefined();
  });
});

describe('the table that comes along', () => {
  it('holds to its own rules, each name once', () => {
    expect(parsePriceTable(JSON.parse(JSON.stringify(DEFAULT_PRICES)))).toEqual({
      table: JSON.parse(JSON.stringify(DEFAULT_PRICES)) as PriceTable,
      faults: [],
    });
    const names = DEFAULT_PRICES.models.map(({ model }) => model);
    expect(new Set(names).size).toBe(names.length);
    expect(DEFAULT_PRICES.models.filter(({ input, cachedInput }) => (cachedInput ?? 0) > input)).toEqual([]);
  });
});

describe('a table of one’s own', () => {
  it('goes before the one that comes along', () => {
    const own = parsePriceTable({ version: 'mine', models: [{ model: 'gpt-4o', input: 1, output: 2 }] });
    expect(own.faults).toEqual([]);
    const merged = mergePrices(own.table, DEFAULT_PRICES);
    expect(priceOf('gpt-4o', merged)).toMatchObject({ input: 1, cachedInput: null, output: 2 });
    expect(priceOf('gpt-4o-mini', merged)?.input).toBe(0.15);
  });

  it('is told what is wrong with it, one sentence each, and read as far as it goes', () => {
    const { table, faults } = parsePriceTable({
      models: [
        7,
        { input: 1, output: 1 },
        { model: 'a', input: '1', output: 1 },
        { model: 'b', input: 1, output: -1 },
        { model: 'c', input: 1, output: 1, cachedInput: 'half' },
        { model: 'd', input: 1, output: 1, above: { input: 2 } },
        { model: 'good', input: 1, output: 2 },
      ],
    });
    expect(table).toEqual({ version: 'unknown', models: [{ model: 'good', input: 1, cachedInput: null, output: 2 }] });
    expect(faults).toHaveLength(7);
    expect(faults[0]).toContain('version');
    expect(faults[3]).toBe('models[2] ("a"): input is "1", where dollars per million tokens belong.');
    expect(parsePriceTable([]).faults).toHaveLength(1);
  });

  it('may be any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (any, model) => {
        expect(() => [parsePriceTable(any), parsePriceTable({ models: [any, model, { model }] })]).not.toThrow();
      })
    );
  });
});

describe('a run', () => {
  const priced = (attributes: ReturnType<typeof chat>[], root = agent('a')) =>
    runOf(
      {
        root: { at: [0, 100], attributes: root },
        ...Object.fromEntries(attributes.map((own, i) => [`c${i}`, { in: 'root', attributes: own }])),
      },
      { prices: TABLE }
    ).loop;
  const call = (model: string, input: number, output: number, more = {}) =>
    chat(input, output, { 'gen_ai.request.model': model, ...more });

  it('without any cost gets an estimate, by iteration too', () => {
    const loop = priced([call('plain', 500_000, 0), call('big-2.5', 100_000, 0)]);
    expect(loop.totals).toMatchObject({ costUsd: 2, costBasis: 'estimated' });
    expect(loop.iterations.map(({ costUsd }) => costUsd)).toEqual([1, 1]);
  });

  it('keeps what it reports', () => {
    const loop = priced([call('plain', 500_000, 0, { 'gen_ai.usage.cost': 0.25 }), call('plain', 500_000, 0)]);
    expect(loop.totals).toMatchObject({ costUsd: 0.25, costBasis: 'reported' });
  });

  it('with a call that has no price has no estimate, for a part is not the whole', () => {
    expect(priced([call('plain', 10, 10), call('mystery', 10, 10)]).totals).toMatchObject({
      costUsd: null,
      costBasis: null,
    });
    expect(priced([]).totals).toMatchObject({ costUsd: null, costBasis: null });
  });

  it('counts no tokens twice, and leaves failed calls without tokens alone', () => {
    const total = agent('a', { 'gen_ai.usage.input_tokens': 500_000, 'gen_ai.request.model': 'plain' });
    const loop = priced([call('plain', 500_000, 0), chat()], total);
    expect(loop.totals).toMatchObject({ costUsd: 1, costBasis: 'estimated' });
  });
});
