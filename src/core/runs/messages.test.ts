import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { isObject } from '../formats/json';
import { readOtlpTraces } from '../formats/otlp/readOtlp';
import type { Attributes, SpanRecord } from '../formats/otlp/span';
import type { Step, StepEvent } from '../model/loop';
import { epochMs, millis } from '../model/units';
import { MAX_TEXT_BYTES, readMessages, type Message } from './messages';
import { assembleRun } from './run';
import { toSteps } from './toSteps';

const OTLP = join(__dirname, '..', '..', '..', 'testdata', 'otlp');

/** The transcripts of a recording, those that say anything, by their first line's time. */
function transcripts(name: string, change: (span: SpanRecord) => SpanRecord = (span) => span): Message[][] {
  const body: unknown = JSON.parse(readFileSync(join(OTLP, `${name}.otlp.json`), 'utf8'));
  const byTrace = new Map<string, SpanRecord[]>();
  for (const span of isObject(body) ? readOtlpTraces(body).spans : []) {
    byTrace.set(span.traceId, [...(byTrace.get(span.traceId) ?? []), change(span)]);
  }
  return [...byTrace]
    .map(([id, spans]) => readMessages(toSteps(assembleRun(id, spans))))
    .filter(({ length }) => length > 0)
    .sort(([a], [b]) => (a.time ?? 0) - (b.time ?? 0));
}

const short = ({ role, kind, tool, callId, text, iteration }: Message) =>
  [iteration, role, ...(kind === 'text' ? [] : [kind, tool, callId]), text].join(' | ');

let clock = 1_700_000_000_000;
function step(part: Partial<Step>): Step {
  clock += 1000;
  return {
    spanId: String(clock),
    parentSpanId: null,
    iteration: 1,
    kind: 'llm',
    name: 'chat',
    agent: null,
    model: null,
    tool: null,
    startTime: epochMs(clock),
    durationMs: millis(500),
    timeDerived: false,
    status: 'ok',
    error: null,
    inputTokens: null,
    outputTokens: null,
    cacheReadTokens: null,
    costUsd: null,
    costBasis: null,
    truncated: false,
    attributes: {},
    events: [],
    ...part,
  };
}

const text = (role: string, content: string) => ({ role, parts: [{ type: 'text', content }] });
const call = (input: unknown[], output: unknown[], part: Partial<Step> = {}) =>
  step({
    ...part,
    attributes: { 'gen_ai.input.messages': JSON.stringify(input), 'gen_ai.output.messages': JSON.stringify(output) },
  });
const tellings = (steps: Step[]) => readMessages(steps).map((message) => `${message.role}: ${message.text}`);

