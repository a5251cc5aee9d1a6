import fc from 'fast-check';
import { line, tableOf, type DocumentOptions } from '../testing';
import { createAccumulator, quantileSorted } from './aggregate';
import { completeQuery } from './defaults';
import { bucketsFor, parseDuration } from './interval';
import { AGGREGATIONS, type FilterOp, type LoopFilter } from './query';
import { select } from './select';
import { aggregateSeries } from './series';
import { readTimeText } from './times';

const OPEN = { from: null, to: null };

const table = tableOf(
  line('ltf-a', {
    name: 'alpha',
    scores: [0.2, 0.9],
    start: '2026-11-18T08:00:00Z',
    end: '2026-11-18T08:00:30Z',
    metadata: { seed: 7, tags: ['nightly', 'gpu'], note: '' },
  }),
  line('ltf-b', {
    name: 'beta',
    scores: [0.5],
    start: '2026-11-18T09:00:00.250Z',
    end: '2026-11-18T09:01:00.250Z',
    metadata: { seed: 10, tags: ['nightly'] },
  }),
  line('ltf-c', { name: 'Gamma x', scores: [], start: '2026-11-18T10:00:00Z', end: '2026-11-18T09:59:00Z' }).replace(
    '"prod/agent"',
    'null'
  )
);

function matches(key: string, op: FilterOp, value: string): string {
  const filters: LoopFilter[] = [{ key, op, value }];
  return select(table, completeQuery({ filters }), OPEN)
    .rows.map((row) => table.traceIds[row].slice(-1))
    .sort()
    .join('');
}

describe('filters', () => {
  it.each<[string, FilterOp, string, string]>([
    ['loop', '=', 'alpha', 'a'],
    ['loop', '!=', 'alpha', 'bc'],
    ['loop', '=~', 'alpha|beta', 'ab'],
    ['loop', '=~', 'alph', ''],
    ['loop', '=~', '.*x', 'c'],
    ['loop', '=~', '(?i)gamma.*', 'c'],
    ['loop', '!~', '.*a', 'c'],
    ['loop', '=~', '\\-?beta', 'b'],
    ['span.loop.name', '=', 'beta', 'b'],
    // What is not known equals the empty string and nothing else.
    ['env', '=', '', 'c'],
    ['env', '!=', '', 'ab'],
    ['env', '!=', 'prod/agent', 'c'],
    ['env', '=~', '.+', 'ab'],
    ['env', '!~', 'prod.*', 'c'],
    ['session', '=', '', 'abc'],
    // Numbers are compared as numbers, and what is not known is neither more nor less.
    ['goalScore', '>', '0.5', 'a'],
    ['goalScore', '>=', '0.50', 'ab'],
    ['goalScore', '<', '1', 'ab'],
    ['goalScore', '=', '0.90', 'a'],
    ['goalScore', '!=', '0.9', 'bc'],
    ['goalScore', '=', '', 'c'],
    ['goalScore', '!=', '', 'ab'],
    ['iterations', '=', '0', 'c'],
    ['tokens', '>', '1e2', 'a'],
    ['costUsd', '=', '', 'abc'],
    ['llmCalls', '>=', '0', ''],
    // Durations and times.
    ['durationMs', '>=', '30s', 'ab'],
    ['durationMs', '>', '30 s', 'b'],
    ['durationMs', '=', '1m', 'b'],
    ['durationMs', '<', '0.01h', 'ac'],
    ['startTime', '>', '2026-11-18T08:30:00Z', 'bc'],
    ['startTime', '>=', '2026-11-18T10:00:00+01:00', 'bc'],
    ['startTime', '<', '2026-11-19', 'abc'],
    ['startTime', '=', '2026-11-18T09:00:00.250Z', 'b'],
    ['startTime', '<=', '1763452800000', ''],
    // Attributes: of several values one is enough, and a negation holds where none matches.
    ['metadata.seed', '>', '9', 'b'],
    ['metadata.seed', '=', '7', 'a'],
    ['metadata.note', '<', '5', ''],
    ['metadata.tags', '=', 'gpu', 'a'],
    ['metadata.tags', '!=', 'gpu', 'bc'],
    ['metadata.tags', '=~', 'night.*', 'ab'],
    ['metadata.constructor', '=', '', 'abc'],
    ['worker', '=', '', 'abc'],
  ])('%s %s %j selects %j', (key, op, value, wanted) => {
    expect(matches(key, op, value)).toBe(wanted);
  });

  it.each<[string, FilterOp, string, RegExp]>([
    ['nope', '=', '1', /There is no column nope to filter by/],
    ['constructor', '=', '1', /There is no column constructor/],
    ['goalScore', '=', 'high', /can never match: goalScore needs a number/],
    ['goalScore', '>', '', /needs a number or a duration such as 30s after >/],
    ['startTime', '>', 'now-6h', /needs a time such as/],
    ['startTime', '=', '30s', /needs a time such as/],
    ['loop', '!~', '[', /no valid regular expression/],
  ])('%s %s %j is refused in a sentence', (key, op, value, message) => {
    expect(() => matches(key, op, value)).toThrow(message);
  });

  it('are all to hold; rows without a key are passed over', () => {
    const filters: LoopFilter[] = [
      { key: 'metadata.tags', op: '=', value: 'nightly' },
      { key: '', op: '=', value: 'x' },
      { key: 'goalScore', op: '<', value: '0.6' },
    ];
    expect(select(table, completeQuery({ filters }), OPEN).rows.map((row) => table.traceIds[row])).toEqual(['ltf-b']);
  });
});

