import type { ReadableFrame } from '../../panels/common/frames';

export type HandoffType = 'delegation' | 'transfer';

export interface MapAgent {
  name: string;
  /** Model and tool calls; null is not known. */
  calls: number | null;
  failed: number | null;
  tokens: number | null;
}

/** How often control (or work, with `delegation`) went from one agent to another; places in `agents`. */
export interface MapEdge {
  from: number;
  to: number;
  type: HandoffType;
  count: number;
}

/** One handoff, or several equal ones that followed each other. */
export interface Hop {
  from: string;
  to: string;
  type: HandoffType;
  count: number;
  /** The first one's place in the order, from 1. */
  at: number;
}

export interface HandoffGraph {
  agents: MapAgent[];
  edges: MapEdge[];
  /** As they ran; empty where the frames do not tell the order. It is never guessed from times. */
  hops: Hop[];
  /** Agents that are not drawn because there are too many. */
  leftOut: number;
}

/** More would be no map. */
export const MOST_AGENTS = 60;

const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const text = (value: unknown) => (typeof value === 'string' ? value : null);
const typeOf = (value: unknown): HandoffType => (value === 'delegation' ? 'delegation' : 'transfer');

type Reader = (name: string, row: number) => unknown;

function readerOf(frame: ReadableFrame): Reader {
  const byName = new Map(frame.fields.map((field) => [field.name, field.values]));
  return (name, row) => byName.get(name)?.[row];
}

/** Agents and handoffs out of the node graph frames of a `handoffs` query, found by their fields' names. Equal edges are added up. */
export function readHandoffs(frames: ReadonlyArray<ReadableFrame & { meta?: { custom?: object } }>): HandoffGraph {
  const agents: MapAgent[] = [];
  const places = new Map<string, number>();
  const placeOf = (name: string) => {
    const known = places.get(name);
    const place = known ?? agents.push({ name, calls: null, failed: null, tokens: null }) - 1;
    places.set(name, place);
    return place;
  };
  const isEdges = (frame: ReadableFrame) =>
    ['source', 'target'].every((name) => frame.fields.some((f) => f.name === name));
  for (const frame of frames.filter((each) => !isEdges(each) && each.fields.some(({ name }) => name === 'id'))) {
    const read = readerOf(frame);
    for (let row = 0; row < frame.length; row++) {
      const name = text(read('id', row));
      if (name !== null) {
        const agent = agents[placeOf(name)];
        agent.calls = sum(agent.calls, number(read('mainstat', row)));
        agent.tokens = sum(agent.tokens, number(read('secondarystat', row)));
        agent.failed = sum(agent.failed, number(read('detail__failed', row)));
      }
    }
  }
  const edges = new Map<string, MapEdge>();
  const hops: Hop[] = [];
  for (const frame of frames.filter(isEdges)) {
    const read = readerOf(frame);
    for (let row = 0; row < frame.length; row++) {
      const [source, target] = [text(read('source', row)), text(read('target', row))];
      if (source !== null && target !== null) {
        const [from, to, type] = [placeOf(source), placeOf(target), typeOf(read('secondarystat', row))];
        const edge = edges.get(`${from} ${to} ${type}`) ?? { from, to, type, count: 0 };
        edge.count += number(read('mainstat', row)) ?? 1;
        edges.set(`${from} ${to} ${type}`, edge);
      }
    }
    addHops(hops, frame.meta?.custom);
  }
  return cut({ agents, edges: [...edges.values()], hops, leftOut: 0 });
}

const sum = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : a + b);

/** Equal handoffs that follow each other are one line with a count. */
function addHops(hops: Hop[], custom: object | undefined) {
  const told: unknown = custom && 'hops' in custom ? custom.hops : [];
  let at = hops.reduce((total, { count }) => total + count, 0);
  for (const hop of Array.isArray(told) ? told : []) {
    const [from, to] = [text(hop?.from), text(hop?.to)];
    if (from === null || to === null) {
      continue;
    }
    at += 1;
    const before = hops[hops.length - 1];
    if (before && before.from === from && before.to === to && before.type === typeOf(hop.type)) {
      before.count += 1;
    } else {
      hops.push({ from, to, type: typeOf(hop.type), count: 1, at });
    }
  }
}

/** Keeps the agents with the most handoffs and calls. */
function cut(graph: HandoffGraph): HandoffGraph {
  const { agents, edges } = graph;
  if (agents.length <= MOST_AGENTS) {
    return graph;
  }
  const weight = agents.map(({ calls }) => (calls ?? 0) / 1e9);
  for (const { from, to, count } of edges) {
    weight[from] += count;
    weight[to] += count;
  }
  const kept = agents
    .map((_, place) => place)
    .sort((a, b) => weight[b] - weight[a] || a - b)
    .slice(0, MOST_AGENTS)
    .sort((a, b) => a - b);
  const moved = new Map(kept.map((place, index) => [place, index]));
  return {
    ...graph,
    agents: kept.map((place) => agents[place]),
    edges: edges.flatMap((edge) => {
      const [from, to] = [moved.get(edge.from), moved.get(edge.to)];
      return from === undefined || to === undefined ? [] : [{ ...edge, from, to }];
    }),
    leftOut: agents.length - kept.length,
  };
}