describe('real recordings', () => {
  it('OpenInference: the history is told once, a call and its result once', () => {
    expect(transcripts('looplens/openinference-ok').map((messages) => messages.map(short))).toEqual([
      [
        '1 | system | You are a helper.',
        '1 | user | Where is my refund? ünïcode ✓',
        '1 | assistant | tool_call | lookup_order | x1 | {"id": 7}',
        '1 | assistant | tool_call | get_weather | x2 | {"city": "Brno"}',
        '1 | tool | tool_result | lookup_order | x1 | {"status": "shipped"}',
        '1 | tool | tool_result | get_weather | x2 | 12C',
        '2 | assistant | Shipped.',
      ],
    ]);
  });

  it('OpenLLMetry: messages with parts; a tool without content says nothing', () => {
    const [messages, ...others] = transcripts('looplens/genai-openllmetry-ok');
    expect(others).toEqual([]);
    expect(messages.map(short)).toEqual([
      '1 | system | You are a helper.',
      '1 | user | Where is my refund? ünïcode ✓',
      '1 | assistant | tool_call | lookup_order | x1 | {"id":7}',
      '1 | assistant | tool_call | get_weather | x2 | {"city":"Brno"}',
      '2 | assistant | Shipped.',
    ]);
    expect(messages.every(({ agent, source }) => agent === 'order-assistant' && source === 'genai')).toBe(true);
  });

  it('Traceloop: equal calls stay apart, a failure is an answer', () => {
    const [messages] = transcripts('looplens/traceloop-react-loop');
    const rounds = [0, 1, 2, 3, 4].flatMap((i) => [
      `${i + 1} | assistant | tool_call | search_docs | c${i} | {"q":"refund policy"}`,
      `${i + 1} | tool | tool_result | search_docs | c${i} | ${i === 2 ? 'TimeoutError: search backend timed out' : 'no results found'}`,
    ]);
    expect(messages.map(short)).toEqual([
      '1 | system | You are a helper.',
      '1 | user | Where is my refund? ünïcode ✓',
      ...rounds,
      '7 | assistant | Final answer. ',
    ]);
    expect(messages.filter(({ failed }) => failed).map(({ iteration }) => iteration)).toEqual([3]);
  });

  it('loom-ai: content in events', () => {
    const all = transcripts('loom/loom-ai');
    const roles = all.map((messages) => messages.map(({ role }) => role).join(' '));
    expect(roles).toEqual([
      'user assistant user assistant assistant',
      'user user assistant assistant',
      'user assistant user assistant assistant',
    ]);
    expect(all[0][0].text).toBe('{\n  "text": "text of ok"\n}');
    expect(new Set(all.flat().map(({ source }) => source))).toEqual(new Set(['genai-event']));
  });

  it('lunette: trajectories without agents', () => {
    const all = transcripts('lunette/lunette').map((messages) => messages.map(short));
    const calculated = [
      '1 | system | Solve.',
      '1 | user | 2+2?',
      '1 | assistant | tool_call | calc | c1 | {"e":"2+2"}',
      '2 | assistant | 4',
    ];
    expect(all).toHaveLength(12);
    expect(all.filter((messages) => messages.join() === calculated.join())).toHaveLength(5);
    expect(all).toContainEqual(['1 | user | x', '1 | assistant | s']);
  });

  it('loomflow records no content: nothing was said', () => {
    for (const name of ['tools', 'swarm', 'crash', 'stream']) {
      expect(transcripts(`loomflow/loomflow-0.20.0-${name}`)).toEqual([]);
    }
  });

  it('is the same where a server cut the values, but for what was cut', () => {
    const cutAt = (length: number) => (span: SpanRecord) => ({
      ...span,
      attributes: Object.fromEntries(
        Object.entries(span.attributes).map(([key, value]) => [
          key,
          key.endsWith('.messages') && typeof value === 'string' ? value.slice(0, length) : value,
        ])
      ),
    });
    const [messages] = transcripts('looplens/genai-openllmetry-ok', cutAt(120));
    expect(messages.map(({ text, truncated }) => [text, truncated])).toEqual([
      ['You are a helper.', false],
      // of the user's message only the role is left, of the second call nothing
      ['', true],
      ['{"id":7}', true],
      ['Shipped.', false],
    ]);
  });
});

describe('the history of calls', () => {
  const system = text('system', 'Be brief.');
  const user = text('user', 'Hi');
  const answer = text('assistant', 'Hello');
  const more = text('user', 'More');
  const last = text('assistant', 'Enough');

  it('is told once', () => {
    expect(tellings([call([system, user], [answer]), call([system, user, answer, more], [last])])).toEqual([
      'system: Be brief.',
      'user: Hi',
      'assistant: Hello',
      'user: More',
      'assistant: Enough',
    ]);
  });

  it('is told for each agent', () => {
    const steps = [call([system, user], [answer], { agent: 'a' }), call([system, user], [answer], { agent: 'b' })];
    expect(readMessages(steps).map(({ agent }) => agent)).toEqual(['a', 'a', 'a', 'b', 'b', 'b']);
  });

  it('tells what is really said again', () => {
    expect(tellings([call([system, user], [answer]), call([system, user, answer, user], [answer])])).toEqual([
      'system: Be brief.',
      'user: Hi',
      'assistant: Hello',
      'user: Hi',
      'assistant: Hello',
    ]);
  });

  it('is known where several conversations of one agent alternate', () => {
    const other = text('user', 'Other');
    const steps = [
      call([system, user], [answer]),
      call([system, other], [last]),
      call([system, user, answer, more], [last]),
      call([system, other, last, more], [answer]),
    ];
    expect(tellings(steps).filter((line) => line.startsWith('user') || line.startsWith('system'))).toEqual([
      'system: Be brief.',
      'user: Hi',
      'user: Other',
      'user: More',
      'user: More',
    ]);
  });

  it('is known where its beginning was rewritten or dropped', () => {
    const changed = text('system', 'It is noon.');
    const steps = [
      call([system, user], [answer]),
      call([changed, user, answer, more], [last]),
      call([answer, more, last, user], [answer]),
    ];
    expect(tellings(steps)).toEqual([
      'system: Be brief.',
      'user: Hi',
      'assistant: Hello',
      'system: It is noon.',
      'user: More',
      'assistant: Enough',
      'user: Hi',
      'assistant: Hello',
    ]);
  });

  it('does not know again what a model keeps to itself, its reasoning', () => {
    const thinking = { role: 'assistant', parts: [{ type: 'reasoning', content: 'hm' }, ...answer.parts] };
    const messages = readMessages([call([user], [thinking]), call([user, answer, more], [last])]);
    expect(messages.map(({ kind, text }) => [kind, text])).toEqual([
      ['text', 'Hi'],
      ['reasoning', 'hm'],
      ['text', 'Hello'],
      ['text', 'More'],
      ['text', 'Enough'],
    ]);
  });

  it('is known where it was cut short, and the cut is marked', () => {
    const long = text('user', 'word '.repeat(900));
    const cut = (input: unknown[]) => {
      const made = call(input, [answer]);
      return {
        ...made,
        attributes: { ...made.attributes, 'gen_ai.input.messages': JSON.stringify(input).slice(0, 2048) },
      };
    };
    const messages = readMessages([cut([system, long]), cut([system, long, answer, more])]);
    expect(messages.map(({ role, truncated }) => [role, truncated])).toEqual([
      ['system', false],
      ['user', true],
      ['assistant', false],
      ['assistant', false],
    ]);
    expect(messages[1].text.startsWith('word word')).toBe(true);
    expect(messages[1].text.length).toBeGreaterThan(1800);
  });
});

