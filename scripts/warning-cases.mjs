/**
 * Writes testdata/warnings: loops that must warn and twins that must stay silent, each as several systems would tell it.
 * A case is a list of actions; a dialect writes them with the attribute names that its real telemetry has (testdata/otlp).
 * `expected` is what the definitions in docs/warnings.md ask for, never what the detectors answered.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const START = Date.UTC(2026, 10, 18, 8);
const hash = (text, length) => createHash('sha256').update(text).digest('hex').slice(0, length);

const llm = (options = {}) => ({ kind: 'llm', input: 300, output: 20, ms: 900, ...options });
const tool = (name, args, result, options = {}) => ({ kind: 'tool', name, args, result, ms: 400, ...options });
const handoff = (to) => ({ kind: 'handoff', to, ms: 10 });
const delegate = (to, steps) => ({ kind: 'agent', to, steps, ms: 0 });
const turns = (steps) => steps.flatMap((step) => [llm(), step]);
const times = (n, make) => Array.from({ length: n }, (_, i) => make(i));
const FILE = 'export const answer = 41; // the whole file, as it stands';
const DOCS = 'Refunds are paid within 14 days to the card that was used.';
const error = { fail: 'TimeoutError: the service did not answer' };

/** `needs`: what a dialect must record for the case to be told at all; where it does not, nothing can be expected of it. */
const CASES = {
  // must warn
  'exact-repeat': {
    needs: ['args', 'results'],
    expected: ['repeated_tool_call_exact_input'],
    steps: turns(times(4, () => tool('read_file', { path: 'a.ts' }, FILE))),
  },
  'exact-repeat-key-order': {
    needs: ['args', 'results'],
    expected: ['repeated_tool_call_exact_input'],
    steps: turns(
      times(4, (i) => tool('grep', i % 2 ? { path: 'src', q: 'x' } : { q: 'x', path: 'src' }, 'src/a.ts:3: x'))
    ),
  },
  'exact-repeat-unrecorded-results': {
    needs: ['args'],
    expected: ['repeated_tool_call_exact_input'],
    steps: turns(times(3, () => tool('read_file', { path: 'a.ts' }, null))),
  },
  'stuck-on-one-call': {
    needs: ['args', 'results'],
    expected: ['no_progress', 'repeated_tool_call_exact_input'],
    steps: turns(times(7, () => tool('read_file', { path: 'a.ts' }, FILE))),
  },
  'stuck-on-two-calls': {
    needs: ['args', 'results'],
    expected: ['no_progress', 'repeated_tool_call_exact_input'],
    steps: turns(
      times(8, (i) => (i % 2 ? tool('read_file', { path: 'a.ts' }, FILE) : tool('grep', { q: 'answer' }, 'a.ts:1')))
    ),
  },
  'similar-words': {
    needs: ['args', 'results'],
    expected: ['repeated_tool_call_similar_input'],
    steps: turns(
      ['how long do refunds take', 'how long do refunds take?', 'how long does refund take?'].map((q) =>
        tool('search_docs', { q }, DOCS)
      )
    ),
  },
  'one-answer-to-all': {
    needs: ['args', 'results'],
    expected: ['repeated_tool_call'],
    steps: turns(
      ['refund policy', 'money back after a month', 'cancel an order'].map((q) => tool('search_docs', { q }, DOCS))
    ),
  },
  'empty-results': {
    needs: ['results'],
    expected: ['empty_result_loop'],
    steps: turns(
      ['alpha particles', 'the price of tea', 'late trains'].map((q) => tool('search_docs', { q }, 'no results found'))
    ),
  },
  'empty-lists': {
    needs: ['results'],
    expected: ['empty_result_loop'],
    steps: turns(
      ['alpha particles', 'the price of tea', 'late trains', 'zebra'].map((q) =>
        tool('query_db', { q }, '{"rows": [], "count": 0}')
      )
    ),
  },
  'model-fails': { needs: ['models'], expected: ['retry_storm'], steps: [llm(), ...times(4, () => llm(error)), llm()] },
  'tool-fails': {
    needs: ['tools', 'errors'],
    expected: ['retry_storm'],
    steps: turns([
      tool('fetch', { url: 'u1' }, 'a page about trains', {}),
      ...times(3, (i) => tool('fetch', { url: `https://${'abc'[i].repeat(9)}.test` }, null, error)),
    ]),
  },
  'retries-told': { needs: ['retries'], expected: ['retry_storm'], steps: [llm(), llm({ retries: 3 }), llm()] },
  'bounce-of-two': {
    needs: ['handoffs'],
    expected: ['handoff_bounce'],
    steps: turns(times(7, (i) => handoff(i % 2 ? 'billing' : 'support'))),
  },
  'bounce-of-three': {
    needs: ['handoffs'],
    expected: ['handoff_bounce'],
    steps: turns(times(9, (i) => handoff(['planner', 'coder', 'reviewer'][i % 3]))),
  },
  'bounce-with-old-questions': {
    needs: ['handoffs', 'args', 'results'],
    expected: ['handoff_bounce', 'no_progress', 'repeated_tool_call_exact_input'],
    steps: times(8, (i) => i).flatMap((i) => [
      llm(),
      tool('lookup', { id: 7 }, 'order 7: unknown'),
      handoff(i % 2 ? 'billing' : 'support'),
    ]),
  },
  'context-grows': {
    needs: ['models'],
    expected: ['context_growth'],
    steps: times(6, (i) => [
      llm({ input: 1000 + 1200 * i }),
      tool('read', { n: `file-${'abcdef'[i].repeat(12)}` }, `text number ${i} of another kind`),
    ]).flat(),
  },
  'told-twice': {
    needs: ['agentTokens'],
    expected: ['double_counted_tokens'],
    agentTokens: 960,
    steps: turns(times(3, (i) => tool('read', { f: 'abc'[i] }, `text ${i}`))),
  },
  'one-slow-call': {
    needs: ['tools'],
    expected: ['long_running_step'],
    steps: turns(
      times(5, (i) => tool('read', { f: 'abcde'[i].repeat(9) }, `text ${i}`, { ms: i === 3 ? 61_000 : 1000 }))
    ),
  },
  'root-fails': {
    needs: ['models'],
    expected: ['failed_loop'],
    rootError: 'ValueError: no answer',
    steps: [llm(), tool('read', { f: 'a' }, 'text a')],
  },
  'one-dear-call': {
    needs: ['cost'],
    expected: ['cost_spike'],
    steps: times(5, (i) => llm({ cost: i === 4 ? 0.3 : 0.02 })),
  },
  'turns-used-up': {
    needs: ['maxTurns'],
    expected: ['max_iterations'],
    maxTurns: 4,
    steps: turns(times(4, (i) => tool('read', { f: 'abcd'[i] }, `text ${i}`))),
    open: true,
  },

  // must stay silent
  'poll-that-changes': {
    needs: ['tools'],
    expected: [],
    steps: turns(times(8, (i) => tool('job_status', { job: 7 }, `running, ${i * 12} % done`))),
  },
  'poll-that-ends': {
    needs: ['tools'],
    expected: [],
    steps: turns([
      ...times(5, () => tool('job_status', { job: 7 }, 'pending')),
      tool('job_status', { job: 7 }, 'done'),
    ]),
  },
  'retry-that-works': {
    needs: ['tools'],
    expected: [],
    steps: turns([
      tool('fetch', { url: 'u' }, null, error),
      tool('fetch', { url: 'u' }, null, error),
      tool('fetch', { url: 'u' }, 'a page'),
    ]),
  },
  'model-retry-that-works': { needs: ['models'], expected: [], steps: [llm(), llm(error), llm(error), llm(), llm()] },
  pagination: {
    needs: ['tools'],
    expected: [],
    steps: turns(
      times(7, (i) =>
        tool(
          'list_orders',
          { customer: 'c1', page: i + 1 },
          `orders ${['kite', 'lamp', 'moss', 'nail', 'oar', 'pear', 'quilt'][i]} ${hash(`p${i}`, 20)}`
        )
      )
    ),
  },
  'pagination-unrecorded-results': {
    needs: ['args'],
    expected: [],
    steps: turns(
      times(7, (i) => tool('list_orders', { customer: 'customer-0001', cursor: hash(`c${i}`, 4), size: 50 }, null))
    ),
  },
  'calls-without-arguments': {
    needs: ['tools'],
    expected: [],
    steps: turns(times(8, () => tool('search', null, null))),
  },
  'turns-that-progress': {
    needs: ['tools', 'handoffs'],
    expected: [],
    steps: times(8, (i) => i).flatMap((i) => [
      llm(),
      tool(
        'edit_file',
        { file: `src/${'abcdefgh'[i].repeat(8)}.ts`, patch: hash(`e${i}`, 16) },
        `changed ${hash(`r${i}`, 12)}`
      ),
      handoff(i % 2 ? 'planner' : 'worker'),
    ]),
  },
  'chain-and-back': {
    needs: ['handoffs'],
    expected: [],
    steps: turns(['planner', 'researcher', 'writer', 'supervisor'].map(handoff)),
  },
  'delegation-turns': {
    needs: ['agents'],
    expected: [],
    steps: times(6, (i) => [
      llm(),
      delegate('worker', [llm(), tool('read', { f: 'abcdef'[i].repeat(6) }, `part ${i}`)]),
    ]).flat(),
  },
  'edit-and-test': {
    needs: ['tools'],
    expected: [],
    steps: times(5, (i) => [
      llm(),
      tool('edit', { patch: hash(`patch${i}`, 30) }, 'ok'),
      llm(),
      tool('run_tests', {}, `${5 - i} of 5 tests fail: ${hash(`f${i}`, 10)}`),
    ]).flat(),
  },
  'tools-that-return-nothing': {
    needs: ['tools'],
    expected: [],
    steps: turns(times(6, (i) => tool('save_note', { note: hash(`n${i}`, 24) }, 'null'))),
  },
  'search-that-finds-at-last': {
    needs: ['tools'],
    expected: [],
    steps: turns([
      ...['alpha particles', 'tea', 'late trains'].map((q) => tool('search', { q }, 'no results found')),
      tool('search', { q: 'quarks' }, '12 papers about quarks'),
    ]),
  },
  'first-call-slow': {
    needs: ['tools'],
    expected: [],
    steps: turns(
      times(6, (i) => tool('read', { f: 'abcdef'[i].repeat(7) }, `text ${i}`, { ms: i === 0 ? 61_000 : 900 }))
    ),
  },
  'always-slow': {
    needs: ['tools'],
    expected: [],
    steps: turns(
      times(5, (i) =>
        tool('deploy', { env: ['dev', 'test', 'stage', 'eu', 'us'][i] }, `deployed ${hash(`d${i}`, 9)}`, {
          ms: 45_000 + 1000 * i,
        })
      )
    ),
  },
  'context-of-a-short-talk': { needs: ['models'], expected: [], steps: times(6, (i) => llm({ input: 80 + 90 * i })) },
  'context-compacted': {
    needs: ['models'],
    expected: [],
    steps: [1000, 3000, 6000, 1500, 4000, 7000].map((input) => llm({ input })),
  },
  'agent-total-alone': {
    needs: ['agentTokens'],
    expected: [],
    agentTokens: 960,
    steps: times(3, () => llm({ input: null, output: null })),
  },
  'error-handled': {
    needs: ['errors'],
    expected: [],
    steps: turns([
      tool('read', { f: 'a' }, null, error),
      tool('list', { d: '.' }, 'b.ts'),
      tool('read', { f: 'b.ts' }, FILE),
    ]),
  },
  'costs-alike': { needs: ['cost'], expected: [], steps: times(6, (i) => llm({ cost: 0.06 + 0.01 * (i % 3) })) },
  'done-on-the-last-turn': {
    needs: ['maxTurns'],
    expected: [],
    maxTurns: 4,
    steps: [...turns(times(3, (i) => tool('read', { f: 'abc'[i] }, `text ${i}`))), llm()],
  },
};