describe('select', () => {
  const ids = (from: number | null, to: number | null, limit: number | null = null, traceId = '') => {
    const { rows, matched } = select(table, completeQuery({ limit, traceId }), { from, to });
    return [rows.map((row) => table.traceIds[row].slice(-1)).join(''), matched];
  };
  const at = (text: string) => Date.parse(`2026-11-18T${text}Z`);

  it('gives the newest first, up to the limit, and tells how many there were', () => {
    expect(ids(null, null)).toEqual(['cba', 3]);
    expect(ids(null, null, 2)).toEqual(['cb', 3]);
    expect(ids(null, null, Infinity)).toEqual(['cba', 3]);
  });

  it.each([
    ['all at work before, in or after', '08:00:10', '08:00:20', 'a'],
    ['touching its end', '08:00:30', '08:30:00', 'a'],
    ['touching its start', '07:00:00', '08:00:00', 'a'],
    ['between two', '08:00:31', '09:00:00', ''],
    ['of a clock that was set back', '09:59:30', '09:59:40', 'c'],
    ['after all', '11:00:00', '12:00:00', ''],
  ])('takes loops by the time they were at work: %s', (_what, from, to, wanted) => {
    expect(ids(at(from), at(to))[0]).toBe(wanted);
  });

  it('gives a loop that was asked for by its id whatever the range', () => {
    expect(ids(at('11:00:00'), null, null, 'ltf-a')).toEqual(['a', 1]);
    expect(ids(null, null, null, 'ltf-none')).toEqual(['', 0]);
    expect(ids(null, null, null, 'constructor')).toEqual(['', 0]);
  });

  it('takes loops without an end as still at work, and those without times always', () => {
    const { ended_at: _, ...running } = JSON.parse(line('ltf-run')) as Record<string, unknown>;
    const timeless = { ...running, started_at: null, trace_id: 'ltf-timeless', spans: [] };
    const odd = tableOf(JSON.stringify({ ...running, spans: [] }), '\n', JSON.stringify(timeless));
    const found = (from: string, to: string) =>
      select(odd, completeQuery({}), { from: at(from), to: at(to) }).rows.map((row) => odd.traceIds[row]);
    expect(found('20:00:00', '21:00:00')).toEqual(['ltf-run', 'ltf-timeless']);
    expect(found('01:00:00', '02:00:00')).toEqual(['ltf-timeless']);
  });
});

describe('times and durations', () => {
  it.each([
    ['2026-11-18', Date.UTC(2026, 10, 18)],
    ['2026-11-18T08:00', Date.UTC(2026, 10, 18, 8)],
    ['2026-11-18 08:00:01.5', Date.UTC(2026, 10, 18, 8, 0, 1, 500)],
    ['2026-11-18t08:00:00z', Date.UTC(2026, 10, 18, 8)],
    ['2026-11-18T08:00:00-02:00', Date.UTC(2026, 10, 18, 10)],
    ['1763452800000', 1763452800000],
  ])('%s is a time', (text, ms) => {
    expect(readTimeText(text)).toBe(ms);
  });

  it.each([
    '',
    '2026',
    '5',
    '1763452800',
    'yesterday',
    '18.11.2026',
    '11/18/2026',
    '2026-13-01',
    '2026-11-18T25:00Z',
    '-1763452800000',
    'NaN',
  ])('%j is none', (text) => {
    expect(readTimeText(text)).toBeNaN();
  });

  it.each([
    ['30s', 30_000],
    ['1h30m', 5_400_000],
    ['1h 30m', 5_400_000],
    ['250ms', 250],
    ['0.5d', 43_200_000],
    ['2w', 1_209_600_000],
  ])('%s is a duration', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['5', 'm', '', '0s', '-5m', '5 minutes', '5mm', '1e3s', '5m!'])('%j is none', (text) => {
    expect(() => parseDuration(text)).toThrow('is no duration; write it as 30s, 5m, 1h or 1d');
  });
});