describe('tools', () => {
  const asks = (id: string, args: unknown) => ({
    role: 'assistant',
    parts: [{ type: 'tool_call', id, name: 'look', arguments: args }],
  });
  const answers = (id: string, response: unknown) => ({
    role: 'tool',
    parts: [{ type: 'tool_call_response', id, response }],
  });
  const tool = (attributes: Attributes, part: Partial<Step> = {}) =>
    step({ kind: 'tool', tool: 'look', attributes, ...part });
  const lines = (steps: Step[]) =>
    readMessages(steps).map(({ kind, tool: name, callId, text: words }) => [kind, name, callId, words]);

  it('tells a result by the history where the tool recorded none', () => {
    const user = text('user', 'Hi');
    const steps = [
      call([user], [asks('c1', { q: 1 })]),
      tool({}),
      call([user, asks('c1', '{"q": 1}'), answers('c1', { found: 2 })], [text('assistant', 'ok')]),
    ];
    expect(lines(steps)).toEqual([
      ['text', null, null, 'Hi'],
      ['tool_call', 'look', 'c1', '{"q":1}'],
      ['tool_result', 'look', 'c1', '{"found":2}'],
      ['text', null, null, 'ok'],
    ]);
  });

  it('tells calls and results by the tool alone, and not again by the history', () => {
    const user = text('user', 'Hi');
    const ran = tool({
      'gen_ai.tool.call.id': 'c1',
      'gen_ai.tool.call.arguments': '{"q":1}',
      'gen_ai.tool.call.result': '{"found": 2}',
    });
    const silent = step({ attributes: { 'gen_ai.input.messages': JSON.stringify([user]) } });
    const after = call([user, asks('c1', { q: 1 }), answers('c1', { found: 2 })], [text('assistant', 'ok')]);
    const expected = [
      ['tool_call', 'look', 'c1', '{"q":1}'],
      ['tool_result', 'look', 'c1', '{"found": 2}'],
    ];
    expect(lines([ran])).toEqual(expected);
    const [first, second] = [silent, ran].map((item, i) => ({ ...item, startTime: epochMs(clock - 5000 + i * 1000) }));
    expect(lines([first, second, after])).toEqual([
      ['text', null, null, 'Hi'],
      ...expected,
      ['text', null, null, 'ok'],
    ]);
  });

  it('unwraps what Traceloop wraps', () => {
    const steps = [
      tool({
        'traceloop.entity.input': '{"args": ["a", 1], "kwargs": {}}',
        'traceloop.entity.output': '"found \\u2713"',
      }),
    ];
    expect(lines(steps).map((line) => line[3])).toEqual(['["a",1]', 'found ✓']);
  });
});

