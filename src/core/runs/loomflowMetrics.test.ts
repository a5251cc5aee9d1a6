import type { MetricPoint } from '../formats/loomflowMetrics';
import type { SpanRecord } from '../formats/otlp/span';
import { epochMs } from '../model/units';
import type { Run } from './run';
import { TraceIndex } from './traceIndex';

const PLACE = { offset: 0, length: 0, line: 1 };
const T0 = 1_795_266_829_000;

let spans = 0;
/** A span of FileTelemetry; times in ms from the start. */
const span = (
  name: string,
  [start, end]: [number, number],
  attributes: SpanRecord['attributes'] = {},
  more: Partial<SpanRecord> = {}
): SpanRecord => ({
  traceId: 't',
  spanId: `s${++spans}`,
  parentSpanId: null,
  name,
  startTime: epochMs(T0 + start),
  endTime: epochMs(T0 + end),
  status: 'unset',
  statusMessage: null,
  attributes,
  events: [],
  resource: {},
  scope: 'loomflow',
  ...more,
});

const point = (
  metric: MetricPoint['metric'],
  at: number,
  value: number,
  more: Partial<MetricPoint> = {}
): MetricPoint => ({
  metric,
  value,
  count: 1,
  time: epochMs(T0 + at),
  series: null,
  session: null,
  model: null,
  tool: null,
  ok: null,
  interrupted: null,
  reason: null,
  resource: null,
  exemplars: [],
  ...more,
});

function read(records: SpanRecord[], points: MetricPoint[], traceId = 't'): Run {
  const index = new TraceIndex();
  points.forEach((each, i) => index.addMetric(each, 0, String(i)));
  records.forEach((each) => index.add(each, 0, PLACE));
  index.flush();
  const run = index.run(traceId);
  if (run === undefined) {
    throw new Error('no such run');
  }
  return run;
}

describe('metric lines without ids', () => {
  const run = span('loom.run', [0, 100], { session_id: 's', max_turns: 9 });
  const child = (name: string, time: [number, number], attributes: SpanRecord['attributes']) =>
    span(name, time, attributes, { parentSpanId: run.spanId });

  it('tell apart two calls of one tool that ran at the same time by how long they took', () => {
    const slow = child('loom.tool', [10, 60], { tool: 'search' });
    const fast = child('loom.tool', [11, 59], { tool: 'search' });
    const { steps, loop } = read(
      [run, slow, fast],
      [
        point('loom.tool.duration_ms', 60.4, 48.6, { tool: 'search', ok: false }),
        point('loom.tool.duration_ms', 60.6, 50.5, { tool: 'search', ok: true }),
      ]
    );
    expect(steps.find(({ spanId }) => spanId === fast.spanId)?.failed).toBe(true);
    expect(steps.find(({ spanId }) => spanId === slow.spanId)?.failed).toBe(false);
    expect(loop.totals).toMatchObject({ toolCalls: 2, toolFailed: 1 });
  });

  it('do not guess for a tool of which no line tells', () => {
    const tools = [child('loom.tool', [10, 20], { tool: 'a' }), child('loom.tool', [30, 40], { tool: 'b' })];
    const { loop } = read([run, ...tools], [point('loom.tool.duration_ms', 20.5, 10, { tool: 'a', ok: true })]);
    expect(loop.totals?.toolFailed).toBeNull();
    expect(loop.faults.map(({ code }) => code)).toContain('metrics-missing');
  });

  it('give cost and tokens to the call that they follow, not to a later one of the same model', () => {
    const first = child('loom.model.complete', [0, 10], { model: 'm' });
    const second = child('loom.model.complete', [12, 20], { model: 'm' });
    const { steps } = read(
      [run, first, second],
      [
        point('loom.tokens.input', 10.5, 7, { model: 'm' }),
        point('loom.cost.usd', 11, 0.25, { model: 'm' }),
        point('loom.tokens.input', 20.5, 9, { model: 'm' }),
        point('loom.cost.usd', 21, 0.5, { model: 'm' }),
        // the same lines once more
        point('loom.cost.usd', 21, 0.5, { model: 'm' }),
      ]
    );
    const calls = steps.filter(({ kind }) => kind === 'llm');
    expect(calls.map(({ inputTokens, costUsd }) => [inputTokens, costUsd])).toEqual([
      [7, 0.25],
      [9, 0.5],
    ]);
  });

  it('say which of two runs was cut short, and by which budget', () => {
    const other = span('loom.run', [5, 99], { session_id: 'o' }, { traceId: 'other' });
    const points = [
      point('loom.session.duration_ms', 98.5, 93.5, { interrupted: false }),
      point('loom.budget.exceeded', 98.9, 1, { reason: 'max_cost' }),
      point('loom.session.duration_ms', 99.5, 99.4, { interrupted: true }),
    ];
    expect(read([run, other], points).loop).toMatchObject({ outcome: 'partial', terminationReason: 'budget:max_cost' });
    expect(read([run, other], points, 'other').loop).toMatchObject({ outcome: 'success', terminationReason: null });
  });
});

