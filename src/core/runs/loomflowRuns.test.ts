import type { Attributes } from '../formats/otlp/span';
import { runOf, type SpanSketch } from './spanMaker';

/** A run, a turn and a model call as loomflow 0.20 writes them over OTLP, its agents without names. */
const run = (session: string, attributes: Attributes = {}): Attributes => ({
  'loom.span.name': 'loom.run',
  'gen_ai.operation.name': 'invoke_agent',
  session_id: session,
  max_turns: 50,
  architecture: 'react',
  ...attributes,
});
const turn = (inside: string, number: number, at: [number, number], session = 's'): SpanSketch => ({
  in: inside,
  at,
  name: 'loom.turn',
  attributes: { turn: number, session_id: session },
});
const call = (inside: string, number: number, at: [number, number], tokens: number | null, session = 's') => ({
  in: inside,
  at,
  name: 'chat gpt-4o',
  attributes: {
    'loom.span.name': 'loom.model.complete',
    'gen_ai.operation.name': 'chat',
    session_id: session,
    turn: number,
    ...(tokens !== null && { 'gen_ai.usage.input_tokens': tokens, 'gen_ai.usage.output_tokens': 0 }),
  },
});
const handoff = (inside: string, at: [number, number]): SpanSketch => ({
  in: inside,
  at,
  name: 'execute_tool handoff',
  attributes: { 'loom.span.name': 'loom.tool', 'gen_ai.operation.name': 'execute_tool', tool: 'handoff', turn: 1 },
});

describe('a run of loomflow', () => {
  it('over OTLP hands over to peers that only their sessions name, the last one after the limit of handoffs too', () => {
    const { loop, handoffs } = runOf({
      root: { at: [0, 100], name: 'invoke_agent', attributes: run('s', { architecture: 'swarm' }) },
      a: { in: 'root', at: [1, 30], name: 'invoke_agent', attributes: run('s__swarm_front_desk_0') },
      ta: turn('a', 1, [2, 29], 's__swarm_front_desk_0'),
      ca: call('ta', 1, [3, 10], 5, 's__swarm_front_desk_0'),
      ha: handoff('ta', [11, 12]),
      b: { in: 'root', at: [31, 60], name: 'invoke_agent', attributes: run('s__swarm_billing_1') },
      tb: turn('b', 1, [32, 59], 's__swarm_billing_1'),
      cb: call('tb', 1, [33, 40], 5, 's__swarm_billing_1'),
      hb: handoff('tb', [41, 42]),
      c: { in: 'root', at: [61, 90], name: 'invoke_agent', attributes: run('s__swarm_front_desk_2_final') },
      tc: turn('c', 1, [62, 89], 's__swarm_front_desk_2_final'),
      cc: call('tc', 1, [63, 70], 5, 's__swarm_front_desk_2_final'),
    });
    expect(handoffs.map(({ from, to }) => [from, to])).toEqual([
      ['front_desk', 'billing'],
      ['billing', 'front_desk'],
    ]);
    // A peer is run for a last time only where the swarm was cut short.
    expect(loop).toMatchObject({ outcome: 'partial', terminationReason: 'interrupted' });
  });

  it('whose turns begin anew, as each attempt of Reflexion does, has them in the order they ran', () => {
    const { loop } = runOf({
      root: { at: [0, 100], name: 'invoke_agent', attributes: run('s', { architecture: 'reflexion' }) },
      t1: turn('root', 1, [1, 10]),
      c1: call('t1', 1, [2, 5], 100),
      t2: turn('root', 2, [11, 20]),
      c2: call('t2', 2, [12, 15], 10),
      t3: turn('root', 1, [21, 30]),
      c3: call('t3', 1, [22, 25], 200),
    });
    expect(loop.iterations.map(({ iteration, derived, tokens }) => [iteration, derived, tokens])).toEqual([
      [1, true, 100],
      [2, true, 10],
      [3, true, 200],
    ]);
  });

  it.each([
    ['has no usage, was cancelled', null, { outcome: 'partial', terminationReason: 'cancelled' }],
    ['has usage, of no tokens, was answered', 0, { outcome: 'success', terminationReason: null }],
  ])('whose last model call %s', (_, tokens, expected) => {
    const { loop } = runOf({
      root: { at: [0, 100], name: 'invoke_agent', attributes: run('s') },
      t1: turn('root', 1, [1, 10]),
      c1: call('t1', 1, [2, 5], 100),
      t2: turn('root', 2, [11, 20]),
      c2: call('t2', 2, [12, 15], tokens),
    });
    expect(loop).toMatchObject(expected);
  });

  it('that goes on shows the turn that it is in by the calls within it, and no turn of an agent inside', () => {
    const { loop } = runOf({
      t1: turn('root', 1, [1, 10]),
      c1: call('t1', 1, [2, 5], 100),
      c2: call('t2', 2, [12, 15], 70),
      tool: {
        in: 't2',
        at: [16, 17],
        name: 'execute_tool search',
        attributes: { 'loom.span.name': 'loom.tool', 'gen_ai.operation.name': 'execute_tool', tool: 'search', turn: 2 },
      },
      inner: call('t9', 9, [18, 19], 7, 's__delegate_helper_del_X'),
    });
    expect(loop.outcome).toBe('running');
    expect(loop.iterations.map(({ iteration, tokens, calls }) => [iteration, tokens, calls?.toolCalls])).toEqual([
      [1, 100, 0],
      [2, 70, 1],
    ]);
  });
});