describe('conventions', () => {
  const both = (attributes: Attributes, events: StepEvent[] = []) =>
    readMessages([step({ attributes, events })]).map(({ role, kind, tool, callId, text: words, source }) => [
      role,
      kind,
      tool,
      callId,
      words,
      source,
    ]);
  const event = (name: string, attributes: Attributes): StepEvent => ({ name, time: null, attributes });

  it('indexed prompts and completions, in the order of their numbers', () => {
    const attributes: Attributes = {
      'gen_ai.prompt.10.role': 'tool',
      'gen_ai.prompt.10.content': '42',
      'gen_ai.prompt.10.tool_call_id': 'c1',
      'gen_ai.prompt.2.role': 'assistant',
      'gen_ai.prompt.2.tool_calls.0.id': 'c1',
      'gen_ai.prompt.2.tool_calls.0.name': 'calc',
      'gen_ai.prompt.2.tool_calls.0.arguments': '{"e":"6*7"}',
      'gen_ai.prompt.0.role': 'user',
      'gen_ai.prompt.0.content': '[{"type":"text","text":"What?"},{"type":"image_url","image_url":{"url":"data:x"}}]',
      'gen_ai.completion.0.role': 'assistant',
      'gen_ai.completion.0.content': 'It is 42.',
      'gen_ai.completion.0.finish_reason': 'stop',
    };
    expect(both(attributes)).toEqual([
      ['user', 'text', null, null, 'What?', 'genai-indexed'],
      ['user', 'text', null, null, '[image_url, not shown]', 'genai-indexed'],
      ['assistant', 'tool_call', 'calc', 'c1', '{"e":"6*7"}', 'genai-indexed'],
      ['tool', 'tool_result', 'calc', 'c1', '42', 'genai-indexed'],
      ['assistant', 'text', null, null, 'It is 42.', 'genai-indexed'],
    ]);
  });

  it('one text for each side, also a list of messages as such', () => {
    expect(both({ 'gen_ai.prompt': 'Hi', 'gen_ai.completion': '[{"role":"assistant","content":"Hello"}]' })).toEqual([
      ['user', 'text', null, null, 'Hi', 'genai'],
      ['assistant', 'text', null, null, 'Hello', 'genai'],
    ]);
  });

  it('instructions, and parts that are no text', () => {
    const attributes = {
      'gen_ai.system_instructions': '[{"type":"text","content":"Be brief."}]',
      'gen_ai.input.messages': JSON.stringify([
        {
          role: 'user',
          parts: [
            { type: 'blob', mime_type: 'image/png', content: 'AAAA' },
            { type: 'uri', uri: 'https://example.org/a' },
          ],
        },
      ]),
      'gen_ai.output.messages': JSON.stringify([
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'hm' },
            { type: 'text', content: 'ok' },
          ],
        },
      ]),
    };
    expect(both(attributes).map(([role, kind, , , words]) => [role, kind, words])).toEqual([
      ['system', 'text', 'Be brief.'],
      ['user', 'text', '[image/png, not shown]'],
      ['user', 'text', '[uri, not shown]'],
      ['assistant', 'reasoning', 'hm'],
      ['assistant', 'text', 'ok'],
    ]);
  });

  it('an event for each message, with fields or a body', () => {
    const events = [
      event('gen_ai.system.message', { content: 'Be brief.' }),
      event('gen_ai.user.message', { 'gen_ai.event.content': '{"role":"user","content":"Hi"}' }),
      event('gen_ai.tool.message', { id: 'c1', content: '42' }),
      event('gen_ai.choice', {
        'gen_ai.event.content':
          '{"index":0,"message":{"content":"ok","tool_calls":[{"id":"c2","type":"function","function":{"name":"calc","arguments":"{}"}}]}}',
      }),
    ];
    expect(both({}, events)).toEqual([
      ['system', 'text', null, null, 'Be brief.', 'genai-event'],
      ['user', 'text', null, null, 'Hi', 'genai-event'],
      ['tool', 'tool_result', null, 'c1', '42', 'genai-event'],
      ['assistant', 'text', null, null, 'ok', 'genai-event'],
      ['assistant', 'tool_call', 'calc', 'c2', '{}', 'genai-event'],
    ]);
  });

  it('OpenInference: contents in parts, or only the request and the answer', () => {
    expect(
      both({
        'llm.input_messages.0.message.role': 'user',
        'llm.input_messages.0.message.contents.1.message_content.type': 'image',
        'llm.input_messages.0.message.contents.0.message_content.type': 'text',
        'llm.input_messages.0.message.contents.0.message_content.text': 'What is this?',
        'output.value': '{"choices":[{"message":{"role":"assistant","content":"A cat"}}]}',
      }).map(([role, , , , words]) => [role, words])
    ).toEqual([
      ['user', 'What is this?'],
      ['user', '[image, not shown]'],
      ['assistant', 'A cat'],
    ]);
  });

  it('agents speak where no model below them does', () => {
    const agent = step({
      kind: 'agent',
      agent: 'a',
      attributes: { 'input.value': 'start', 'output.value': 'done' },
      durationMs: millis(9000),
    });
    const inner = call([text('user', 'Hi')], [text('assistant', 'Hello')], { parentSpanId: agent.spanId });
    expect(tellings([agent])).toEqual(['user: start', 'assistant: done']);
    expect(tellings([agent, inner])).toEqual(['user: Hi', 'assistant: Hello']);
  });
});

