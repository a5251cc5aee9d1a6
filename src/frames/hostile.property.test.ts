import fc from 'fast-check';
import { completeQuery } from '../core/query/defaults';
import { QUERY_TYPES, type LoopQuery } from '../core/query/query';
import { parseLines } from '../core/formats/lines';
import { readLtfSteps } from '../core/formats/ltf/steps';
import { LoopTable } from '../core/table/loopTable';
import { ltf, tableOf } from '../core/testing';
import { answerFromTable } from './answer';
import { eachIteration, type IterationRow } from './iterationRows';
import { traceFrame } from './trace';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Container = Json[] | { [key: string]: Json };

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

function deep(depth: number): Json {
  let value: Json = 'bottom';
  for (let i = 0; i < depth; i++) {
    value = i % 2 === 0 ? [value] : { in: value };
  }
  return value;
}

const hostile: Json[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  -1e308,
  5e-324,
  9007199254740993,
  0.1,
  '',
  ' ',
  'x'.repeat(5000),
  '1',
  'NaN',
  '2026-11-18T08:00:00Z',
  '2026-13-45T99:99:99Z',
  '9999-12-31T23:59:59.999999999Z',
  '\u0000\ud800',
  '__proto__',
  [],
  {},
  [[]],
  { toString: 1, valueOf: 1 },
  { length: -1 },
  { toJSON: 'x' },
  deep(40),
  deep(3000),
  Array.from({ length: 300 }, (_, i) => i),
];
const keys = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  'a\nb',
  'loop.iteration',
  'loop.goal_score',
  'spans',
  'kind',
  'trace_id',
];

interface Mutation {
  at: number;
  op: 'drop' | 'replace' | 'add' | 'double' | 'cycle';
  value: number;
}

const mutations = fc.array(
  fc.record<Mutation>({
    at: fc.nat(),
    op: fc.constantFrom('drop', 'replace', 'replace', 'add', 'double', 'cycle'),
    value: fc.nat(),
  }),
  { minLength: 1, maxLength: 8 }
);

function places(value: Json, found: Array<[Container, string | number]> = []): Array<[Container, string | number]> {
  if (isContainer(value) && found.length < 400) {
    const entries: Array<[string | number, Json]> = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    for (const [key, inner] of entries) {
      found.push([value, key]);
      places(inner, found);
    }
  }
  return found;
}

const copy = (value: Json): Json => JSON.parse(JSON.stringify(value)) as Json;

const put = (parent: Container, key: string | number, value: Json) =>
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });

/** A valid document with things done to it that no emitter should do. */
function mutate(document: Json, changes: Mutation[]): Json {
  for (const { at, op, value } of changes) {
    const all = places(document);
    const [parent, key] = all[at % all.length];
    const current: Json = Reflect.get(parent, key);
    if (op === 'drop') {
      if (Array.isArray(parent)) {
        parent.splice(Number(key), 1);
      } else {
        Reflect.deleteProperty(parent, key);
      }
    } else if (op === 'replace') {
      put(parent, key, copy(hostile[value % hostile.length]));
    } else if (op === 'add' && isContainer(current) && !Array.isArray(current)) {
      put(current, keys[value % keys.length], copy(hostile[(value >> 4) % hostile.length]));
    } else if (op === 'double' && Array.isArray(parent)) {
      parent.splice(Number(key), 0, copy(current));
    } else if (op === 'cycle' && isContainer(current) && !Array.isArray(current)) {
      put(current, 'parent_span_id', value % 2 === 0 ? (current.span_id ?? 'x') : '0000000000000001');
    }
  }
  return document;
}

const documents = fc
  .tuple(fc.array(fc.oneof(fc.double({ min: -1, max: 2, noNaN: true }), fc.constant(0.8)), { maxLength: 6 }), mutations)
  .map(([scores, changes]) =>
    mutate(JSON.parse(JSON.stringify(ltf('ltf-a', { scores, metadata: { a: [1, { b: 2 }] } }))) as Json, changes)
  );

const textOf = (document: Json) => `${JSON.stringify(document)}\n`;

const rowsOf = (table: LoopTable, row: number) => {
  const rows: IterationRow[] = [];
  eachIteration(table, row, (iteration) => rows.push({ ...iteration }));
  return rows;
};

const isKnown = (value: number) => !Number.isNaN(value);