describe('running totals over OTLP', () => {
  const resource = { 'service.instance.id': 'p1' };
  const traced = (traceId: string, tool: string) => [
    span('loom.run', [0, 50], { session_id: 's' }, { traceId, spanId: `${traceId}-run`, resource }),
    span('loom.tool', [1, 9], { tool }, { traceId, parentSpanId: `${traceId}-run`, resource }),
  ];
  const total = (ok: boolean, tool: string, count: number) =>
    point('loom.tool.duration_ms', 60, 9, {
      tool,
      ok,
      count,
      series: `${tool} ${ok}`,
      resource: JSON.stringify([['service.instance.id', 'p1']]),
    });

  it('are those of the only trace of their process that called the tool', () => {
    const all = [...traced('t', 'a'), ...traced('u', 'b')];
    expect(read(all, [total(false, 'a', 1), total(true, 'b', 1)]).loop.totals?.toolFailed).toBe(1);
    expect(read(all, [total(false, 'a', 1), total(true, 'b', 1)], 'u').loop.totals?.toolFailed).toBe(0);
  });

  it('are nobody’s where two traces called it, unless none failed', () => {
    const all = [...traced('t', 'a'), ...traced('u', 'a')];
    expect(read(all, [total(false, 'a', 1), total(true, 'a', 1)]).loop.totals?.toolFailed).toBeNull();
    expect(read(all, [total(true, 'a', 2)]).loop.totals?.toolFailed).toBe(0);
  });

  it('tell the end of a run by the span that was open when it was measured', () => {
    const end = (interrupted: boolean, traceId: string) =>
      point('loom.session.duration_ms', 60, 50, {
        interrupted,
        series: String(interrupted),
        resource: JSON.stringify([['service.instance.id', 'p1']]),
        exemplars: [{ traceId, spanId: `${traceId}-run` }],
      });
    const all = [...traced('t', 'a'), ...traced('u', 'a')];
    expect(read(all, [end(true, 't'), end(false, 'u')]).loop.outcome).toBe('partial');
    expect(read(all, [end(true, 't'), end(false, 'u')], 'u').loop.outcome).toBe('success');
  });
});

it('puts spans with unknown parents under those that lie around them', () => {
  const run = span('loom.run', [0, 100], { session_id: 's' });
  const turn = span('loom.turn', [1, 90], { session_id: 's', turn: 1 }, { parentSpanId: 'lost-run' });
  const tool = span('loom.tool', [10, 80], { tool: 'delegate', turn: 1 }, { parentSpanId: 'lost-turn' });
  const inner = span('loom.run', [11, 79], { session_id: 's__delegate_writer_del_01' }, { parentSpanId: 'lost-tool' });
  const innerTurn = span(
    'loom.turn',
    [12, 70],
    { session_id: 's__delegate_writer_del_01', turn: 1 },
    { parentSpanId: 'x' }
  );
  const { steps, loop } = read([innerTurn, inner, tool, turn, run], []);
  const above = Object.fromEntries(steps.map((step) => [step.spanId, step.parent?.spanId ?? null]));
  expect(above).toEqual({
    [run.spanId]: null,
    [turn.spanId]: run.spanId,
    [tool.spanId]: turn.spanId,
    [inner.spanId]: tool.spanId,
    [innerTurn.spanId]: inner.spanId,
  });
  expect(loop.iterations).toHaveLength(1);
  expect(steps.find(({ spanId }) => spanId === inner.spanId)?.agent).toBe('writer');
});
