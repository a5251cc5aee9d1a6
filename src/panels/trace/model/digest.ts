import type { Group } from './groups';
import { sumOf, type Sums } from './fold';
import { toldFailures } from './iterations';
import { childrenAt, type LoopTree } from './tree';

export interface ToolCount {
  tool: string;
  count: number;
  failed: number;
}

/** What an iteration's row says of its steps. */
export interface Digest {
  tools: ToolCount[];
  /** Model calls; NaN is not known. */
  llmCalls: number;
  /** Tool calls where their names are not known. */
  toolCalls: number;
  failed: number;
  tokens: number;
  costUsd: number;
  estimated: boolean;
  latencyMs: number;
  /** True where the length of its time was not reported and is taken from its steps. */
  open: boolean;
}

/** Figures of an iteration: as the table says, else from its own step, else from the calls below it. */
export function digestOf(tree: LoopTree, g: number): Digest {
  const group = tree.groups[g];
  const { steps } = tree;
  const all = stepsOf(tree, group);
  const tools = new Map<string, ToolCount>();
  let failed = 0;
  let calls = 0;
  for (const i of all) {
    const isFailed = steps.status[i] === 'error';
    failed += isFailed ? 1 : 0;
    if (steps.kind[i] === 'tool') {
      const tool = steps.texts.tool[i] ?? steps.name[i];
      const known = tools.get(tool) ?? { tool, count: 0, failed: 0 };
      tools.set(tool, { tool, count: known.count + 1, failed: known.failed + (isFailed ? 1 : 0) });
    }
    calls += steps.kind[i] === 'llm' ? 1 : 0;
  }
  failed += group.own >= 0 && steps.status[group.own] === 'error' && failed === 0 ? 1 : 0;
  const figures = group.facts?.figures;
  const models = all.filter((i) => steps.kind[i] === 'llm' || steps.kind[i] === 'embedding');
  const sums = sumOf(steps, models);
  return {
    tools: [...tools.values()].sort((a, b) => b.failed - a.failed || b.count - a.count || (a.tool < b.tool ? -1 : 1)),
    llmCalls: all.length > 0 ? calls : (figures?.llmCalls ?? NaN),
    toolCalls: all.length > 0 ? 0 : (figures?.toolCalls ?? NaN),
    failed: all.length > 0 ? failed : failed || toldFailures(figures),
    tokens: first(figures?.tokens, tokensOf(sums)),
    costUsd: first(figures?.costUsd, group.own >= 0 ? steps.figures.costUsd[group.own] : NaN, sums.figures.costUsd),
    estimated: group.facts?.costBasis === 'estimated' || (figures?.costUsd !== figures?.costUsd && sums.estimated),
    latencyMs: latencyOf(tree, group),
    open: isOpen(tree, group),
  };
}

const first = (...values: Array<number | undefined>): number =>
  values.find((value) => value === value && value !== undefined) ?? NaN;

function latencyOf({ steps }: LoopTree, { own, facts, start, end, iteration }: Group): number {
  const written = facts?.figures.latencyMs;
  if (written !== undefined && written === written) {
    return written;
  }
  if (own >= 0) {
    // emitters that write an iteration down when it is over give it no length
    return steps.duration[own] === 0 ? NaN : steps.duration[own];
  }
  return iteration === iteration && end > start ? end - start : NaN;
}

function isOpen({ steps }: LoopTree, { own, facts }: Group): boolean {
  const isUntold = facts === null || facts.figures.latencyMs !== facts.figures.latencyMs;
  return own >= 0 && steps.duration[own] !== steps.duration[own] && isUntold;
}

/** Every step of a group but its own. */
export function stepsOf(tree: LoopTree, group: Group): number[] {
  const out: number[] = [];
  const stack = [...group.roots].reverse();
  for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
    out.push(i);
    const below = childrenAt(tree, i);
    for (let at = below.length - 1; at >= 0; at--) {
      stack.push(below[at]);
    }
  }
  return out;
}

export function tokensOf({ figures }: Pick<Sums, 'figures'>): number {
  const { inputTokens, outputTokens } = figures;
  return inputTokens !== inputTokens && outputTokens !== outputTokens ? NaN : (inputTokens || 0) + (outputTokens || 0);
}
