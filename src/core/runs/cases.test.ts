import type { Attributes, SpanRecord } from '../formats/otlp/span';
import { epochMs } from '../model/units';
import { agent, chat, runOf, spansOf, toolCall, type SpanSketch } from './spanMaker';
import { assembleRun } from './run';
import { fingerprintOf } from './fingerprint';
import { TraceIndex } from './traceIndex';

const PLACE = { offset: 0, length: 0, line: 1 };
const sessionOf = (parent: string | null): Attributes => (parent === null ? { session_id: 's' } : {});
const stepOf = (run: ReturnType<typeof runOf>, id: string) => run.steps.find(({ spanId }) => spanId === id);

describe('tokens', () => {
  it('of an agent are not added to those of its calls', () => {
    const { loop } = runOf({
      root: {
        at: [0, 100],
        attributes: agent('a', { 'gen_ai.usage.input_tokens': 150, 'gen_ai.usage.output_tokens': 30 }),
      },
      c1: { in: 'root', attributes: chat(100, 10) },
      c2: { in: 'root', attributes: chat(50, 20) },
    });
    expect(loop.tokensTotal).toBe(180);
    expect(loop.totals).toMatchObject({ inputTokens: 150, outputTokens: 30, llmCalls: 2 });
  });

  it('of an agent count where no call below it tells any, each agent for itself', () => {
    const { loop } = runOf({
      root: { at: [0, 100], name: 'graph', attributes: { 'gen_ai.operation.name': 'invoke_workflow' } },
      a: { in: 'root', attributes: agent('a', { 'gen_ai.usage.input_tokens': 70, 'gen_ai.usage.output_tokens': 7 }) },
      a1: { in: 'a', attributes: chat() },
      b: { in: 'root', attributes: agent('b', { 'gen_ai.usage.input_tokens': 500 }) },
      b1: { in: 'b', attributes: chat(40, 4) },
    });
    expect(loop.totals).toMatchObject({ inputTokens: 110, outputTokens: 11, llmCalls: 2 });
    // What an agent says of its only call is that call's.
    expect(loop.iterations.map(({ tokens }) => tokens)).toEqual([77, 44]);
    expect(loop.faults).toEqual([]);
  });

  it('of an agent over several iterations are nobody’s own, and told', () => {
    const said = { 'gen_ai.usage.input_tokens': 70, 'gen_ai.usage.output_tokens': 7, 'gen_ai.usage.cost': 0.5 };
    const sketch = (second: SpanSketch) => ({
      root: { at: [0, 100] as [number, number], attributes: agent('lead', said) },
      c1: { in: 'root', at: [10, 20] as [number, number], attributes: chat() },
      c2: { in: 'root', attributes: chat(), ...second },
    });
    const { loop } = runOf(sketch({ at: [30, 40] }));
    expect(loop.iterations.map(({ tokens, costUsd }) => [tokens, costUsd])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(loop).toMatchObject({ tokensTotal: 77, totals: { costUsd: 0.5 } });
    expect(loop.faults).toEqual([{ code: 'tokens-spread', detail: '77 tokens of lead' }]);
    // Two calls at once are one iteration, and all that is said is its own.
    const { loop: one } = runOf(sketch({ at: [15, 40] }));
    expect(one.iterations.map(({ tokens, costUsd }) => [tokens, costUsd])).toEqual([[77, 0.5]]);
    expect(one).toMatchObject({ tokensTotal: 77, totals: { costUsd: 0.5 }, faults: [] });
  });

  it('of a call around a call count once, and so does the call', () => {
    const { loop } = runOf({
      root: { attributes: agent('a') },
      outer: { in: 'root', at: [10, 40], attributes: chat(100, 10) },
      inner: { in: 'outer', at: [12, 38], attributes: chat(100, 10) },
    });
    expect(loop.totals).toMatchObject({ inputTokens: 100, outputTokens: 10, llmCalls: 1 });
  });

  it('of a call around a call that tells none are the outer one’s', () => {
    const { loop } = runOf({
      root: { attributes: agent('a') },
      outer: { in: 'root', at: [10, 40], attributes: chat(100, 10) },
      first: { in: 'outer', at: [12, 20], failed: true, attributes: chat() },
      second: { in: 'outer', at: [22, 38], attributes: chat() },
    });
    expect(loop.totals).toMatchObject({ inputTokens: 100, outputTokens: 10, llmCalls: 2, llmFailed: 1 });
  });

  it('of a call that holds another agent’s run are its own', () => {
    const { loop } = runOf({
      outer: { at: [0, 90], attributes: chat(100, 10) },
      tool: { in: 'outer', attributes: toolCall('delegate') },
      sub: { in: 'tool', attributes: agent('helper') },
      inner: { in: 'sub', attributes: chat(30, 3) },
    });
    expect(loop.totals).toMatchObject({ inputTokens: 130, outputTokens: 13, llmCalls: 2 });
  });

  it('of one call told by two instrumentations side by side count once', () => {
    const { loop } = runOf({
      root: { attributes: agent('a') },
      x: { in: 'root', at: [10, 20], scope: 'one', attributes: chat(100, 10, { 'gen_ai.response.id': 'r' }) },
      y: { in: 'root', at: [10, 21], scope: 'two', attributes: chat(100, 10, { 'gen_ai.response.id': 'r', more: 1 }) },
    });
    expect(loop.totals).toMatchObject({ inputTokens: 100, llmCalls: 1 });
  });

  it('of two calls at once that a server gave one id count each', () => {
    const twice = (scope: string): Record<string, SpanSketch> => ({
      [`${scope}1`]: { in: 'root', at: [10, 20], scope, attributes: chat(100, 10, { 'gen_ai.response.id': 'r' }) },
      [`${scope}2`]: { in: 'root', at: [10, 20], scope, attributes: chat(100, 10, { 'gen_ai.response.id': 'r' }) },
    });
    expect(runOf({ root: { attributes: agent('a') }, ...twice('one') }).loop.totals).toMatchObject({
      llmCalls: 2,
      inputTokens: 200,
    });
    const both = runOf({ root: { attributes: agent('a') }, ...twice('one'), ...twice('two') });
    expect(both.loop.totals).toMatchObject({ llmCalls: 2, inputTokens: 200 });
  });

  it('too large to be a count, or written as words, are not known', () => {
    const { loop } = runOf({
      a: { attributes: chat(1e300, undefined, { 'gen_ai.usage.output_tokens': 'many' }) },
      b: { attributes: chat(undefined, undefined, { 'gen_ai.usage.input_tokens': '12' }) },
    });
    expect(loop.totals).toMatchObject({ inputTokens: 12, outputTokens: null });
  });

  it('of an export that came twice are those of one', () => {
    const spans = spansOf({ root: { attributes: agent('a') }, c: { in: 'root', attributes: chat(95, 10) } });
    expect(assembleRun('t1', [...spans, ...spans]).loop.tokensTotal).toBe(105);
  });
});

describe('cost', () => {
  it('in another currency is not US dollars', () => {
    const cost = (currency: string | undefined) =>
      runOf({
        c: {
          attributes: chat(1, 1, {
            'gen_ai.usage.cost.amount': 0.5,
            ...(currency === undefined ? {} : { 'gen_ai.usage.cost.currency': currency }),
          }),
        },
      }).loop.totals;
    expect(cost('EUR')).toMatchObject({ costUsd: null, costBasis: null });
    expect(cost('USD')).toMatchObject({ costUsd: 0.5, costBasis: 'reported' });
    expect(cost(undefined)).toMatchObject({ costUsd: 0.5 });
  });

  it('written in parts is their sum, and that of a tool counts too', () => {
    const { loop } = runOf({
      c: { attributes: { 'openinference.span.kind': 'LLM', 'llm.cost.prompt': 0.25, 'llm.cost.completion': 0.5 } },
      t: { attributes: { 'openinference.span.kind': 'TOOL', 'tool.name': 'paid', 'llm.cost.total': 1 } },
    });
    expect(loop.totals?.costUsd).toBe(1.75);
  });
});

describe('tool calls', () => {
  it('carried by an MCP request, on both sides of it, are one', () => {
    const { loop } = runOf({
      root: { attributes: agent('a') },
      t: { in: 'root', at: [0, 50], attributes: toolCall('docs__search') },
      http: { in: 't', at: [1, 49], name: 'POST' },
      client: { in: 'http', at: [2, 40], attributes: toolCall('search', { 'mcp.method.name': 'tools/call' }) },
      server: {
        in: 'client',
        at: [3, 39],
        attributes: { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 'search' },
      },
    });
    expect(loop.totals).toMatchObject({ toolCalls: 1 });
  });

  it('made by a tool of another tool, and MCP requests without a call around them, count', () => {
    const { loop } = runOf({
      t: { at: [0, 50], attributes: toolCall('research') },
      other: { in: 't', attributes: toolCall('search', { 'mcp.method.name': 'tools/call' }) },
      alone: { attributes: { 'mcp.method.name': 'tools/call' }, name: 'tools/call fetch' },
      list: { attributes: { 'mcp.method.name': 'tools/list' } },
    });
    expect(loop.totals).toMatchObject({ toolCalls: 3 });
  });

  it('are the same only where their arguments are known and equal', () => {
    const prints = (args: Array<unknown>) =>
      runOf(
        Object.fromEntries(
          args.map((value, i) => [
            `t${i}`,
            {
              attributes: toolCall(
                'search',
                value === undefined ? {} : { 'gen_ai.tool.call.arguments': value as string }
              ),
            },
          ])
        )
      ).steps.map(fingerprintOf);
    expect(new Set(prints(['{"q":"a"}', '{"q":"b"}', '{"q":"c"}'])).size).toBe(3);
    expect(prints([undefined, undefined, ''])).toEqual([null, null, null]);
    const [a, b, c] = prints(['{"q":"a","n":1}', '{ "n": 1, "q": "a" }', { n: 1, q: 'a' }]);
    expect(a).not.toBeNull();
    expect([b, c]).toEqual([a, a]);
  });

  it('with arguments that a server cut short are compared as far as they go', () => {
    const cut = `{"q":"${'x'.repeat(20)}`;
    const { steps } = runOf({
      t: { attributes: toolCall('search', { 'gen_ai.tool.call.arguments': cut }) },
      u: { attributes: toolCall('search', { 'gen_ai.tool.call.arguments': cut }) },
    });
    expect(fingerprintOf(steps[0])).toBe(fingerprintOf(steps[1]));
  });

  it('never take the definition of a tool for its arguments', () => {
    const { steps } = runOf({
      t: {
        attributes: { 'openinference.span.kind': 'TOOL', 'tool.name': 'x', 'tool.parameters': '{"type":"object"}' },
      },
    });
    expect(steps[0].toolArguments).toBeNull();
  });
});

describe('handoffs', () => {
  const hop = (from: string, to: string, i: number): Record<string, SpanSketch> => ({
    [`agent${i}`]: { in: 'root', at: [i * 10, i * 10 + 9], attributes: agent(from) },
    [`hop${i}`]: { in: `agent${i}`, at: [i * 10 + 5, i * 10 + 6], attributes: toolCall(`transfer_to_${to}`) },
  });

  it('go round A, B and C', () => {
    const agents = ['A', 'B', 'C'];
    const spans = Array.from({ length: 9 }, (_, i) => hop(agents[i % 3], agents[(i + 1) % 3], i));
    const { handoffs, loop } = runOf({ root: { at: [0, 99], name: 'swarm' }, ...Object.assign({}, ...spans) });
    expect(handoffs.map(({ from, to }) => `${from}${to}`)).toEqual([
      'AB',
      'BC',
      'CA',
      'AB',
      'BC',
      'CA',
      'AB',
      'BC',
      'CA',
    ]);
    expect(loop.totals?.handoffs).toBe(9);
  });

  it('are told by transfers, commands of a graph, callers and names with spaces', () => {
    const { handoffs } = runOf({
      root: { at: [0, 99], attributes: agent('boss') },
      t: {
        in: 'root',
        attributes: toolCall('route', {
          'gen_ai.transfer.target.name': 'writer',
          'gen_ai.transfer.mode': 'return_to_caller',
        }),
      },
      c: {
        in: 'root',
        attributes: { 'langgraph.command.source_node': 'plan', 'langgraph.command.goto_nodes': ['x', 'y', '__end__'] },
      },
      r: { in: 'root', attributes: agent('remote', { 'gen_ai.caller.name': 'boss' }) },
      h: { in: 'root', name: 'handoff to Support', attributes: { 'openinference.span.kind': 'TOOL' } },
      f: { in: 'root', failed: true, attributes: toolCall('transfer_to_nobody') },
    });
    expect(handoffs.map(({ from, to, type }) => [from, to, type])).toEqual([
      ['boss', 'writer', 'delegation'],
      ['plan', 'x', 'transfer'],
      ['plan', 'y', 'transfer'],
      ['boss', 'remote', 'delegation'],
      ['boss', 'Support', 'transfer'],
    ]);
  });

  it('are not counted again on the run that they lead to', () => {
    const { handoffs } = runOf({
      root: { at: [0, 99], attributes: agent('a') },
      t: { in: 'root', at: [1, 90], attributes: toolCall('transfer_to_b') },
      b: { in: 't', attributes: agent('b', { 'gen_ai.caller.name': 'a' }) },
    });
    expect(handoffs.map(({ to }) => to)).toEqual(['b']);
  });
});

describe('a run that is not whole', () => {
  const spans = spansOf({
    root: { at: [0, 100], failed: true, attributes: agent('planner') },
    c: { in: 'root', at: [10, 20], attributes: chat(10, 1) },
  });
  const [root, call] = spans;

  it('without its root is running, and a late root sets name and outcome right', () => {
    const index = new TraceIndex();
    index.add(call, 0, PLACE);
    expect(index.run('t1')?.loop).toMatchObject({ outcome: 'running', endTime: null });
    index.add(root, 0, PLACE);
    expect(index.run('t1')?.loop).toMatchObject({ loop: 'planner', outcome: 'failure', endTime: root.endTime });
  });

  it('with a root that has not ended is running, and the ended record counts whichever came first', () => {
    const open = { ...root, endTime: null, status: 'unset' as const };
    expect(assembleRun('t1', [open, call]).loop.outcome).toBe('running');
    expect(assembleRun('t1', [root, open, call]).loop.outcome).toBe('failure');
    expect(assembleRun('t1', [open, call, root]).loop.outcome).toBe('failure');
  });

  it('with parents in a circle, or of itself, has every step once', () => {
    const circle = spansOf({ lead: { in: 'c' }, a: { in: 'b' }, b: { in: 'c' }, c: { in: 'a' }, self: { in: 'self' } });
    const run = assembleRun('t1', circle);
    expect(run.steps.map(({ spanId, parent }) => [spanId, parent?.spanId ?? null])).toEqual([
      ['lead', 'c'],
      ['a', null],
      ['b', 'c'],
      ['c', 'a'],
      ['self', null],
    ]);
  });

  it('of traces that one session joins is one loop, in whatever order its steps come', () => {
    const step = (traceId: string, spanId: string, parent: string | null, at: number): SpanRecord => ({
      ...spansOf({ [spanId]: { name: parent === null ? 'loom.workflow.step' : 'loom.model.stream', in: parent } })[0],
      traceId,
      startTime: epochMs(1e12 + at),
      endTime: epochMs(1e12 + at + 1),
      attributes: sessionOf(parent),
    });
    const index = new TraceIndex();
    const [s1, c1, s2, c2] = [
      step('t1', 's1', null, 0),
      step('t1', 'c1', 's1', 1),
      step('t2', 's2', null, 5),
      step('t2', 'c2', 's2', 6),
    ];
    [c1, s1, c2].forEach((span) => index.add(span, 0, PLACE));
    expect(index.flush().batches[0].batch.traceIds.sort()).toEqual(['t1', 't2']);
    index.add(s2, 0, PLACE);
    const { batches, gone } = index.flush();
    expect(gone).toEqual(['t2']);
    expect(batches[0].batch.traceIds).toEqual(['t1']);
    expect(index.run('t2')?.loop.totals?.llmCalls).toBe(2);
  });
});

describe('steps', () => {
  it('of kinds that no convention knows are other', () => {
    const { steps } = runOf({
      a: { attributes: { 'gen_ai.operation.name': 'teleport', 'gen_ai.request.model': 'm' } },
      b: { attributes: { 'openinference.span.kind': 'MAGIC' } },
      c: {},
      d: { attributes: { 'traceloop.span.kind': ['workflow'] } },
    });
    expect(steps.map(({ kind }) => kind)).toEqual(['other', 'other', 'other', 'other']);
  });

  it('that name nothing but a model are model calls, failed ones too', () => {
    const { loop } = runOf({
      a: { failed: true, attributes: { 'gen_ai.system': 'openai', 'gen_ai.request.model': 'm' } },
    });
    expect(loop.totals).toMatchObject({ llmCalls: 1, llmFailed: 1 });
  });

  it('belong to the nearest named agent', () => {
    const { handoffs, steps } = runOf({
      root: { attributes: agent('outer') },
      sub: { in: 'root', attributes: agent('inner') },
      c: { in: 'sub', attributes: chat(1, 1, { 'gen_ai.agent.name': 'copied' }) },
    });
    expect(handoffs).toEqual([]);
    expect(steps[2].agentAbove).toBe('inner');
  });

  it('before the first model call and runs without calls go with an iteration', () => {
    const run = runOf({
      root: { at: [0, 100], attributes: agent('a') },
      early: { in: 'root', attributes: toolCall('setup') },
      c1: { in: 'root', attributes: chat(5, 1) },
      sub: { in: 'root', attributes: agent('quiet', { 'gen_ai.usage.input_tokens': 30 }) },
      c2: { in: 'root', attributes: chat(7, 1) },
    });
    expect(run.steps.map(({ spanId, iteration }) => [spanId, iteration])).toEqual([
      ['root', null],
      ['early', 1],
      ['c1', 1],
      ['sub', 1],
      ['c2', 2],
    ]);
    expect(run.loop.iterations.map(({ tokens, derived }) => [tokens, derived])).toEqual([
      [36, true],
      [8, true],
    ]);
  });
});

describe('oddities', () => {
  it('of numbers are kept as written, and told', () => {
    const { loop } = runOf({
      root: { name: 'loop.run' },
      i: { in: 'root', name: 'loop.iteration', attributes: { 'loop.iteration': 1, 'loop.goal_score': 1.75 } },
      c: { in: 'i', attributes: chat(-5, 1) },
    });
    expect(loop.iterations[0].goalScore).toBe(1.75);
    expect(loop.totals?.inputTokens).toBe(-5);
    expect(loop.faults.map((fault) => fault.code)).toEqual(['score-range', 'negative-tokens']);
  });

  it('of errors: a type of error without a status is an error, a status of ok is none', () => {
    const { loop } = runOf({
      t: { attributes: toolCall('search', { 'error.type': 'tool_error' }) },
      u: { attributes: toolCall('search') },
    });
    expect(loop.totals).toMatchObject({ toolCalls: 2, toolFailed: 1 });
    const [fine] = spansOf({ t: { attributes: toolCall('search', { 'error.type': 'handled' }) } });
    expect(assembleRun('t1', [{ ...fine, status: 'ok' }]).loop.totals?.toolFailed).toBe(0);
  });

  it('of sessions: one of MCP’s transport is not that of the loop', () => {
    expect(
      runOf({ m: { attributes: { 'mcp.method.name': 'tools/call', 'mcp.session.id': 'x' } } }).loop.session
    ).toBeNull();
  });
});

describe('iterations', () => {
  it('are numbered as calls say, where they say it', () => {
    const { loop } = runOf({
      root: { at: [0, 100], attributes: agent('a') },
      c1: { in: 'root', attributes: chat(1, 1, { 'gen_ai.react.round': 1 }) },
      retry: { in: 'root', attributes: chat(1, 1, { 'gen_ai.react.round': 1 }) },
      c2: { in: 'root', attributes: chat(1, 1, { 'gen_ai.react.round': 4 }) },
    });
    expect(loop.iterations.map(({ iteration, derived, tokens }) => [iteration, derived, tokens])).toEqual([
      [1, false, 4],
      [4, false, 2],
    ]);
  });

  it('that lie in each other keep their own steps', () => {
    const { loop } = runOf({
      root: { at: [0, 100], name: 'loop.run', attributes: {} },
      i1: { in: 'root', at: [1, 50], name: 'loop.iteration', attributes: { 'loop.iteration': 1 } },
      c1: { in: 'i1', attributes: chat(1, 0) },
      i2: { in: 'i1', at: [30, 40], name: 'loop.iteration', attributes: { 'loop.iteration': 2, 'loop.cost_usd': 0.5 } },
      c2: { in: 'i2', at: [31, 32], attributes: chat(2, 0) },
    });
    expect(
      loop.iterations.map(({ iteration, tokens, costUsd, calls }) => [iteration, tokens, costUsd, calls?.llmCalls])
    ).toEqual([
      [1, 1, null, 1],
      [2, 2, 0.5, 1],
    ]);
  });
});

describe('goal scores', () => {
  it('of 0 are scores', () => {
    const { loop } = runOf({
      root: { name: 'loop.run' },
      i: {
        in: 'root',
        name: 'loop.iteration',
        attributes: { 'loop.iteration': 1, 'loop.goal_score': 0, 'loop.goal_target': 0.8 },
      },
    });
    expect(loop.iterations[0].goalScore).toBe(0);
    const judged = runOf({
      c: { attributes: chat(1, 1) },
      e: { name: 'gen_ai.evaluation.result', attributes: { 'gen_ai.evaluation.score.value': 0 } },
    });
    expect(judged.loop.iterations[0].goalScore).toBe(0);
  });

  const event = (name: string, value: number) => ({
    name: 'gen_ai.evaluation.result',
    attributes: { 'gen_ai.evaluation.name': name, 'gen_ai.evaluation.score.value': value },
  });

  it('are read from events, spans without length and numbered annotations', () => {
    const { loop, steps } = runOf({
      root: { at: [0, 100], attributes: agent('a') },
      c1: { in: 'root', attributes: chat(1, 1), events: [event('quality', 0.2), event('quality', 0.3)] },
      c2: { in: 'root', attributes: chat(1, 1) },
      e2: { in: 'root', at: [25, 25], name: 'gen_ai.evaluation.result', attributes: event('quality', 0.5).attributes },
      c3: {
        in: 'root',
        attributes: {
          'openinference.span.kind': 'LLM',
          'annotations.0.annotation.name': 'toxicity',
          'annotations.0.annotation.score': 0.1,
          'annotations.1.annotation.name': 'quality',
          'annotations.1.annotation.score': 0.9,
        },
      },
    });
    expect(loop.iterations.map(({ goalScore }) => goalScore)).toEqual([0.3, 0.5, 0.9]);
    expect(steps.find(({ spanId }) => spanId === 'e2')?.kind).toBe('evaluator');
  });

  it('of the whole run are those of its end', () => {
    const { loop } = runOf({
      root: {
        at: [0, 100],
        attributes: agent('a', {
          'trace.annotations.0.annotation.name': 'done',
          'trace.annotations.0.annotation.score': 1,
        }),
      },
      c1: { in: 'root', attributes: chat(1, 1) },
      c2: { in: 'root', attributes: chat(1, 1) },
    });
    expect(loop.iterations.map(({ goalScore }) => goalScore)).toEqual([null, 1]);
  });

  it('are not guessed: of several names that do not speak of the goal, and of other scales, none is taken', () => {
    const spans = { c: { attributes: chat(1, 1), events: [event('toxicity', 0.1), event('faithfulness', 0.7)] } };
    expect(runOf(spans).loop.iterations[0].goalScore).toBeNull();
    expect(runOf(spans, { goalName: 'faithfulness' }).loop.iterations[0].goalScore).toBe(0.7);
    expect(
      runOf({ c: { attributes: chat(1, 1), events: [event('quality', 4)] } }).loop.iterations[0].goalScore
    ).toBeNull();
  });

  it('of another scale are brought to 0..1 by the declared range, and what lies outside of it is told', () => {
    const judged = (score: number) => ({ c: { attributes: chat(1, 1), events: [event('quality', score)] } });
    const read = (score: number) => runOf(judged(score), { goalRange: [1, 5] }).loop;
    expect(read(4).iterations[0].goalScore).toBe(0.75);
    expect(read(1).iterations[0].goalScore).toBe(0);
    expect(read(6).iterations[0].goalScore).toBeNull();
    expect(read(6).faults).toMatchObject([{ code: 'goal-scale', detail: 'score 6' }]);
  });

  it('come from a configured attribute before evaluations, but after loop.goal_score', () => {
    const own = { ...chat(1, 1), 'app.score': '40' };
    const spans = { c: { attributes: own, events: [event('quality', 0.9)] } };
    const options = { goalAttribute: 'span.app.score', goalRange: [0, 100] } as const;
    expect(runOf(spans, options).loop.iterations[0].goalScore).toBe(0.4);
    const told = {
      i: { attributes: { 'loop.iteration': 1, 'loop.goal_score': 0.3, 'app.score': 50 }, name: 'loop.iteration' },
    };
    expect(runOf(told, options).loop.iterations[0].goalScore).toBe(0.3);
    expect(runOf({ c: { attributes: { ...own, 'app.score': 0 } } }, options).loop.iterations[0].goalScore).toBe(0);
  });
});

describe('the loop', () => {
  it('takes its environment from the resource', () => {
    const env = (resource: Record<string, string>) => runOf({ c: { attributes: chat(1, 1), resource } }).loop.env;
    expect(env({ 'deployment.environment.name': 'prod' })).toBe('prod');
    expect(env({ 'deployment.environment': 'stage' })).toBe('stage');
    expect(env({})).toBeNull();
  });

  it('tells why it stopped where a convention does', () => {
    const run = runOf({ root: { attributes: agent('a', { 'gen_ai.agent.finish_reason': 'max_iterations' }) } });
    expect(run.loop.terminationReason).toBe('max_iterations');
    expect(stepOf(run, 'root')?.kind).toBe('agent');
  });
});
