import { completeQuery } from '../core/query/defaults';
import type { LoopQuery } from '../core/query/query';
import { readLtfSteps } from '../core/formats/ltf/steps';
import type { LoopTable } from '../core/table/loopTable';
import { line, ltf, tableOf } from '../core/testing';
import { answerFromTable } from './answer';
import type { Frame } from './frame';
import { fromFrameJson, toFrameJson } from './json';
import { traceFrame } from './trace';

/** The columns that dashboards rely on, in their order; others may stand among them. */
const LOOPS =
  'traceId,loop,system,env,task,session,agent,startTime,endTime,durationMs,outcome,terminationReason,iterations,goalScore,bestGoalScore,goalTarget,effectiveness,lesCumulative,lesReported,tokens,inputTokens,outputTokens,cacheReadTokens,costUsd,costBasis,llmCalls,llmFailed,toolCalls,toolFailed,handoffs,warnings,models,notices'.split(
    ','
  );
const ITERATIONS =
  'traceId,loop,iteration,derived,time,goalScore,goalTarget,effectiveness,lesCumulative,lesReported,tokens,tokensCumulative,costUsd,costCumulativeUsd,costBasis,latencyMs,worker,evaluator,llmCalls,toolCalls,toolFailed,violations'.split(
    ','
  );

const BREAKDOWN =
  'key,kind,calls,failed,failRatio,inputTokens,outputTokens,tokens,costUsd,costBasis,meanMs,maxMs,loops'.split(',');

const TEXT = new Set([
  'key',
  'kind',
  'traceId',
  'loop',
  'system',
  'env',
  'task',
  'session',
  'agent',
  'outcome',
  'terminationReason',
  'costBasis',
  'models',
  'notices',
  'worker',
  'evaluator',
]);
const TIME = new Set(['startTime', 'endTime', 'time']);
const typeOf = (name: string) =>
  TEXT.has(name) ? 'string' : TIME.has(name) ? 'time' : name === 'derived' ? 'boolean' : 'number';

const bare = JSON.stringify({
  schema_version: 'ltf/0.1',
  trace_id: 'ltf-bare-000001',
  loop_name: 'bare',
  spans: [{ kind: 'iteration', attributes: {} }],
});
const table = tableOf(
  line('ltf-first-abcdef', {
    name: 'first',
    scores: [0.4, 0.8, 1.2],
    start: '2026-11-18T08:00:00Z',
    end: '2026-11-18T08:00:09.250Z',
    metadata: { team: 'x' },
  }),
  line('ltf-second-123456', { name: 'second', scores: [], start: '2026-11-18T09:00:00Z', end: '2026-11-18T09:00:01Z' }),
  `${bare}\n`
);

function answer(query: Partial<LoopQuery>, of: LoopTable = table) {
  const range = { from: null, to: null };
  return answerFromTable(
    of,
    completeQuery(query),
    { range, intervalMs: 60_000, maxDataPoints: 100 },
    () => true,
    (row) => `a:${row}`
  );
}

const names = ({ fields }: Frame) => fields.map(({ name }) => name);
const values = ({ fields }: Frame, name: string) => fields.find((field) => field.name === name)?.values;
const firstRow = (frame: Frame, row: number) =>
  Object.fromEntries(frame.fields.map(({ name, values: column }) => [name, column[row]]));

function expectColumns(frame: Frame, wanted: string[]) {
  expect(names(frame).filter((name) => wanted.includes(name))).toEqual(wanted);
  for (const { name, type, config } of frame.fields) {
    if (wanted.includes(name)) {
      expect([name, type]).toEqual([name, typeOf(name)]);
    }
    expect(config.displayName).toMatch(/^[A-Z]/);
  }
}

