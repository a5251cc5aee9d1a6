import fc from 'fast-check';
import { readLoomflowSpan } from '../formats/loomflow';
import { LOOP_COLUMNS } from '../query/loopColumns';
import { LoopTable } from '../table/loopTable';
import type { SpanRecord } from '../formats/otlp/span';
import { readBody } from './spanMaker';
import { assembleRun, type Run } from './run';
import { toSteps } from './toSteps';
import { TraceIndex } from './traceIndex';

const RUNS = { numRuns: 300 };

const id = fc.integer({ min: 1, max: 12 }).map((n) => n.toString(16).padStart(16, '0'));
const oddId = fc.oneof(
  { weight: 8, arbitrary: id },
  { weight: 1, arbitrary: fc.constantFrom('', '0000000000000000', 'zz', 'AAAAAAAAAAE=', null, 7) }
);
const traceId = fc.constantFrom(
  '0000000000000000000000000000000a',
  '0000000000000000000000000000000b',
  'AAAAAAAAAAAAAAAAAAAADA=='
);

const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.record({
      stringValue: fc.oneof(
        fc.string(),
        fc.constantFrom('chat', 'AGENT', 'tool', 'teleport', '{"a":[1,2', 'x'.repeat(2048))
      ),
    }),
    fc.record({
      intValue: fc.oneof(
        fc.integer(),
        fc.constantFrom('12', '-5', '9007199254740993', '99999999999999999999', 'x', {})
      ),
    }),
    fc.record({ doubleValue: fc.oneof(fc.double(), fc.constantFrom('NaN', 'Infinity', '0.5')) }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('value'), { maxLength: 3 }) }) }),
    fc.record({
      kvlistValue: fc.record({
        values: fc.array(fc.record({ key: fc.string(), value: tie('value') }), { maxLength: 3 }),
      }),
    }),
    fc.jsonValue()
  ),
})).value;

