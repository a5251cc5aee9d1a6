import { lastValueFrom } from 'rxjs';
import type { SpanRecord } from '../core/formats/otlp/span';
import { completeQuery } from '../core/query/defaults';
import type { Aggregation, LoopQuery, SeriesMetric } from '../core/query/query';
import type { QueryAnswer } from '../engine/engine';
import { createLocalEngine } from '../engine/localEngine';
import { tempoSeries } from '../engine/tempoSeries';
import { createTempo } from '../stores/tempo/tempo';
import { createTempoStore } from '../stores/tempo/tempoStore';
import { readTestdata } from './testing';
import { ask, otlpFiles } from './testingBackends';
import { openTempo } from './testingTempo';

const { tape, jsonl, range, spans, begin } = openTempo('series', [
  ...otlpFiles('loop'),
  ...otlpFiles('looplens').filter((file) => file.endsWith('genai-openllmetry-ok.otlp.json')),
]);

// A server that is recorded may be slow.
jest.setTimeout(60_000);

beforeAll(begin, 300_000);
afterAll(tape.close);

const ONLY_LOOPS = [{ key: 'system', op: '=' as const, value: 'loopotel' }];
const STEP = 300_000;
const context = { range, intervalMs: STEP, maxDataPoints: 100 };

/** Asks as if each series had too many spans to read them. */
async function series(query: Partial<LoopQuery>): Promise<QueryAnswer & { paths: string[] }> {
  const tempo = createTempo(tape.port);
  const before = tape.asked.length;
  const local = createLocalEngine(createTempoStore(tempo)).query;
  const complete = completeQuery({ queryType: 'series', limit: Infinity, ...query });
  const now = { ...context, requestedAt: tape.now };
  const answer = await lastValueFrom(tempoSeries(tempo, local, complete, now, { fewSpans: 0 }));
  return { ...answer, paths: [...new Set(tape.asked.slice(before).map(({ pathname }) => pathname))] };
}

const isWorkedOut = ({ notices }: QueryAnswer) => notices.some(({ text }) => text.startsWith("Worked out by Tempo's"));

type Groups = Record<string, Array<number | null>>;

/** The values of each group, exemplars left out. */
function groupsOf({ frames }: QueryAnswer, groupBy: string): Groups {
  const found = frames
    .filter(({ name }) => name !== 'exemplar')
    .map((frame): [string, Array<number | null>] => {
      const { labels, values } = frame.fields[1];
      return [
        groupBy === '' ? '' : String(labels?.[groupBy] ?? null),
        values.map((v) => (typeof v === 'number' ? v : null)),
      ];
    });
  return Object.fromEntries(found);
}

/** Sums are added up in another order: the last digits differ. */
function expectClose(actual: Groups, expected: Groups): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [key, values] of Object.entries(expected)) {
    expect([key, actual[key].map((value) => value?.toPrecision(10))]).toEqual([
      key,
      values.map((value) => value?.toPrecision(10)),
    ]);
  }
}

const AGGREGATED: Array<[SeriesMetric, Aggregation]> = [
  ['iterations', 'sum'],
  ['goalScore', 'mean'],
  ['goalScore', 'min'],
  ['goalScore', 'max'],
  ['goalScore', 'count'],
  ['tokens', 'sum'],
  ['tokens', 'mean'],
  ['tokens', 'min'],
  ['tokens', 'max'],
  ['costUsd', 'sum'],
  ['costUsd', 'mean'],
  ['costUsd', 'count'],
];

describe('figures of a whole range are those of the JSONL store', () => {
  it.each(AGGREGATED.flatMap(([metric, aggregation]) => ['', 'loop'].map((by) => [metric, aggregation, by] as const)))(
    '%s by %s of %s',
    async (metric, aggregation, groupBy) => {
      const query = {
        queryType: 'series' as const,
        metric,
        aggregation,
        groupBy,
        filters: ONLY_LOOPS,
        interval: 'range',
      };
      const answer = await series(query);
      expect(isWorkedOut(answer)).toBe(true);
      expect(answer.paths).toContain('/api/metrics/query');
      const expected = groupsOf(await ask(jsonl, query, { ...context, requestedAt: tape.now }), groupBy);
      expect(Object.keys(expected).length).toBeGreaterThan(groupBy === '' ? 0 : 3);
      expectClose(groupsOf(answer, groupBy), expected);
    }
  );

  it.each(['worker', 'evaluator'])('tokens by %s', async (groupBy) => {
    const query = {
      queryType: 'series' as const,
      metric: 'tokens' as const,
      groupBy,
      filters: ONLY_LOOPS,
      interval: 'range',
    };
    const answer = await series(query);
    expect(isWorkedOut(answer)).toBe(true);
    expectClose(
      groupsOf(answer, groupBy),
      groupsOf(await ask(jsonl, query, { ...context, requestedAt: tape.now }), groupBy)
    );
  });

  it('tokens of one loop, by name', async () => {
    const filters = [...ONLY_LOOPS, { key: 'loop', op: '=' as const, value: 'sql-optimizer' }];
    const query = { queryType: 'series' as const, metric: 'tokens' as const, filters, interval: 'range' };
    const answer = await series(query);
    expect(isWorkedOut(answer)).toBe(true);
    expectClose(groupsOf(answer, ''), groupsOf(await ask(jsonl, query, { ...context, requestedAt: tape.now }), ''));
  });
});