describe('loops', () => {
  const frame = answer({ queryType: 'loops' }).frames[0];

  it('has the columns of the contract, a row a loop, newest first', () => {
    expect(answer({ queryType: 'loops' }).frames).toHaveLength(1);
    expect([frame.name, frame.length]).toEqual(['loops', 3]);
    expectColumns(frame, LOOPS);
    expect(values(frame, 'traceId')).toEqual(['ltf-second-123456', 'ltf-first-abcdef', 'ltf-bare-000001']);
  });

  it('holds what the document says', () => {
    expect(firstRow(frame, 1)).toMatchObject({
      loop: 'first',
      system: 'ltf',
      env: 'prod/agent',
      task: null,
      startTime: Date.UTC(2026, 10, 18, 8),
      endTime: Date.UTC(2026, 10, 18, 8, 0, 9, 250),
      durationMs: 9250,
      outcome: 'success',
      terminationReason: 'done',
      iterations: 3,
      goalScore: 1.2,
      bestGoalScore: 1.2,
      goalTarget: 0.8,
      effectiveness: 1,
      lesCumulative: (0.5 + 1 + 1) / 3,
      lesReported: null,
      tokens: 300,
      costUsd: null,
      costBasis: null,
    });
    expect(firstRow(frame, 1).notices).toContain('lies outside 0..1');
  });

  it('has null for what is not known, and nothing undefined', () => {
    const row = firstRow(frame, 2);
    const known = Object.entries(row).filter(([, value]) => value !== null);
    expect(known.map(([name]) => name)).toEqual(
      expect.arrayContaining(['traceId', 'loop', 'system', 'outcome', 'iterations'])
    );
    for (const name of [
      'env',
      'task',
      'startTime',
      'endTime',
      'durationMs',
      'goalScore',
      'bestGoalScore',
      'effectiveness',
      'lesCumulative',
      'tokens',
      'costUsd',
    ]) {
      expect([name, row[name]]).toEqual([name, null]);
    }
    expect(row.outcome).toBe('running');
    expect(Object.values(row)).not.toContain(undefined);
  });
});

describe('iterations', () => {
  const frame = answer({ queryType: 'iterations' }).frames[0];

  it('has the columns of the contract, a row an iteration', () => {
    expect([frame.name, frame.length]).toEqual(['iterations', 4]);
    expectColumns(frame, ITERATIONS);
    expect(values(frame, 'iteration')).toEqual([1, 2, 3, 1]);
    expect(values(frame, 'derived')).toEqual([false, false, false, true]);
    expect(values(frame, 'effectiveness')).toEqual([0.5, 1, 1, null]);
    expect(values(frame, 'lesCumulative')).toEqual([0.5, 0.75, 2.5 / 3, null]);
    expect(values(frame, 'tokensCumulative')).toEqual([100, 200, 300, null]);
    expect(values(frame, 'costUsd')).toEqual([null, null, null, null]);
    expect(values(frame, 'time')?.at(-1)).toBeNull();
  });
});

describe.each([
  ['goal', ['goalScore', 'goalTarget']],
  ['les', ['effectiveness', 'lesCumulative']],
  ['tokens', ['tokens', 'tokensCumulative', 'costUsd', 'costCumulativeUsd']],
] as const)('%s', (queryType, columns) => {
  it('has a frame a loop over iterations, drawn by the convergence panel', () => {
    const { frames } = answer({ queryType });
    expect(frames.map(({ name, length }) => [name, length])).toEqual([
      ['first abcdef', 3],
      ['bare 000001', 1],
    ]);
    const [frame] = frames;
    expect(names(frame)[0]).toBe('iteration');
    expect(names(frame).filter((name) => columns.some((column) => column === name))).toEqual(columns);
    expect(frame.meta).toMatchObject({ preferredVisualisationPluginId: 'loopscope-convergence-panel' });
    for (const { labels, config } of frame.fields.slice(1)) {
      expect(labels).toMatchObject({ loop: 'first', traceId: 'ltf-first-abcdef' });
      expect(config.displayNameFromDS).toMatch(/^first abcdef /);
    }
  });

  it('has time series on the time axis, sorted; what has no time is left out', () => {
    const { frames } = answer({ queryType, axis: 'time' });
    const [frame] = frames;
    expect(names(frame)[0]).toBe('time');
    expect(frame.fields[0].type).toBe('time');
    expect(frame.meta).toMatchObject({ type: 'timeseries-multi', typeVersion: [0, 1] });
    const times = (values(frame, 'time') ?? []).map(Number);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    expect(frames.filter(({ name }) => name.startsWith('bare')).every(({ length }) => length === 0)).toBe(true);
  });
});

