import type { Handoff, Step } from '../core/model/loop';
import type { Frame, FrameField } from './frame';

export interface LoopHandoffs {
  steps: Step[];
  handoffs: Handoff[];
}

/** One handoff as it ran. */
interface HopRow {
  from: string;
  to: string;
  type: Handoff['type'];
}

/** So many are told one by one; edges count all. */
const MOST_HOPS = 5000;

interface AgentNode {
  calls: number;
  failed: number;
  tokens: number | null;
  handoffs: number;
}

const column = (name: string, type: FrameField['type'], values: unknown[], displayName = name): FrameField => ({
  name,
  type,
  config: { displayName },
  values,
});

/** Numbers that are counted have no decimals; Grafana's node graph would print the name of a unit. */
const count = (name: string, values: unknown[], displayName: string): FrameField => ({
  name,
  type: 'number',
  config: { displayName, decimals: 0 },
  values,
});

/** What a node is called where no agent is named. */
const UNNAMED = 'unnamed agent';

/**
 * Node graph frames: agents with their model and tool calls, failures and tokens; edges with how often control or work went
 * from one to another. Field names are those that Grafana's node graph reads.
 */
export function handoffFrames(loops: LoopHandoffs[]): Frame[] {
  const nodes = new Map<string, AgentNode>();
  const edges = new Map<string, { from: string; to: string; type: Handoff['type']; count: number }>();
  const node = (name: string) => {
    let known = nodes.get(name);
    if (known === undefined) {
      known = { calls: 0, failed: 0, tokens: null, handoffs: 0 };
      nodes.set(name, known);
    }
    return known;
  };
  const hops: HopRow[] = [];
  for (const { steps, handoffs } of loops) {
    for (const { from, to, type } of handoffs) {
      const source = from ?? UNNAMED;
      if (hops.length < MOST_HOPS) {
        hops.push({ from: source, to, type });
      }
      node(source).handoffs++;
      node(to);
      const key = JSON.stringify([source, to, type]);
      const edge = edges.get(key) ?? { from: source, to, type, count: 0 };
      edge.count++;
      edges.set(key, edge);
    }
    for (const step of steps) {
      const isCall = step.kind === 'llm' || step.kind === 'tool' || step.kind === 'handoff';
      if (isCall && step.agent !== null) {
        const agent = node(step.agent);
        agent.calls++;
        agent.failed += step.status === 'error' ? 1 : 0;
        if (step.inputTokens !== null || step.outputTokens !== null) {
          agent.tokens = (agent.tokens ?? 0) + (step.inputTokens ?? 0) + (step.outputTokens ?? 0);
        }
      }
    }
  }
  return [nodesFrame(nodes), edgesFrame([...edges.values()], hops)];
}

function nodesFrame(nodes: Map<string, AgentNode>): Frame {
  const names = [...nodes.keys()];
  const of = <T>(pick: (agent: AgentNode) => T) => [...nodes.values()].map(pick);
  const ok = ({ calls, failed }: AgentNode) => (calls === 0 ? 1 : 1 - failed / calls);
  return {
    name: 'nodes',
    meta: { preferredVisualisationType: 'nodeGraph' },
    fields: [
      column('id', 'string', names, 'Agent'),
      column('title', 'string', names, 'Agent'),
      count(
        'mainstat',
        of(({ calls }) => calls),
        'Calls'
      ),
      count(
        'secondarystat',
        of(({ tokens }) => tokens),
        'Tokens'
      ),
      {
        ...column('arc__ok', 'number', of(ok), 'Ok'),
        config: { displayName: 'Ok', color: { mode: 'fixed', fixedColor: 'green' } },
      },
      {
        ...column(
          'arc__failed',
          'number',
          of((agent) => 1 - ok(agent)),
          'Failed'
        ),
        config: { displayName: 'Failed', color: { mode: 'fixed', fixedColor: 'orange' } },
      },
      count(
        'detail__failed',
        of(({ failed }) => failed),
        'Failed calls'
      ),
      count(
        'detail__handoffs',
        of(({ handoffs }) => handoffs),
        'Handed over'
      ),
    ],
    length: names.length,
  };
}

function edgesFrame(
  edges: Array<{ from: string; to: string; type: Handoff['type']; count: number }>,
  hops: HopRow[]
): Frame {
  return {
    name: 'edges',
    // as they ran, for those who draw more than the sums; a third frame would be taken for nodes
    meta: { preferredVisualisationType: 'nodeGraph', custom: { hops } },
    fields: [
      column(
        'id',
        'string',
        edges.map((_, i) => `edge-${i + 1}`),
        'Edge'
      ),
      column(
        'source',
        'string',
        edges.map(({ from }) => from),
        'From'
      ),
      column(
        'target',
        'string',
        edges.map(({ to }) => to),
        'To'
      ),
      count(
        'mainstat',
        edges.map(({ count }) => count),
        'Times'
      ),
      column(
        'secondarystat',
        'string',
        edges.map(({ type }) => type),
        'Type'
      ),
      column(
        'thickness',
        'number',
        edges.map(({ count }) => Math.min(6, 1 + Math.log2(count))),
        'Thickness'
      ),
    ],
    length: edges.length,
  };
}
