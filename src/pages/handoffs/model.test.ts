import { handoffFrames } from '../../frames/handoffs';
import type { Handoff } from '../../core/model/loop';
import { layoutHandoffs } from './layout';
import { MOST_AGENTS, readHandoffs } from './model';
import { agentWords, edgeWords } from './words';

const hop = (from: string | null, to: string, type: Handoff['type'] = 'transfer'): Handoff => ({
  from,
  to,
  type,
  time: null,
});
const graphOf = (handoffs: Handoff[]) => readHandoffs(handoffFrames([{ steps: [], handoffs }]));

describe('readHandoffs', () => {
  it('counts repeated edges and keeps the order in which they ran', () => {
    const graph = graphOf([hop('a', 'b'), hop('b', 'a'), hop('a', 'b'), hop('a', 'b')]);
    expect(graph.edges.map(({ from, to, count }) => [graph.agents[from].name, graph.agents[to].name, count])).toEqual([
      ['a', 'b', 3],
      ['b', 'a', 1],
    ]);
    expect(graph.hops.map(({ at, from, to, count }) => [at, from, to, count])).toEqual([
      [1, 'a', 'b', 1],
      [2, 'b', 'a', 1],
      [3, 'a', 'b', 2],
    ]);
  });

  it('tells delegations from transfers between the same agents', () => {
    const graph = graphOf([hop('a', 'b'), hop('a', 'b', 'delegation')]);
    expect(graph.edges.map((edge) => edgeWords(graph, edge))).toEqual([
      'a handed over to b once',
      'a delegated to b, which returned, once',
    ]);
  });

  it('adds up frames of several loops', () => {
    const frames = ['x', 'y'].flatMap(() => handoffFrames([{ steps: [], handoffs: [hop('a', 'b')] }]));
    const graph = readHandoffs(frames);
    expect(graph.edges).toEqual([{ from: 0, to: 1, type: 'transfer', count: 2 }]);
  });

  it('guesses no order where none is told', () => {
    const [nodes, edges] = handoffFrames([{ steps: [], handoffs: [hop('a', 'b')] }]);
    expect(readHandoffs([nodes, { ...edges, meta: {} }]).hops).toEqual([]);
  });

  it('keeps the busiest agents where there are too many, and says how many are left out', () => {
    const graph = graphOf(Array.from({ length: 100 }, (_, i) => hop('hub', `agent ${i}`)));
    expect(graph.agents).toHaveLength(MOST_AGENTS);
    expect(graph.agents[0].name).toBe('hub');
    expect(graph.leftOut).toBe(101 - MOST_AGENTS);
    expect(graph.edges).toHaveLength(MOST_AGENTS - 1);
  });
});

describe('layoutHandoffs', () => {
  const layoutOf = (handoffs: Handoff[], direction: 'LR' | 'TB' = 'LR') => {
    const graph = graphOf(handoffs);
    return layoutHandoffs(graph, graph.agents.map(agentWords), direction, 600);
  };

  it('puts agents along the handoffs', () => {
    const { boxes } = layoutOf([hop('a', 'b'), hop('b', 'c')]);
    expect(boxes[0].x + boxes[0].width).toBeLessThan(boxes[1].x);
    expect(boxes[1].x + boxes[1].width).toBeLessThan(boxes[2].x);
    const down = layoutOf([hop('a', 'b'), hop('b', 'c')], 'TB').boxes;
    expect(down[0].y + down[0].height).toBeLessThan(down[1].y);
  });

  it.each<[string, Handoff[]]>([
    ['a handoff to oneself', [hop('a', 'a')]],
    ['a circle', [hop('a', 'b'), hop('b', 'c'), hop('c', 'a')]],
    ['both ways, both kinds', [hop('a', 'b'), hop('b', 'a'), hop('a', 'b', 'delegation')]],
    ['names that objects have', [hop('__proto__', 'constructor'), hop('constructor', 'toString')]],
    [
      'sixty agents, each with each neighbour',
      Array.from({ length: 60 }, (_, i) => hop(`n${i}`, `n${(i * 7 + 1) % 60}`)),
    ],
  ])('draws %s without agents on top of each other', (_, handoffs) => {
    const { boxes, lines, width, height } = layoutOf(handoffs);
    for (const { path } of lines) {
      expect(path).toMatch(/^M[-\d. MLQC]+$/);
    }
    boxes.forEach((a, i) => {
      expect(a.x).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width).toBeLessThanOrEqual(width + 0.5);
      expect(a.y + a.height).toBeLessThanOrEqual(height + 0.5);
      boxes.slice(i + 1).forEach((b) => {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart).toBe(true);
      });
    });
  });

  it.each(['LR', 'TB'] as const)('draws a handoff to oneself at its own agent, %s', (direction) => {
    const { boxes, lines } = layoutOf([hop('a', 'b'), hop('b', 'b'), hop('b', 'c')], direction);
    const { label } = lines[1];
    expect(label.x).toBeGreaterThan(boxes[1].x);
    expect(label.x).toBeLessThan(boxes[1].x + boxes[1].width);
    expect(label.y - (boxes[1].y + boxes[1].height)).toBeLessThan(40);
  });

  it('keeps agents without handoffs apart, in rows below', () => {
    const graph = readHandoffs(handoffFrames([{ steps: [], handoffs: [hop('a', 'b')] }]));
    const alone = { name: 'alone', calls: 1, failed: 0, tokens: null };
    const { boxes } = layoutHandoffs({ ...graph, agents: [...graph.agents, alone] }, ['', '', '1 call'], 'LR', 600);
    expect(boxes[2].y).toBeGreaterThan(Math.max(boxes[0].y, boxes[1].y) + boxes[0].height);
  });
});