describe('series', () => {
  it('has one frame a group, labelled, with zeros only where things are counted', () => {
    const { frames } = answer({ queryType: 'series', metric: 'loops', groupBy: 'loop', interval: '30m' });
    expect(frames.map(({ name }) => name)).toEqual(['first', 'second']);
    expect(frames[0].meta).toMatchObject({ type: 'timeseries-multi', typeVersion: [0, 1] });
    expect(frames[0].fields[1].labels).toMatchObject({ loop: 'first' });
    expect(values(frames[0], 'loops')).toEqual([1, 0, 0]);
    const tokens = answer({ queryType: 'series', metric: 'tokens', interval: '30m' }).frames;
    expect(tokens).toHaveLength(1);
    expect(values(tokens[0], 'tokens')).toEqual([300, null, null]);
    const ungrouped = answer({
      queryType: 'series',
      metric: 'durationMs',
      groupBy: 'metadata.team',
      interval: 'range',
    }).frames;
    expect(ungrouped.map(({ name, fields }) => [name, fields[1].values])).toEqual([
      ['x', [9250]],
      ['no metadata.team', [1000]],
    ]);
  });

  it('is cut where a key has too many values, which is said', () => {
    const many = tableOf(...Array.from({ length: 250 }, (_, i) => line(`ltf-${i}`, { scores: [0.5] })));
    const { frames, notices } = answer(
      { queryType: 'series', metric: 'tokens', groupBy: 'traceId', interval: 'range' },
      many
    );
    expect(frames).toHaveLength(200);
    expect(notices.map(({ text }) => text).join()).toContain('200 of 250 groups are shown');
  });
});

describe('breakdown', () => {
  it('has its columns, by agent where nothing is asked', () => {
    const [frame] = answer({ queryType: 'breakdown' }).frames;
    expect(frame.name).toBe('breakdown');
    expectColumns(frame, BREAKDOWN);
    expect(firstRow(frame, 0)).toMatchObject({ key: null, kind: 'worker', calls: 4, loops: 2 });
  });

  it('says what it can be by', () => {
    expect(() => answer({ queryType: 'breakdown', groupBy: 'env' })).toThrow(
      'A breakdown cannot be by env; choose agent, model, tool or kind.'
    );
  });
});

describe('events', () => {
  it('has starts, ends and violations in time', () => {
    const document = ltf('ltf-v', { scores: [0.5] });
    const violation = {
      name: 'loop.safety.violation',
      timestamp: '2026-11-18T08:00:05Z',
      attributes: { 'loop.failure.code': 'pii' },
    };
    const spans = document.spans.map((span, i) => (i === 1 ? { ...span, events: [violation] } : span));
    const [frame] = answer({ queryType: 'events' }, tableOf(JSON.stringify({ ...document, spans }))).frames;
    expect(names(frame).filter((name) => ['time', 'timeEnd', 'type', 'title', 'text', 'tags'].includes(name))).toEqual([
      'time',
      'timeEnd',
      'type',
      'title',
      'text',
      'tags',
    ]);
    expect(values(frame, 'type')).toEqual(['start', 'violation', 'end']);
    expect(values(frame, 'text')).toEqual(['environment prod/agent', 'pii, iteration 1', 'done']);
    expect(frame.fields[0].type).toBe('time');
  });
});