const usage = (step, names) =>
  step.fail || step.input === null ? {} : { [names[0]]: step.input, [names[1]]: step.output };
const json = (value) => JSON.stringify(value);

/** How each dialect names spans; `tells` is what its emitters record. */
const DIALECTS = {
  openinference: {
    tells: ['models', 'tools', 'args', 'results', 'errors', 'handoffs', 'cost', 'agents', 'agentTokens'],
    agent: (name, tokens) => [
      name,
      { 'openinference.span.kind': 'AGENT', 'agent.name': name, ...(tokens && { 'llm.token_count.total': tokens }) },
    ],
    llm: (s) => [
      'ChatCompletion',
      {
        'openinference.span.kind': 'LLM',
        ...(s.fail ? {} : { 'llm.model_name': 'gpt-4o-mini' }),
        ...usage(s, ['llm.token_count.prompt', 'llm.token_count.completion']),
        ...(s.cost && { 'llm.cost.total': s.cost }),
      },
    ],
    tool: (s) => [
      s.name,
      {
        'openinference.span.kind': 'TOOL',
        'tool.name': s.name,
        ...(s.args && { 'input.value': json(s.args) }),
        ...(s.result !== null && !s.fail && { 'output.value': s.result }),
      },
    ],
    handoff: (to) => [
      `transfer_to_${to}`,
      {
        'openinference.span.kind': 'TOOL',
        'tool.name': `transfer_to_${to}`,
        'input.value': '{}',
        'output.value': 'ok',
      },
    ],
  },
  genai: {
    tells: ['models', 'tools', 'args', 'results', 'errors', 'handoffs', 'cost', 'agents', 'agentTokens'],
    agent: (name, tokens) => [
      `invoke_agent ${name}`,
      {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': name,
        ...(tokens && { 'gen_ai.usage.input_tokens': tokens - 60, 'gen_ai.usage.output_tokens': 60 }),
      },
    ],
    llm: (s) => [
      'chat gpt-4o-mini',
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o-mini',
        ...(s.fail ? {} : { 'gen_ai.response.model': 'gpt-4o-mini' }),
        ...usage(s, ['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens']),
        ...(s.cost && { 'gen_ai.usage.cost': s.cost }),
      },
    ],
    tool: (s) => [
      `execute_tool ${s.name}`,
      {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': s.name,
        ...(s.args && { 'gen_ai.tool.call.arguments': json(s.args) }),
        ...(s.result !== null && !s.fail && { 'gen_ai.tool.call.result': s.result }),
      },
    ],
    handoff: (to) => [
      `execute_tool transfer_to_${to}`,
      { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': `transfer_to_${to}` },
    ],
  },
  traceloop: {
    tells: ['models', 'tools', 'args', 'results', 'errors', 'handoffs', 'agents'],
    agent: (name) => [
      `${name}.agent`,
      { 'traceloop.span.kind': 'agent', 'traceloop.entity.name': name, 'gen_ai.agent.name': name },
    ],
    llm: (s) => [
      'openai.chat',
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-4o-mini',
        ...usage(s, ['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens']),
      },
    ],
    tool: (s) => [
      `${s.name}.tool`,
      {
        'traceloop.span.kind': 'tool',
        'traceloop.entity.name': s.name,
        'gen_ai.tool.name': s.name,
        ...(s.args && { 'traceloop.entity.input': json({ args: [], kwargs: s.args }) }),
        ...(s.result !== null && !s.fail && { 'traceloop.entity.output': json(s.result) }),
      },
    ],
    handoff: (to) => [
      `handoff_to_${to}.tool`,
      {
        'traceloop.span.kind': 'tool',
        'traceloop.entity.name': `handoff_to_${to}`,
        'gen_ai.tool.name': `handoff_to_${to}`,
      },
    ],
  },
  /** OpenLLMetry's spans by hand and loomflow 0.20: a tool's name, and neither arguments nor results. */
  'genai-bare': {
    tells: ['models', 'tools', 'errors', 'handoffs', 'agents'],
    agent: (name) => [`invoke_agent ${name}`, { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': name }],
    llm: (s) => [
      'openai.chat',
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-4o-mini',
        ...usage(s, ['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens']),
      },
    ],
    tool: (s) => [
      `execute_tool ${s.name}`,
      { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': s.name, 'gen_ai.tool.type': 'function' },
    ],
    handoff: (to) => [
      `execute_tool transfer_to_${to}`,
      { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': `transfer_to_${to}` },
    ],
  },
  loomflow: {
    tells: ['models', 'tools', 'errors', 'handoffs', 'retries', 'maxTurns'],
    agent: (name, _, { maxTurns = 50 }) => [
      `invoke_agent ${name}`,
      {
        'loom.span.name': 'loom.run',
        session_id: `sess-${name}`,
        max_turns: maxTurns,
        architecture: 'react',
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': name,
      },
    ],
    llm: (s) => [
      'chat gpt-4.1-mini',
      {
        'loom.span.name': 'loom.model.complete',
        model: 'gpt-4.1-mini',
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-4.1-mini',
        ...(s.retries && { retries: s.retries }),
        ...usage(s, ['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens']),
      },
    ],
    tool: (s) => [
      `execute_tool ${s.name}`,
      {
        'loom.span.name': 'loom.tool',
        tool: s.name,
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': s.name,
        ...(s.fail && { 'error.type': 'tool_error' }),
      },
    ],
    handoff: (to) => [
      `execute_tool transfer_to_${to}`,
      {
        'loom.span.name': 'loom.tool',
        tool: `transfer_to_${to}`,
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': `transfer_to_${to}`,
      },
    ],
    turns: true,
  },
  loom: {
    tells: ['models', 'agents'],
    agent: (name) => ['LLMWorker.process', { 'actor.id': name }],
    llm: (s) => [
      'llm.call',
      s.fail
        ? {}
        : {
            'gen_ai.system': 'openai',
            'gen_ai.request.model': 'llama3.2:3b',
            'llm.model': 'llama3.2:3b',
            'llm.prompt_tokens': s.input ?? undefined,
            ...usage(s, ['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens']),
          },
    ],
    noTools: true,
  },
  lunette: {
    tells: ['models', 'errors'],
    agent: (name) => [`trajectory_${name}`, { 'lunette.trajectory_id': hash(name, 12), 'lunette.sample': name }],
    llm: (s) => [
      'openai.chat',
      {
        'lunette.trajectory_id': 't',
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-4o-mini',
        ...usage(s, ['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens']),
      },
    ],
    noTools: true,
  },
};

const attributeOf = ([key, value]) => ({
  key,
  value:
    typeof value === 'string'
      ? { stringValue: value }
      : Number.isInteger(value)
        ? { intValue: String(value) }
        : { doubleValue: value },
});

function render(name, test, dialectName) {
  const dialect = DIALECTS[dialectName];
  const traceId = hash(`${name} ${dialectName}`, 32);
  const spans = [];
  let clock = START;
  const add = ([spanName, attributes], parent, from, to, failure) => {
    const spanId = hash(`${traceId} ${spans.length}`, 16);
    const [type, message] = failure?.split(': ') ?? [];
    spans.push({
      traceId,
      spanId,
      ...(parent === null ? {} : { parentSpanId: parent }),
      name: spanName,
      kind: 1,
      startTimeUnixNano: `${from}000000`,
      endTimeUnixNano: `${to}000000`,
      attributes: Object.entries(attributes)
        .filter(([, value]) => value !== undefined && value !== null)
        .map(attributeOf),
      ...(failure && {
        status: { code: 2, message },
        events: [
          {
            name: 'exception',
            timeUnixNano: `${to}000000`,
            attributes: Object.entries({ 'exception.type': type, 'exception.message': message }).map(attributeOf),
          },
        ],
      }),
    });
    return spanId;
  };
  const walk = (steps, parent) => {
    let turn = 0;
    let above = parent;
    for (const step of steps) {
      if (dialect.noTools && step.kind !== 'llm') {
        continue;
      }
      if (dialect.turns && step.kind === 'llm') {
        turn++;
        const next = steps.slice(steps.indexOf(step) + 1).findIndex(({ kind }) => kind === 'llm');
        const inTurn =
          next < 0
            ? steps.slice(steps.indexOf(step))
            : steps.slice(steps.indexOf(step), steps.indexOf(step) + 1 + next);
        above = add(
          ['loom.turn', { turn, session_id: 's' }],
          parent,
          clock,
          clock + inTurn.reduce((sum, { ms }) => sum + ms + 5, 0)
        );
      }
      const from = clock;
      if (step.kind === 'agent') {
        const id = add(
          dialect.agent(step.to),
          above,
          from,
          from + 1 + step.steps.reduce((sum, { ms }) => sum + ms + 5, 0)
        );
        walk(step.steps, id);
      } else {
        clock += step.ms;
        const sketch =
          step.kind === 'llm'
            ? dialect.llm(step)
            : step.kind === 'tool'
              ? dialect.tool(step)
              : dialect.handoff(step.to);
        add(sketch, above, from, clock, step.fail);
      }
      clock += 5;
    }
  };
  const length = (steps) => steps.reduce((sum, step) => sum + (step.steps ? length(step.steps) : 0) + step.ms + 5, 0);
  const root = add(
    dialect.agent(name, test.agentTokens, test),
    null,
    clock,
    clock + length(test.steps) + 5,
    test.rootError
  );
  walk(test.steps, root);
  return {
    traceId,
    request: {
      resourceSpans: [
        {
          resource: { attributes: [attributeOf(['service.name', 'warning-cases'])] },
          scopeSpans: [{ scope: { name: dialectName }, spans }],
        },
      ],
    },
  };
}

const lines = [];
const expected = {};
for (const [name, test] of Object.entries(CASES)) {
  for (const [dialectName, { tells }] of Object.entries(DIALECTS)) {
    const isTold = test.needs.every((need) => tells.includes(need));
    // A case that cannot be told must not be guessed: what is left of it stays silent.
    if (
      isTold ||
      (test.expected.length > 0 &&
        test.needs.includes('args') &&
        tells.includes('tools') &&
        !test.needs.includes('handoffs'))
    ) {
      const { traceId, request } = render(name, test, dialectName);
      lines.push(JSON.stringify(request));
      expected[traceId] = {
        case: isTold ? name : `${name} (not recorded)`,
        dialect: dialectName,
        expected: isTold ? [...test.expected].sort() : [],
      };
    }
  }
}

/** Loops of scores, as loopotel writes them. */
const LTF = {
  'score-stuck': {
    scores: [0.2, 0.35, 0.4, 0.4, 0.405, 0.4, 0.402, 0.4],
    outcome: 'partial',
    expected: ['no_progress'],
  },
  'score-falls': { scores: [0.3, 0.5, 0.7, 0.65, 0.5], outcome: 'partial', expected: ['regression'] },
  'score-swings': {
    scores: [0.3, 0.6, 0.3, 0.62, 0.3, 0.64, 0.3, 0.66],
    outcome: 'partial',
    expected: ['oscillation'],
  },
  'score-flat': { scores: [0.2, 0.4, 0.6, 0.602, 0.604, 0.603, 0.605], outcome: 'partial', expected: ['plateau'] },
  'cost-spikes': {
    scores: [0.2, 0.4, 0.6, 0.7, 0.75],
    costs: [0.01, 0.01, 0.02, 0.01, 0.2],
    outcome: 'partial',
    expected: ['cost_spike'],
  },
  'cost-limit': {
    scores: [0.2, 0.4, 0.6],
    reason: 'cost_limit',
    outcome: 'failure',
    expected: ['cost_budget_exceeded', 'failed_loop'],
  },
  'token-limit': {
    scores: [0.2, 0.4, 0.6],
    reason: 'token_budget',
    outcome: 'partial',
    expected: ['token_budget_exceeded'],
  },
  'cap-reached': {
    scores: [0.2, 0.4, 0.6],
    reason: 'max_iterations (3)',
    outcome: 'partial',
    expected: ['max_iterations'],
  },
  'safety-broken': {
    scores: [0.2, 0.4, 0.6],
    violation: 'S0_SECRET_LEAK',
    outcome: 'partial',
    expected: ['safety_violation'],
  },
  'ends-in-failure': { scores: [0.2, 0.4, 0.6], reason: 'error', outcome: 'failure', expected: ['failed_loop'] },
  'slow-iteration': {
    scores: [0.2, 0.4, 0.6, 0.7, 0.75],
    latencies: [2000, 3000, 90000, 2500, 2000],
    outcome: 'partial',
    expected: ['long_running_step'],
  },
  'score-noise': { scores: [0.3, 0.45, 0.42, 0.55, 0.53, 0.64, 0.62, 0.7], outcome: 'partial', expected: [] },
  'slow-climb': { scores: times(20, (i) => 0.2 + 0.008 * i), outcome: 'partial', expected: [] },
  'goal-met-then-flat': { scores: [0.4, 0.7, 0.85, 0.85, 0.85, 0.85, 0.85, 0.85], outcome: 'success', expected: [] },
  'goal-met-and-held': { scores: [0.4, 0.7, 0.85, 0.85, 0.85, 0.85, 0.85, 0.85], outcome: 'unknown', expected: [] },
  'flat-then-up': { scores: [0.2, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.6, 0.7], outcome: 'partial', expected: [] },
  'one-shot': { scores: [0.9], costs: [0.4], outcome: 'success', expected: [] },
  'scores-unknown': { scores: times(9, () => null), outcome: 'unknown', expected: [] },
  'first-iteration-slow': {
    scores: [0.2, 0.4, 0.6, 0.7, 0.75],
    latencies: [90000, 3000, 2000, 2500, 2000],
    outcome: 'partial',
    expected: [],
  },
  'stopped-by-hand': { scores: [0.2, 0.4, 0.6], reason: 'human_rejected', outcome: 'partial', expected: [] },
  'cap-and-goal': { scores: [0.4, 0.7, 0.9], reason: 'max_iterations', outcome: 'success', expected: [] },
  'dear-but-alike': {
    scores: [0.2, 0.4, 0.6, 0.7, 0.75],
    costs: [0.4, 0.5, 0.45, 0.6, 0.5],
    outcome: 'partial',
    expected: [],
  },
};
const iso = (ms) => new Date(ms).toISOString();
for (const [name, test] of Object.entries(LTF)) {
  const trace_id = `ltf-${name}`;
  const at = (i) => iso(START + 10_000 * (i + 1));
  const spans = test.scores.map((score, i) => ({
    span_id: hash(`${name} ${i}`, 16),
    parent_span_id: hash(name, 16),
    name: 'loop.iteration',
    kind: 'iteration',
    start_time: at(i),
    end_time: at(i),
    attributes: {
      'loop.iteration': i + 1,
      'loop.goal_score': score === null ? undefined : Math.round(score * 10_000) / 10_000,
      'loop.goal_target': 0.8,
      'loop.tokens_delta': 500 + i,
      'loop.cost_usd': test.costs?.[i],
      'loop.latency_ms': test.latencies?.[i],
    },
    events:
      test.violation && i === 1
        ? [{ name: 'loop.safety.violation', timestamp: at(i), attributes: { 'loop.failure.code': test.violation } }]
        : [],
  }));
  const end = at(test.scores.length);
  const root = {
    span_id: hash(name, 16),
    parent_span_id: null,
    name: 'loop.run',
    kind: 'loop',
    start_time: iso(START),
    end_time: end,
    attributes: { 'loop.name': name },
    events: [],
  };
  lines.push(
    JSON.stringify({
      schema_version: 'ltf/0.1',
      trace_id,
      loop_name: name,
      started_at: iso(START),
      ended_at: end,
      outcome: test.outcome,
      termination_reason: test.reason ?? 'time_budget',
      spec_pins: { lss: 'lss@1.0.0', les: 'les@1.0.0', ltf: 'ltf@0.1.0' },
      spans: [root, ...spans],
    })
  );
  expected[trace_id] = { case: name, dialect: 'ltf', expected: [...test.expected].sort() };
}

const folder = new URL('../testdata/warnings/', import.meta.url);
writeFileSync(new URL('cases.jsonl.gz', folder), gzipSync(`${lines.join('\n')}\n`, { level: 9 }));
writeFileSync(new URL('cases.expected.json', folder), `${JSON.stringify(expected, null, 1)}\n`);