describe('hostile content', () => {
  it('stays the text that it is', () => {
    const evil = '<img src=x onerror=alert(1)> [a](javascript:alert(1)) \u001b[31m {"role":"system"}';
    expect(tellings([call([text('user', evil)], [])])).toEqual([`user: ${evil}`]);
  });

  it('is bounded without cutting a character', () => {
    const [message] = readMessages([call([text('user', '𝄞'.repeat(100_000))], [])]);
    expect(message.truncated).toBe(true);
    expect(Buffer.byteLength(message.text)).toBe(MAX_TEXT_BYTES);
    expect(message.text.endsWith('𝄞')).toBe(true);
  });

  it('may be nested without end', () => {
    const deep = '['.repeat(100_000);
    const nested = `${'{"message":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    for (const value of [deep, nested, `${deep}${']'.repeat(100_000)}`]) {
      expect(() =>
        readMessages([step({ attributes: { 'gen_ai.input.messages': value, 'gen_ai.output.messages': value } })])
      ).not.toThrow();
    }
  });

  const NAMES = [
    'gen_ai.input.messages',
    'gen_ai.output.messages',
    'gen_ai.system_instructions',
    'gen_ai.prompt',
    'gen_ai.completion',
    'gen_ai.prompt.0.role',
    'gen_ai.prompt.0.content',
    'gen_ai.prompt.0.tool_calls.0.arguments',
    'gen_ai.prompt.999999999.__proto__',
    'gen_ai.completion.0.content',
    'llm.input_messages.0.message.role',
    'llm.input_messages.0.message.contents.0.message_content.text',
    'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments',
    'input.value',
    'output.value',
    'traceloop.entity.input',
    'traceloop.entity.output',
    'gen_ai.tool.call.arguments',
    'gen_ai.tool.call.result',
    'gen_ai.tool.call.id',
    'gen_ai.response.id',
    'gen_ai.event.content',
    'content',
    'message',
    'tool_calls',
    'role',
  ];
  const json = fc.jsonValue({ maxDepth: 1 });
  const part = fc.record(
    {
      type: fc.constantFrom('text', 'tool_call', 'tool_call_response', 'reasoning', 'blob'),
      content: json,
      id: fc.string(),
      arguments: json,
    },
    { requiredKeys: [] }
  );
  const list = fc.array(
    fc.record(
      {
        role: fc.constantFrom('user', 'assistant', 'tool', '__proto__'),
        parts: fc.array(part, { maxLength: 3 }),
        content: json,
      },
      { requiredKeys: [] }
    )
  );
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json({ maxDepth: 2 }),
    list.map((messages) => JSON.stringify(messages)),
    fc.tuple(list, fc.nat(300)).map(([messages, end]) => JSON.stringify(messages).slice(0, end)),
    json.map((plain): unknown => plain)
  );
  const attributes = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 6 });
  const eventNames = [
    'gen_ai.content.prompt',
    'gen_ai.content.completion',
    'gen_ai.user.message',
    'gen_ai.choice',
    'gen_ai.client.inference.operation.details',
  ];
  const anyStep = fc.record({
    kind: fc.constantFrom<Step['kind']>('llm', 'tool', 'agent', 'handoff', 'other'),
    agent: fc.constantFrom(null, 'a', 'b'),
    tool: fc.constantFrom(null, 't'),
    status: fc.constantFrom<Step['status']>('ok', 'error', 'unset'),
    error: fc.constantFrom(null, 'broken'),
    timeless: fc.boolean(),
    attributes,
    events: fc.array(fc.record({ name: fc.constantFrom(...eventNames), time: fc.constant(null), attributes })),
  });

  it('never throws, and every text is a text', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 5 }), (parts) => {
        const steps = parts.map(({ timeless, ...given }) =>
          step(timeless ? { ...given, startTime: null, durationMs: null } : given)
        );
        for (const message of readMessages(steps)) {
          expect(typeof message.text).toBe('string');
          expect(message.time === null || Number.isFinite(message.time)).toBe(true);
        }
      }),
      { numRuns: 200 }
    );
  });
});