const key = fc.constantFrom(
  'gen_ai.operation.name',
  'gen_ai.usage.input_tokens',
  'gen_ai.usage.output_tokens',
  'gen_ai.usage.cost.amount',
  'gen_ai.usage.cost.currency',
  'gen_ai.tool.name',
  'gen_ai.tool.call.id',
  'gen_ai.agent.name',
  'gen_ai.response.id',
  'gen_ai.request.model',
  'gen_ai.evaluation.score.value',
  'gen_ai.transfer.target.name',
  'langgraph.command.goto_nodes',
  'llm.invocation_parameters',
  'annotations.0.annotation.score',
  'openinference.span.kind',
  'mcp.method.name',
  'loop.name',
  'loop.iteration',
  'loop.goal_score',
  'loop.outcome',
  'loop.cost_usd',
  'turn',
  'session_id',
  '__proto__',
  'constructor'
);
const useful = fc.constantFrom(
  { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
  { key: 'gen_ai.operation.name', value: { stringValue: 'invoke_agent' } },
  { key: 'gen_ai.operation.name', value: { stringValue: 'execute_tool' } },
  { key: 'gen_ai.tool.name', value: { stringValue: 'handoff' } },
  { key: 'gen_ai.response.id', value: { stringValue: 'r1' } },
  { key: 'gen_ai.usage.input_tokens', value: { intValue: '7' } }
);
const attributes = fc.array(fc.oneof(useful, fc.record({ key, value: anyValue })), { maxLength: 6 });
const nanos = fc.oneof(
  fc.integer({ min: 0, max: 20 }).map((n) => `${1_800_000_000_000 + n}000000`),
  fc.constantFrom('0', 0, '99999999999999999999', 'soon', null, -1)
);

const spanBody = fc.record(
  {
    traceId,
    spanId: oddId,
    parentSpanId: oddId,
    name: fc.constantFrom('loop.run', 'loop.iteration', 'loom.turn', 'loom.workflow.step', 'llm.call', 'x', ''),
    startTimeUnixNano: nanos,
    endTimeUnixNano: nanos,
    status: fc.oneof(
      fc.record({ code: fc.constantFrom<unknown>(0, 1, 2, 'STATUS_CODE_ERROR', 'odd') }),
      fc.constant(null)
    ),
    attributes,
    events: fc.array(
      fc.record({
        name: fc.constantFrom('exception', 'loop.safety.violation', 'gen_ai.evaluation.result'),
        timeUnixNano: nanos,
        attributes,
      }),
      {
        maxLength: 2,
      }
    ),
  },
  { requiredKeys: ['traceId', 'spanId'] }
);

const body = fc
  .array(fc.record({ scope: fc.constantFrom('a', 'b'), spans: fc.array(spanBody, { maxLength: 12 }) }), {
    maxLength: 3,
  })
  .map((groups) => ({
    resourceSpans: groups.map(({ scope, spans }) => ({ scopeSpans: [{ scope: { name: scope }, spans }] })),
  }));

const spans = body.map(readBody);
const oneTrace = spans.map((list) => list.map((span): SpanRecord => ({ ...span, traceId: 't' })));

const facts = ({ loop, steps, handoffs, root }: Run) => ({
  loop,
  handoffs,
  root: root?.spanId ?? null,
  steps: steps.map(({ spanId, iteration, kind, counts, bearsTokens, bearsCost, model, parent }) => {
    return { spanId, iteration, kind, counts, bearsTokens, bearsCost, model, parent: parent?.spanId ?? null };
  }),
});

const reorder = <T>(list: T[], seeds: number[]): T[] =>
  list
    .map((item, i) => ({ item, key: seeds[i % seeds.length] * (i + 1) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
const seeds = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 5, maxLength: 20 });

describe('a trace, whatever is in it', () => {
  it('is put together without a fall', () => {
    fc.assert(
      fc.property(oneTrace, (list) => {
        const run = assembleRun('t', list);
        expect(toSteps(run)).toHaveLength(new Set(list.map(({ spanId }) => spanId)).size);
        expect(JSON.stringify(run.loop)).not.toMatch(/NaN|Infinity/);
        for (const { iteration, tokens, costUsd } of run.loop.iterations) {
          expect([iteration, tokens ?? 0, costUsd ?? 0].every(Number.isFinite)).toBe(true);
        }
      }),
      RUNS
    );
  });

  it('is read from any JSON without a fall', () => {
    const wrong = fc.oneof(
      fc.jsonValue(),
      fc.jsonValue().map((resourceSpans) => ({ resourceSpans })),
      fc.jsonValue().map((spans) => ({
        resourceSpans: [{ resource: spans, scopeSpans: [{ scope: spans, spans: [spans, spans] }, spans] }, spans],
      })),
      fc.jsonValue().map((any) => ({
        batches: [
          {
            scopeSpans: [
              {
                spans: [
                  { traceId: 'a1', spanId: 'b1', attributes: any, events: [any, { attributes: any }], status: any },
                ],
              },
            ],
          },
        ],
      }))
    );
    fc.assert(
      fc.property(wrong, (any) => {
        const list = readBody(any);
        expect(() => toSteps(assembleRun('t', list))).not.toThrow();
      }),
      RUNS
    );
  });

  it('gives the same loop, steps and handoffs in any order', () => {
    fc.assert(
      fc.property(oneTrace, seeds, (list, keys) => {
        expect(facts(assembleRun('t', reorder(list, keys)))).toEqual(facts(assembleRun('t', list)));
      }),
      RUNS
    );
  });

  it('is not changed by being exported again', () => {
    fc.assert(
      fc.property(oneTrace, seeds, (list, keys) => {
        const again = reorder([...list, ...list.slice(1), ...list], keys);
        expect(facts(assembleRun('t', again))).toEqual(facts(assembleRun('t', list)));
      }),
      RUNS
    );
  });

  it('has iterations that add up to the whole where every counted step lies in one', () => {
    fc.assert(
      fc.property(oneTrace, (list) => {
        const { loop, steps } = assembleRun('t', list);
        const counted = steps.filter(
          ({ counts, bearsTokens, kind }) => bearsTokens || (counts && ['llm', 'tool', 'handoff'].includes(kind))
        );
        fc.pre(counted.every(({ iteration }) => iteration !== null));
        const sum = (name: 'llmCalls' | 'llmFailed' | 'toolCalls' | 'toolFailed') =>
          loop.iterations.reduce((total, { calls }) => total + (calls?.[name] ?? 0), 0);
        expect(sum('llmCalls')).toBe(loop.totals?.llmCalls);
        expect(sum('llmFailed')).toBe(loop.totals?.llmFailed);
        expect(sum('toolCalls')).toBe(loop.totals?.toolCalls);
        expect(sum('toolFailed')).toBe(loop.totals?.toolFailed);
        if (loop.system !== 'loopotel') {
          expect(loop.iterations.reduce((total, { tokens }) => total + (tokens ?? 0), 0)).toBe(loop.tokensTotal ?? 0);
        }
      }),
      RUNS
    );
  });

  it('leaves no counted call outside where iterations are derived from calls', () => {
    fc.assert(
      fc.property(oneTrace, (list) => {
        const { loop, steps } = assembleRun('t', list);
        fc.pre(loop.iterations.length > 0 && !steps.some(({ kind }) => kind === 'iteration'));
        const isCall = (kind: string) => kind === 'llm' || kind === 'tool' || kind === 'handoff';
        expect(steps.filter(({ kind, iteration }) => isCall(kind) && iteration === null)).toEqual([]);
      }),
      RUNS
    );
  });
});

describe('lines of loomflow', () => {
  it('are read or refused, never a fall', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('kind', 'trace_id', 'span_id', 'started_at', 'attributes', 'exception'),
          fc.jsonValue()
        ),
        (record) => {
          const span = readLoomflowSpan({ ...record, kind: 'span' });
          expect(span === null || assembleRun('t', [span]).steps.length === 1).toBe(true);
        }
      ),
      RUNS
    );
  });

  it('may hold values nested beyond any reason', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown;
    const span = readLoomflowSpan({
      kind: 'span',
      trace_id: 't',
      span_id: 's',
      name: 'loom.run',
      attributes: { deep },
    });
    expect(span === null ? 0 : assembleRun('t', [span]).steps.length).toBe(1);
  });
});

