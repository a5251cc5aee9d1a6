import fc from 'fast-check';
import type { Attributes } from '../formats/otlp/span';
import { agent, chat, spansOf, toolCall, type SpanSketch } from '../runs/spanMaker';
import { TraceIndex } from '../runs/traceIndex';
import { LoopTable } from '../table/loopTable';
import { line, tableOf } from '../testing';
import { breakDown } from './breakdown';
import { bucketsFor } from './interval';
import type { Aggregation, SeriesMetric } from './query';
import { PART_KEYS } from './parts';
import { aggregateSeries } from './series';

const PLACE = { offset: 0, length: 0, line: 1 };

/** A run of some agents, each with calls of models and tools. */
const name = (prefix: string) => fc.integer({ min: 0, max: 3 }).map((n) => `${prefix}${n}`);
const call = fc.oneof(
  fc.record({
    model: name('m'),
    input: fc.option(fc.integer({ min: 0, max: 1000 }), { nil: undefined }),
    output: fc.option(fc.integer({ min: 0, max: 1000 }), { nil: undefined }),
    cost: fc.option(fc.integer({ min: 0, max: 99 }), { nil: undefined }),
  }),
  fc.record({ tool: name('t'), failed: fc.boolean() })
);
const run = fc.array(fc.record({ agent: name('a'), calls: fc.array(call, { maxLength: 5 }) }), { maxLength: 4 });

function sketch(agents: Array<{ agent: string; calls: Array<Partial<Record<string, unknown>>> }>) {
  const spans: Record<string, SpanSketch> = { root: { attributes: agent('root'), at: [0, 1000] } };
  let at = 0;
  agents.forEach(({ agent: who, calls }, i) => {
    spans[`a${i}`] = { in: 'root', attributes: agent(who), at: [at, at + 100] };
    calls.forEach((each, j) => {
      const isTool = typeof each.tool === 'string';
      const model = { 'gen_ai.request.model': String(each.model) };
      const cost: Attributes = typeof each.cost === 'number' ? { 'gen_ai.usage.cost': each.cost / 4 } : {};
      const tokens = [each.input, each.output].map((count) => (typeof count === 'number' ? count : undefined));
      spans[`a${i}c${j}`] = {
        in: `a${i}`,
        at: [at + j, at + j + 1],
        attributes: isTool ? toolCall(String(each.tool)) : chat(tokens[0], tokens[1], { ...model, ...cost }),
        failed: each.failed === true,
      };
    });
    at += 100;
  });
  return spans;
}

function tableOfRuns(runs: Array<Parameters<typeof sketch>[0]>): LoopTable {
  const index = new TraceIndex();
  runs.forEach((each, i) => {
    for (const span of spansOf(sketch(each))) {
      index.add({ ...span, traceId: `t${i}` }, 0, PLACE);
    }
  });
  const table = new LoopTable();
  index.flush().batches.forEach(({ batch, source }) => table.append(batch, source));
  return table;
}

function series(table: LoopTable, metric: SeriesMetric, groupBy: string, aggregation: Aggregation = 'sum') {
  const buckets = bucketsFor(0, 4e12, 'range', 1000, 10);
  return aggregateSeries(table, table.liveRows(), metric, aggregation, groupBy, buckets);
}
const total = (table: LoopTable, metric: SeriesMetric, groupBy: string) =>
  series(table, metric, groupBy).reduce((sum, { values }) => sum + (values[0] ?? 0), 0);

describe('groups of parts', () => {
  it('add up to the whole, by agent, by model and by tool', () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 4 }), (runs) => {
        const table = tableOfRuns(runs);
        for (const metric of ['tokens', 'costUsd', 'llmCalls', 'toolCalls'] as const) {
          for (const key of PART_KEYS) {
            expect(total(table, metric, key)).toBe(total(table, metric, ''));
          }
        }
        const rows = table.liveRows();
        const sum = (values: Array<number | null>) => values.reduce<number>((all, value) => all + (value ?? 0), 0);
        for (const key of ['agent', 'kind', 'model'] as const) {
          const groups = breakDown(table, rows, key);
          expect(sum(groups.map(({ tokens }) => tokens))).toBe(total(table, 'tokens', ''));
          expect(sum(groups.map(({ costUsd }) => costUsd))).toBe(total(table, 'costUsd', ''));
        }
        expect(sum(breakDown(table, rows, 'tool').map(({ failed }) => failed))).toBe(
          sum(rows.map((row) => table.loops.toolFailed.get(row)))
        );
      }),
      { numRuns: 200 }
    );
  });

  it('stay the same when the table is tidied', () => {
    const runs = [
      [{ agent: 'a', calls: [{ model: 'm', input: 3, output: 4 }] }],
      [{ agent: 'b', calls: [{ tool: 't', failed: true }] }],
    ];
    const table = tableOfRuns(runs);
    const before = [...PART_KEYS, 'kind' as const].map((key) => breakDown(table, table.liveRows(), key));
    table.dropSource(99);
    expect([...PART_KEYS, 'kind' as const].map((key) => breakDown(table, table.liveRows(), key))).toEqual(before);
    expect(before[0]).toMatchObject([
      { key: 'a', tokens: 7 },
      { key: 'b', calls: 1, failed: 1 },
    ]);
  });
});

describe('what has no steps', () => {
  it('is told by worker, and sums up all the same', () => {
    const table = tableOf(line('ltf-a-00000001', { scores: [0.1, 0.2, 0.3] }));
    expect(total(table, 'tokens', 'agent')).toBe(300);
    expect(breakDown(table, table.liveRows(), 'agent')).toMatchObject([{ key: null, calls: 3, tokens: 300, loops: 1 }]);
  });

  it('has no tools to break down', () => {
    const table = tableOf(line('ltf-a-00000001'));
    expect(breakDown(table, table.liveRows(), 'tool')).toEqual([]);
  });
});
