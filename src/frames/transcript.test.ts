import type { Step } from '../core/model/loop';
import { epochMs, millis } from '../core/model/units';
import { createTranscript, MAX_MESSAGES } from './transcript';

const START = 1_763_452_800_000;

function step(at: number, attributes: Step['attributes'], part: Partial<Step> = {}): Step {
  return {
    spanId: `s${at}`,
    parentSpanId: null,
    iteration: 1,
    kind: 'llm',
    name: 'chat',
    agent: 'clerk',
    model: null,
    tool: null,
    startTime: epochMs(START + at),
    durationMs: millis(10),
    timeDerived: false,
    status: 'ok',
    error: null,
    inputTokens: null,
    outputTokens: null,
    cacheReadTokens: null,
    costUsd: null,
    costBasis: null,
    truncated: false,
    attributes,
    events: [],
    ...part,
  };
}

const loop = (traceId: string, steps: Step[], start: number | null = START) => ({
  traceId,
  loop: 'orders',
  start,
  steps,
});
const said = (at: number, prompt: string) => step(at, { 'gen_ai.prompt': prompt, 'gen_ai.completion': 'ok' });

function answer(asked: number, ...loops: Array<ReturnType<typeof loop>>) {
  const transcript = createTranscript(asked);
  for (const one of loops) {
    transcript.add(one);
  }
  const { frames, notices } = transcript.answer();
  const values = (name: string) => frames[0].fields.find((field) => field.name === name)?.values;
  return { frame: frames[0], notices, values, isFull: transcript.isFull() };
}

const ran = step(
  20,
  { 'gen_ai.tool.call.arguments': '{"id":7}', 'gen_ai.tool.call.id': 'c1' },
  { kind: 'tool', tool: 'look', status: 'error', error: 'gone' }
);

it('is one frame of log lines, and says who speaks', () => {
  const { frame, values, notices } = answer(2, loop('a', [said(0, 'Where?'), ran]), loop('b', [said(0, 'Who?')]));
  expect(frame.name).toBe('messages');
  expect(frame.meta).toEqual({ type: 'log-lines', typeVersion: [0, 0], preferredVisualisationType: 'logs' });
  expect(frame.fields.slice(0, 5).map(({ name, type }) => [name, type])).toEqual([
    ['timestamp', 'time'],
    ['body', 'string'],
    ['severity', 'string'],
    ['id', 'string'],
    ['labels', 'other'],
  ]);
  expect(values('body')).toEqual([
    'user: Where?',
    'assistant: ok',
    'assistant calls look: {"id":7}',
    'look fails: gone',
    'user: Who?',
    'assistant: ok',
  ]);
  expect(values('timestamp')).toEqual([0, 10, 20, 30, 0, 10].map((at) => START + at));
  expect(values('severity')).toEqual(['info', 'info', 'debug', 'error', 'info', 'info']);
  expect(new Set(values('id')).size).toBe(6);
  expect(values('labels')?.[2]).toEqual({
    loop: 'orders',
    role: 'assistant',
    kind: 'tool_call',
    agent: 'clerk',
    tool: 'look',
  });
  expect(values('traceId')).toEqual(['a', 'a', 'a', 'a', 'b', 'b']);
  expect(values('callId')).toEqual([null, null, 'c1', null, null, null]);
  expect(frame.fields.every(({ values: column }) => column.length === frame.length)).toBe(true);
  expect(notices).toEqual([]);
});

it('says which of several agents speaks', () => {
  const other = { ...said(100, 'And?'), agent: 'boss' };
  expect(answer(1, loop('a', [said(0, 'Where?'), ran, other])).values('body')).toEqual([
    'user to clerk: Where?',
    'assistant (clerk): ok',
    'assistant (clerk) calls look: {"id":7}',
    'look fails clerk: gone',
    'user to boss: And?',
    'assistant (boss): ok',
  ]);
});

it('puts messages without a time where the loop began', () => {
  expect(answer(1, loop('a', [{ ...said(0, 'x'), startTime: null }])).values('timestamp')).toEqual([START, START]);
});

it('says where nothing was recorded, and how to record it', () => {
  const { frame, notices } = answer(3, loop('a', [step(0, {})]), loop('b', []), loop('c', [said(0, 'x')]));
  expect(frame.length).toBe(2);
  expect(notices.map(({ severity, count }) => [severity, count])).toEqual([
    ['info', 1],
    ['info', 1],
  ]);
  expect(notices[0].text).toMatch(
    /^1 of 3 loops ran without recording.*CAPTURE_MESSAGE_CONTENT=true.*LOOM_TRACE_CONTENT=1/
  );
  expect(notices[1].text).toMatch(/^1 of 3 loops recorded no model or tool calls/);
  expect(answer(1, loop('a', [step(0, {})])).notices[0].text).toMatch(/^This loop ran without/);
});

it('says what is cut, in the line and in a notice', () => {
  const messages = JSON.stringify([{ role: 'user', content: 'word '.repeat(500) }]).slice(0, 2048);
  const { values, notices } = answer(1, loop('a', [step(0, { 'gen_ai.input.messages': messages })]));
  expect(String(values('body')?.[0])).toMatch(/^user: word word.*\[…\]$/);
  expect(values('truncated')).toEqual([true]);
  expect(notices[0].text).toMatch(/^One message is cut short/);
});

it('holds so many messages, tells how many, and asks for no more loops', () => {
  const many = Array.from({ length: 2000 }, (_, i) => said(100 * i, `n ${i}`));
  const { frame, notices, isFull } = answer(4, loop('a', many), loop('b', many));
  expect(frame.length).toBe(MAX_MESSAGES);
  expect(isFull).toBe(true);
  expect(notices[0]).toMatchObject({ severity: 'warning', count: 3000 });
  expect(notices[0].text).toMatch(/^The first 5,000 messages are shown, of 2 of 4 loops/);
});

it('holds so much text', () => {
  const long = 'x'.repeat(64 * 1024);
  const { frame, isFull, notices } = answer(
    1,
    loop(
      'a',
      Array.from({ length: 400 }, (_, i) => said(100 * i, `${i} ${long}`))
    )
  );
  expect(frame.length).toBeLessThan(520);
  expect(frame.length).toBeGreaterThan(500);
  expect(isFull).toBe(true);
  expect(notices.map(({ severity }) => severity)).toEqual(['warning', 'info']);
});