const PLACE = { offset: 0, length: 0, line: 1 };

function rowsOf(pieces: SpanRecord[][], sourceAt: (piece: number) => number = () => 0) {
  const index = new TraceIndex();
  const table = new LoopTable();
  pieces.forEach((piece, i) => {
    piece.forEach((span) => index.add(span, sourceAt(i), PLACE));
    const { batches, gone } = index.flush();
    gone.forEach((traceId) => table.drop(traceId));
    batches.forEach(({ batch, source }) => table.append(batch, source));
  });
  const rows = [];
  for (let row = 0; row < table.rowCount; row++) {
    if (table.loops.live.get(row) === 1) {
      rows.push(Object.fromEntries(LOOP_COLUMNS.map(({ name, get }) => [name, get(table, row)])));
    }
  }
  return rows.sort((a, b) => (String(a.traceId) < String(b.traceId) ? -1 : 1));
}

describe('spans that come piece by piece', () => {
  it('end in the same rows as all at once', () => {
    fc.assert(
      fc.property(spans, fc.array(fc.nat(6), { minLength: 1, maxLength: 8 }), (list, sizes) => {
        const pieces: SpanRecord[][] = [];
        for (let at = 0, i = 0; at < list.length; i++) {
          const size = sizes[i % sizes.length] + 1;
          pieces.push(list.slice(at, at + size));
          at += size;
        }
        const whole = rowsOf([list]);
        expect(rowsOf(pieces)).toEqual(whole);
        // The same file read twice, or two collectors that wrote the same.
        expect(rowsOf([...pieces, ...pieces], (piece) => piece)).toEqual(whole);
      }),
      RUNS
    );
  });
});
