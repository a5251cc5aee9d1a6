import { Graph, layout } from '@dagrejs/dagre';
import type { HandoffGraph, MapEdge } from './model';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface EdgeLine {
  edge: MapEdge;
  /** An SVG path from border to border. */
  path: string;
  /** Middle of its label. */
  label: { x: number; y: number };
}

export interface MapLayout {
  width: number;
  height: number;
  /** By place in `agents`; x and y are its upper left corner. */
  boxes: Box[];
  lines: EdgeLine[];
}

export const BOX_HEIGHT = 44;
const MARGIN = 12;

/** Wide enough for the words in it, within limits (pixels). */
export const boxWidth = (name: string, words: string) =>
  Math.round(Math.min(210, Math.max(84, Math.max(name.length * 7.4, words.length * 6.2) + 22)));

/**
 * Places of agents in layers along the direction of their handoffs; cycles and handoffs to oneself are fine.
 * @param room width that rows of agents without handoffs may take (pixels)
 */
export function layoutHandoffs(
  graph: HandoffGraph,
  words: readonly string[],
  direction: 'LR' | 'TB',
  room: number
): MapLayout {
  // Places, not names, are the ids: names are other people's text.
  const dagre = new Graph({ directed: true, multigraph: true });
  dagre.setGraph({ rankdir: direction, nodesep: 28, ranksep: 64, edgesep: 18, marginx: MARGIN, marginy: MARGIN });
  const sizes = graph.agents.map(({ name }, place) => boxWidth(name, words[place]));
  const linked = new Set(graph.edges.flatMap(({ from, to }) => [from, to]));
  const toSelf = new Set(graph.edges.filter(({ from, to }) => from === to).map(({ from }) => from));
  for (const place of linked) {
    dagre.setNode(String(place), { width: sizes[place], height: BOX_HEIGHT + (toSelf.has(place) ? LOOP_DROP : 0) });
  }
  graph.edges.forEach(({ from, to, count }, index) => {
    // The library misplaces handoffs to oneself in layouts from left to right: they are drawn below their agent.
    if (from !== to) {
      const label = { width: 34, height: 18, labelpos: 'c', weight: Math.min(20, count), minlen: 1 } as const;
      dagre.setEdge(String(from), String(to), label, `edge ${index}`);
    }
  });
  if (linked.size > 0) {
    layout(dagre);
  }
  const { width: across = 0, height: down = 0 } = linked.size > 0 ? dagre.graph() : {};
  const alone = rows(sizes, linked, Math.max(across, room), linked.size > 0 ? down + GAP : MARGIN);
  const boxes = graph.agents.map((_, place): Box => {
    const free = alone.boxes.get(place);
    if (free) {
      return free;
    }
    const { x = 0, y = 0, width = 0, height = 0 } = dagre.node(String(place));
    return { x: x - width / 2, y: y - height / 2, width, height: BOX_HEIGHT };
  });
  const lines = graph.edges.map((edge, index): EdgeLine => {
    if (edge.from === edge.to) {
      return loopBelow(edge, boxes[edge.from]);
    }
    const { points = [], x = 0, y = 0 } = dagre.edge(String(edge.from), String(edge.to), `edge ${index}`);
    // The library counts the room below an agent as part of it: ends are brought back to its box.
    const ends = points.map((point: Point, at: number) =>
      at === 0 ? onto(point, boxes[edge.from]) : at === points.length - 1 ? onto(point, boxes[edge.to]) : point
    );
    return { edge, path: smooth(ends), label: { x, y } };
  });
  return { width: Math.max(across, alone.width), height: Math.max(down, alone.height), boxes, lines };
}

const GAP = 16;

/** Room below an agent for a handoff to itself (pixels). */
const LOOP_DROP = 34;

/** An arc out of the agent's lower side and back; delegations to the right of transfers. */
function loopBelow(edge: MapEdge, { x, y, width, height }: Box): EdgeLine {
  const middle = x + width * (edge.type === 'delegation' ? 0.72 : 0.32);
  const [bottom, low] = [y + height, y + height + LOOP_DROP - 6];
  const path = `M${middle - 14} ${bottom}C${middle - 26} ${low} ${middle + 26} ${low} ${middle + 14} ${bottom}`;
  return { edge, path, label: { x: middle, y: bottom + LOOP_DROP * 0.6 } };
}

/** Agents that nobody handed over to stand below the others, in rows. */
function rows(sizes: readonly number[], linked: ReadonlySet<number>, room: number, top: number) {
  const boxes = new Map<number, Box>();
  let [x, y, widest] = [MARGIN, top, 0];
  sizes.forEach((width, place) => {
    if (linked.has(place)) {
      return;
    }
    if (x > MARGIN && x + width + MARGIN > room) {
      [x, y] = [MARGIN, y + BOX_HEIGHT + GAP];
    }
    boxes.set(place, { x, y, width, height: BOX_HEIGHT });
    x += width + GAP;
    widest = Math.max(widest, x - GAP + MARGIN);
  });
  return { boxes, width: widest, height: boxes.size === 0 ? 0 : y + BOX_HEIGHT + MARGIN };
}

interface Point {
  x: number;
  y: number;
}

const onto = ({ x, y }: Point, box: Box): Point => ({ x, y: Math.min(box.y + box.height, Math.max(box.y, y)) });

/** A calm curve: straight at its ends, rounded at the points between. */
function smooth(points: readonly Point[]): string {
  const at = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  if (points.length < 3) {
    return points.map((point, index) => `${index === 0 ? 'M' : 'L'}${at(point)}`).join('');
  }
  const middle = (a: Point, b: Point) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  let path = `M${at(points[0])}L${at(middle(points[0], points[1]))}`;
  for (let i = 1; i < points.length - 1; i++) {
    path += `Q${at(points[i])} ${at(middle(points[i], points[i + 1]))}`;
  }
  return `${path}L${at(points[points.length - 1])}`;
}