describe('bucketsFor', () => {
  it('covers the range with buckets that are aligned and not too many', () => {
    const time = fc.double({ min: 0, max: 4e12, noNaN: true });
    const interval = fc.constantFrom('', 'range', '1ms', '30s', '5m', '1h30m', '1d', '2w');
    fc.assert(
      fc.property(
        time,
        fc.double({ min: 0, max: 1e11, noNaN: true }),
        interval,
        fc.integer({ min: -5, max: 1e9 }),
        fc.integer({ min: -5, max: 1e6 }),
        (from, span, text, panelMs, points) => {
          const to = from + span;
          const { start, step, count } = bucketsFor(from, to, text, panelMs, points);
          expect(step).toBeGreaterThan(0);
          expect(count).toBeGreaterThanOrEqual(1);
          expect(count).toBeLessThanOrEqual(11_002);
          expect(start).toBeLessThanOrEqual(from);
          expect(start + count * step).toBeGreaterThan(to);
          if (text !== 'range') {
            expect(start % step).toBe(0);
            expect(start + step).toBeGreaterThan(from);
          }
        }
      ),
      { numRuns: 1000 }
    );
  });

  it('says so where the asked length would make too many', () => {
    expect(bucketsFor(0, 1e9, '1s', 1, 100)).toMatchObject({ coarsened: true });
    expect(bucketsFor(0, 1e6, '1s', 1, 100)).toMatchObject({ step: 1000, count: 1001, coarsened: false });
  });
});

describe('aggregates', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });

  it('lie between the least and the most', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(...AGGREGATIONS), (list, aggregation) => {
        const accumulator = createAccumulator(aggregation);
        list.forEach((value, i) => accumulator.add(value, i));
        const result = accumulator.value();
        const [min, max] = [Math.min(...list), Math.max(...list)];
        const sum = list.reduce((a, b) => a + b, 0);
        if (aggregation === 'sum') {
          expect(result).toBeCloseTo(sum, 6);
        } else if (aggregation === 'count') {
          expect(result).toBe(list.length);
        } else if (aggregation === 'last') {
          expect(result).toBe(list.at(-1));
        } else {
          expect(result).toBeGreaterThanOrEqual(min - 1e-6);
          expect(result).toBeLessThanOrEqual(max + 1e-6);
        }
      })
    );
  });

  it('rank as they should', () => {
    expect(quantileSorted([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantileSorted([7], 0.99)).toBe(7);
    expect(quantileSorted([], 0.5)).toBeNaN();
    expect(['p50', 'p90', 'mean', 'min', 'last'].map((name) => createAccumulator(name as 'p50').value())).toEqual([
      NaN,
      NaN,
      NaN,
      NaN,
      NaN,
    ]);
  });

  it('add up to the whole, grouped or not, however fine the buckets are', () => {
    const start = Date.UTC(2026, 10, 18);
    const loop = fc.record({
      at: fc.nat(86_400_000),
      scores: fc.array(fc.constantFrom(0.1, 0.5, 0.9), { maxLength: 4 }),
      team: fc.constantFrom('x', 'y', undefined),
    });
    fc.assert(
      fc.property(
        fc.array(loop, { maxLength: 15 }),
        fc.constantFrom('1m', '1h', 'range'),
        fc.constantFrom('', 'metadata.team', 'worker', 'outcome'),
        (loops, interval, groupBy) => {
          const lines = loops.map(({ at, scores, team }, i) => {
            const time = new Date(start + at).toISOString();
            const options: DocumentOptions = {
              scores,
              start: time,
              end: time,
              ...(team === undefined ? {} : { metadata: { team } }),
            };
            return line(`ltf-${i}`, options);
          });
          const all = tableOf(...lines);
          const buckets = bucketsFor(start, start + 86_400_000, interval, 1000, 100);
          const total = (metric: 'loops' | 'iterations' | 'tokens') =>
            aggregateSeries(all, all.liveRows(), metric, 'sum', groupBy, buckets)
              .flatMap(({ values: list }) => list)
              .reduce<number>((sum, value) => sum + (value ?? 0), 0);
          const iterations = loops.reduce((sum, { scores }) => sum + scores.length, 0);
          expect(total('loops')).toBe(loops.length);
          expect(total('iterations')).toBe(iterations);
          expect(total('tokens')).toBe(100 * iterations);
        }
      ),
      { numRuns: 60 }
    );
  });
});
