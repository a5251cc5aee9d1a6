import * as fc from 'fast-check';
import type { Iteration, Loop } from '../model/loop';
import { assembleRun } from '../runs/run';
import type { SpanRecord } from '../formats/otlp/span';
import { WARNING_TYPES } from '../model/warning';
import { decodeFindings, encodeFindings, typeBits, typesOf } from './encode';
import { findWarnings, toWarning } from './index';
import { completeWarningOptions } from './options';

const OPTIONS = completeWarningOptions({ costBudgetUsd: 0.5, tokenBudget: 1000 });
const EMPTY = assembleRun('t', []).loop;
const odd = fc.oneof(
  fc.constant(null),
  fc.double({ min: -2, max: 2, noNaN: true }),
  fc.integer({ min: 0, max: 100_000 })
);

const iteration = fc
  .record({ goalScore: odd, goalTarget: odd, tokens: odd, costUsd: odd, latencyMs: odd, time: odd })
  .map((values) => values as Partial<Iteration>);

const loops = fc
  .record({
    iterations: fc.array(iteration, { maxLength: 30 }),
    outcome: fc.constantFrom('success', 'failure', 'partial', 'running', 'unknown'),
    terminationReason: fc.option(
      fc.oneof(fc.string(), fc.constantFrom('max_iterations', 'cost_limit', 'budget:max_tokens'))
    ),
  })
  .map(({ iterations, ...rest }): Loop => ({
    ...EMPTY,
    ...rest,
    iterations: iterations.map((values, i) => ({
      iteration: i + 1,
      derived: false,
      lesReported: null,
      worker: null,
      evaluator: null,
      violations: 0,
      calls: null,
      time: null,
      goalScore: null,
      goalTarget: null,
      tokens: null,
      costUsd: null,
      latencyMs: null,
      ...values,
    })),
  }));

const attribute = fc.constantFrom(
  ['gen_ai.operation.name', 'chat'],
  ['gen_ai.operation.name', 'execute_tool'],
  ['gen_ai.operation.name', 'invoke_agent'],
  ['gen_ai.tool.name', 'transfer_to_a'],
  ['gen_ai.tool.name', 'transfer_to_b'],
  ['gen_ai.tool.name', 'read'],
  ['gen_ai.tool.call.arguments', '{"a":[1,2'],
  ['gen_ai.tool.call.arguments', '{"b":1,"a":2}'],
  ['gen_ai.tool.call.result', ''],
  ['gen_ai.tool.call.result', '[]'],
  ['gen_ai.tool.call.result', '{"rows":{"rows":{"rows":[]}}}'],
  ['gen_ai.usage.input_tokens', 5000],
  ['gen_ai.usage.output_tokens', -3],
  ['gen_ai.agent.name', '<b>x</b>'],
  ['loop.goal_score', 0.5],
  ['loop.iteration', 2]
);

const spans = fc.array(
  fc
    .record({
      id: fc.integer({ min: 1, max: 40 }),
      parent: fc.option(fc.integer({ min: 1, max: 40 })),
      start: fc.option(fc.integer({ min: 0, max: 100_000 })),
      length: fc.option(fc.integer({ min: -5, max: 100_000 })),
      status: fc.constantFrom('ok', 'error', 'unset'),
      attributes: fc.array(attribute, { maxLength: 6 }),
    })
    .map(({ id, parent, start, length, status, attributes }): SpanRecord => ({
      ...EMPTY_SPAN,
      spanId: String(id),
      parentSpanId: parent === null ? null : String(parent),
      startTime: start as SpanRecord['startTime'],
      endTime: (start === null || length === null ? null : start + length) as SpanRecord['endTime'],
      status: status as SpanRecord['status'],
      attributes: Object.fromEntries(attributes),
    })),
  { maxLength: 60 }
);

const EMPTY_SPAN: SpanRecord = {
  traceId: 't',
  spanId: '1',
  parentSpanId: null,
  name: 'n',
  startTime: null,
  endTime: null,
  status: 'unset',
  statusMessage: null,
  attributes: {},
  events: [],
  resource: {},
  scope: null,
};

const warningsOf = (records: SpanRecord[]) => {
  const run = assembleRun('t', records);
  return findWarnings(run.loop, run, OPTIONS);
};

describe('warnings of any loop', () => {
  it('come once a type, in order, with figures that are numbers and words without gaps', () => {
    fc.assert(
      fc.property(loops, (loop) => {
        const found = findWarnings(loop, null, OPTIONS);
        expect(findWarnings(loop, null, OPTIONS)).toEqual(found);
        const types = found.map(({ type }) => type);
        expect(types).toEqual(WARNING_TYPES.filter((type) => types.includes(type)));
        for (const warning of found.map(toWarning)) {
          expect(`${warning.title} ${warning.what} ${warning.why} ${warning.try}`).not.toMatch(
            /NaN|undefined|Infinity/
          );
          expect(warning.confidence).toBeGreaterThan(0);
          expect(warning.confidence).toBeLessThanOrEqual(1);
        }
      })
    );
  });

  it('are the same whatever the order of its spans, and when spans come twice', () => {
    fc.assert(
      fc.property(spans, (records) => {
        const found = warningsOf(records);
        expect(warningsOf([...records].reverse())).toEqual(found);
        expect(warningsOf([...records, ...records])).toEqual(found);
        found.map(toWarning);
      })
    );
  });

  it('are stored and read back', () => {
    fc.assert(
      fc.property(spans, (records) => {
        const found = warningsOf(records);
        const read = decodeFindings(encodeFindings(found));
        expect(typesOf(typeBits(found))).toEqual(found.map(({ type }) => type));
        expect(read.map(({ type, count, evidence }) => [type, count, evidence])).toEqual(
          found.map(({ type, count, evidence }) => [type, count, evidence.slice(0, 20)])
        );
      })
    );
  });
});