const number = (value: unknown) => (typeof value === 'number' ? value : NaN);
const isIteration = ({ name }: SpanRecord) => name === 'loop.iteration';

/** What was sent, put into buckets by where an iteration began. */
function sent(times: unknown[], attribute: string, fold: (values: number[]) => number | null): Array<number | null> {
  return times.map((time) => {
    const from = number(time);
    const values = spans
      .filter(
        (span) => isIteration(span) && span.startTime !== null && span.startTime >= from && span.startTime < from + STEP
      )
      .map(({ attributes }) => number(attributes[attribute]))
      .filter((value) => !Number.isNaN(value));
    return values.length === 0 ? null : fold(values);
  });
}

const add = (values: number[]) => values.reduce((sum, value) => sum + value, 0);

describe('buckets hold the iterations that began in them', () => {
  it.each<[SeriesMetric, Aggregation, string, (values: number[]) => number]>([
    ['tokens', 'sum', 'loop.tokens_delta', add],
    ['goalScore', 'mean', 'loop.goal_score', (values) => add(values) / values.length],
    ['goalScore', 'max', 'loop.goal_score', (values) => Math.max(...values)],
    ['goalScore', 'min', 'loop.goal_score', (values) => Math.min(...values)],
    ['costUsd', 'sum', 'loop.cost_usd', add],
  ])('%s by %s', async (metric, aggregation, attribute, fold) => {
    const answer = await series({ metric, aggregation, filters: ONLY_LOOPS, interval: '5m' });
    expect(answer.paths).toContain('/api/metrics/query_range');
    const times = answer.frames[0].fields[0].values;
    expect(times.length).toBeGreaterThan(5);
    expectClose(groupsOf(answer, ''), { '': sent(times, attribute, fold) });
    expect(answer.notices.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('loops are counted by their roots', async () => {
    const answer = await series({ metric: 'loops', filters: ONLY_LOOPS, interval: 'range' });
    const live = readTestdata('otlp/loop/synthetic-semconv-live.expected.json') as {
      loops: Array<{ root_exported: boolean }>;
    };
    const replayed = readTestdata('otlp/loop/loopotel-exporter.expected.json') as { loops: unknown[] };
    const expected = live.loops.filter(({ root_exported: has }) => has).length + replayed.loops.length;
    expect(groupsOf(answer, '')).toEqual({ '': [expected] });
  });

  it('exemplars are iterations that were sent, each with its trace', async () => {
    const { frames } = await series({ metric: 'goalScore', aggregation: 'max', filters: ONLY_LOOPS, interval: '5m' });
    const [exemplars] = frames.filter(({ name }) => name === 'exemplar');
    const [times, values, traceIds] = exemplars.fields.map((field) => field.values);
    expect(times.length).toBeGreaterThan(3);
    traceIds.forEach((traceId, i) => {
      const own = spans.filter((span) => span.traceId === traceId && isIteration(span));
      expect(own.map(({ attributes }) => attributes['loop.goal_score'])).toContain(values[i]);
      expect(own.some(({ startTime }) => Math.abs(number(startTime) - number(times[i])) < 1000)).toBe(true);
    });
  });
});

describe('what metrics cannot tell is worked out from spans', () => {
  it.each<[string, Partial<LoopQuery>]>([
    ['quantiles', { metric: 'goalScore', aggregation: 'p50', filters: ONLY_LOOPS }],
    ['quantiles of tokens', { metric: 'tokens', aggregation: 'p95', filters: ONLY_LOOPS, groupBy: 'loop' }],
    ['metrics of whole loops', { metric: 'durationMs', filters: ONLY_LOOPS }],
    ['a range with loops of other conventions', { metric: 'tokens' }],
    ['a group that spans do not tell', { metric: 'tokens', groupBy: 'outcome', filters: ONLY_LOOPS }],
  ])('%s', async (_, asked) => {
    const query = { queryType: 'series' as const, interval: 'range', ...asked };
    const answer = await series(query);
    expect(isWorkedOut(answer)).toBe(false);
    const expected = groupsOf(await ask(jsonl, query, { ...context, requestedAt: tape.now }), asked.groupBy ?? '');
    expectClose(groupsOf(answer, asked.groupBy ?? ''), expected);
  });
});