describe('trace', () => {
  const frameOf = (spans: unknown[], more: object = {}) => {
    const document = { ...ltf('ltf-t'), ...more, spans };
    return traceFrame({
      traceId: 'ltf-t',
      service: 'test-loop',
      serviceTags: { loop: 'x' },
      start: null,
      steps: readLtfSteps(document),
    });
  };
  const span = (id: string, parent: string | null, attributes: object = {}, time = '2026-11-18T08:00:05Z') => ({
    span_id: id,
    parent_span_id: parent,
    name: 'loop.iteration',
    kind: 'iteration',
    start_time: time,
    end_time: time,
    attributes,
    events: [],
  });

  it('has the columns that the trace view reads', () => {
    const frame = frameOf(ltf('x').spans);
    expect(names(frame)).toEqual([
      'traceID',
      'spanID',
      'parentSpanID',
      'operationName',
      'serviceName',
      'kind',
      'statusCode',
      'statusMessage',
      'serviceTags',
      'startTime',
      'duration',
      'logs',
      'references',
      'tags',
      'warnings',
    ]);
    expect(frame.meta.preferredVisualisationType).toBe('trace');
    expect(values(frame, 'operationName')).toEqual(['loop.run', 'iteration 1', 'iteration 2']);
    expect(values(frame, 'duration')).toEqual([9250, 0, 0]);
  });

  it('puts an iteration where it was at work by its latency, and says so', () => {
    const frame = frameOf([span('a', null, { 'loop.latency_ms': 1500 }), span('b', null)]);
    expect(values(frame, 'startTime')).toEqual([Date.UTC(2026, 10, 18, 8, 0, 3, 500), Date.UTC(2026, 10, 18, 8, 0, 5)]);
    expect(values(frame, 'duration')).toEqual([1500, 0]);
    expect(values(frame, 'warnings')).toEqual([
      [expect.stringContaining('loop.latency_ms')],
      [expect.stringContaining('No duration was reported')],
    ]);
  });

  it('gives each span an id of its own and breaks circles of parents', () => {
    const frame = frameOf([
      span('a', 'b'),
      span('b', 'a'),
      span('a', 'gone'),
      span('', null),
      span('a#3', 'a#3'),
      span('a', null),
    ]);
    const ids = values(frame, 'spanID') ?? [];
    expect(new Set(ids).size).toBe(6);
    expect(ids[0]).toBe('a');
    expect(values(frame, 'parentSpanID')).toEqual(['', 'a', 'gone', '', '', '']);
  });

  it('has a time for every span', () => {
    const frame = frameOf([span('a', null, {}, 'never'), span('b', null, {}, '1970-01-01T00:00:00Z')], {
      started_at: null,
    });
    expect(values(frame, 'startTime')).toEqual([1, 1]);
    expect(values(frame, 'warnings')).toEqual([
      [expect.stringContaining('No time was reported')],
      [expect.any(String)],
    ]);
  });

  it('marks what failed', () => {
    const frame = frameOf(ltf('x').spans, { outcome: 'failure', termination_reason: 'gave up' });
    expect(values(frame, 'statusCode')).toEqual([2, 0, 0]);
    expect(values(frame, 'statusMessage')?.[0]).toBe('failure: gave up');
    expect(values(frame, 'tags')?.[0]).toContainEqual({ key: 'error', value: true });
  });
});

describe('frame JSON', () => {
  it('comes back as it was', () => {
    for (const queryType of ['loops', 'iterations', 'goal', 'events'] as const) {
      for (const frame of answer({ queryType }).frames) {
        expect(fromFrameJson(JSON.parse(JSON.stringify(toFrameJson(frame))))).toEqual(
          JSON.parse(JSON.stringify(frame))
        );
      }
    }
  });

  it.each([
    null,
    1,
    [],
    {},
    { schema: {} },
    { schema: { fields: [] } },
    { schema: { fields: [] }, data: {} },
    { schema: { fields: {} }, data: { values: [] } },
  ])('is not read from %j', (json) => {
    expect(fromFrameJson(json)).toBeNull();
  });

  it('is read with care', () => {
    const frame = fromFrameJson({
      schema: { name: 5, fields: [{ name: 'a', type: 'evil', config: 7 }, 3, { name: 'b' }] },
      data: { values: [[1, 2], 'x'] },
    });
    expect(frame).toMatchObject({
      name: '5',
      length: 2,
      fields: [
        { name: 'a', type: 'other', config: {}, values: [1, 2] },
        { name: 'b', values: [] },
      ],
    });
  });
});

describe('wrong questions', () => {
  it.each([
    [{ queryType: 'series', groupBy: 'nope' }, /There is no column nope to group by/],
    [{ queryType: 'series', interval: 'x' }, /is no duration/],
    [{ filters: [{ key: 'x', op: '=', value: '' }] }, /There is no column x to filter by/],
  ] as Array<[Partial<LoopQuery>, RegExp]>)('%j', (query, message) => {
    expect(() => answer(query)).toThrow(message);
  });
});