describe('documents that were tampered with', () => {
  it('stop nothing: they give a loop whose figures hold together, or a fault', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const good = textOf(JSON.parse(JSON.stringify(ltf('ltf-good'))) as Json);
        const { batch, faultCount } = parseLines(new TextEncoder().encode(textOf(document) + good));
        expect(batch.traceIds.length + faultCount).toBe(2);
        expect(batch.traceIds.at(-1)).toBe('ltf-good');
        const table = new LoopTable();
        table.append(batch, 0);
        for (const row of table.liveRows()) {
          const rows = rowsOf(table, row);
          rows.forEach(({ iteration, effectiveness }, i) => {
            expect(Number.isFinite(iteration)).toBe(true);
            expect(i === 0 || iteration >= rows[i - 1].iteration).toBe(true);
            expect(!isKnown(effectiveness) || (effectiveness >= 0 && effectiveness <= 1)).toBe(true);
          });
          const known = rows.map(({ effectiveness }) => effectiveness).filter(isKnown);
          const les = rows.at(-1)?.lesCumulative ?? NaN;
          if (known.length === 0) {
            expect(les).toBeNaN();
          } else {
            expect(les).toBeCloseTo(known.reduce((sum, value) => sum + value, 0) / known.length, 9);
          }
          const tokens = rows.map((iteration) => iteration.tokens).filter(isKnown);
          const sum = tokens.reduce((total, value) => total + value, 0);
          expect(rows.at(-1)?.tokensCumulative ?? NaN).toBe(tokens.length === 0 ? NaN : sum);
          expect(table.loops.lesCumulative.get(row)).toBe(les);
        }
      }),
      { numRuns: 400 }
    );
  });

  it('give frames that JSON can hold, of every kind, with columns of one length', () => {
    const kinds = QUERY_TYPES.filter((type) => !['trace', 'steps', 'handoffs', 'warnings', 'messages'].includes(type));
    fc.assert(
      fc.property(
        documents,
        fc.constantFrom(...kinds),
        fc.constantFrom<LoopQuery['axis']>('time', 'iteration'),
        (document, queryType, axis) => {
          const table = tableOf(textOf(document));
          const query = completeQuery({
            queryType,
            axis,
            metric: 'tokens',
            groupBy: queryType === 'series' ? 'worker' : '',
          });
          const context = { range: { from: null, to: null }, intervalMs: 1000, maxDataPoints: 50 };
          const { frames, notices } = answerFromTable(
            table,
            query,
            context,
            () => true,
            () => 'a:1'
          );
          for (const { fields, length } of frames) {
            for (const { values, type } of fields) {
              expect(values).toHaveLength(length);
              for (const value of values) {
                expect(value === null || typeof value === (type === 'time' ? 'number' : type)).toBe(true);
                expect(typeof value !== 'number' || !Number.isNaN(value)).toBe(true);
              }
            }
          }
          expect(notices.every(({ text }) => text.length < 1000)).toBe(true);
        }
      ),
      { numRuns: 200 }
    );
  });

  it('give traces with ids that are unique, parents without cycles and times', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const value: unknown = JSON.parse(textOf(document));
        if (typeof value !== 'object' || value === null || Array.isArray(value)) {
          return;
        }
        const steps = readLtfSteps(value as Record<string, unknown>);
        const { fields, length } = traceFrame({ traceId: 'x', service: 'x', serviceTags: {}, start: null, steps });
        const column = (name: string) => fields.find((field) => field.name === name)?.values ?? [];
        const ids = column('spanID');
        expect(new Set(ids).size).toBe(length);
        expect(
          column('startTime').every((time) => typeof time === 'number' && Number.isFinite(time) && time !== 0)
        ).toBe(true);
        expect(column('duration').every((duration) => typeof duration === 'number' && duration >= 0)).toBe(true);
        const parentOf = new Map(ids.map((id, i) => [id, column('parentSpanID')[i]]));
        for (const id of ids) {
          let at: unknown = id;
          for (let steps = 0; parentOf.has(at); steps++) {
            expect(steps).toBeLessThanOrEqual(length);
            at = parentOf.get(at);
          }
        }
        expect(() => JSON.stringify(fields)).not.toThrow();
      }),
      { numRuns: 300 }
    );
  });
});

describe('lines', () => {
  it('give the same loops in whichever order unrelated ones stand', () => {
    const lines = Array.from({ length: 6 }, (_, i) =>
      textOf(JSON.parse(JSON.stringify(ltf(`ltf-${i}`, { scores: [i / 10, 0.5], metadata: { n: i } }))) as Json)
    );
    const figures = (table: LoopTable) =>
      Object.fromEntries(
        table
          .liveRows()
          .map((row) => [table.traceIds[row], rowsOf(table, row).map((iteration) => ({ ...iteration, at: 0 }))])
      );
    const wanted = figures(tableOf(...lines));
    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: 6, maxLength: 6 }), (shuffled) => {
        expect(figures(tableOf(...shuffled))).toEqual(wanted);
      }),
      { numRuns: 30 }
    );
  });
});
