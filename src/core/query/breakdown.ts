import type { CostBasis } from '../model/loop';
import type { LoopPart } from '../model/part';
import type { LoopTable } from '../table/loopTable';
import { isPartKey, partsOf, type PartKey } from './parts';
import { QueryError } from './queryError';

export type BreakdownKey = PartKey | 'kind';

/** All parts of some loops with one agent, model, tool or kind. Times in ms, cost in US dollars; null is not known. */
export interface BreakdownRow {
  /** Null for what has none. */
  key: string | null;
  /** The kind of its parts where they have one, else what the key is. */
  kind: string;
  calls: number;
  failed: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  tokens: number | null;
  costUsd: number | null;
  costBasis: CostBasis | null;
  meanMs: number | null;
  maxMs: number | null;
  loops: number;
}

interface Group {
  row: BreakdownRow;
  kinds: Set<string>;
  totalMs: number | null;
  timed: number;
  lastLoop: number;
}

/** Reads `groupBy`; agents where it is empty. */
export function breakdownKey(groupBy: string): BreakdownKey {
  if (groupBy === '') {
    return 'agent';
  }
  if (groupBy !== 'kind' && !isPartKey(groupBy)) {
    throw new QueryError(`A breakdown cannot be by ${groupBy}; choose agent, model, tool or kind.`);
  }
  return groupBy;
}

const add = (sum: number | null, value: number | null) => (value === null ? sum : (sum ?? 0) + value);

/** Tools have no model and models no tool: what has no value for a key and costs nothing is left out. */
function isOfKey(part: LoopPart, key: BreakdownKey): boolean {
  const bears = part.tokens !== null || part.costUsd !== null;
  switch (key) {
    case 'model':
      return part.model !== null || part.kind === 'llm' || part.kind === 'embedding' || bears;
    case 'tool':
      return part.tool !== null;
    default:
      return true;
  }
}

/** What was done in some loops by agent, model, tool or kind: most tokens first, then most calls. */
export function breakDown(table: LoopTable, rows: readonly number[], key: BreakdownKey): BreakdownRow[] {
  const groups = new Map<string | null, Group>();
  for (const row of rows) {
    for (const part of partsOf(table, row)) {
      if (isOfKey(part, key)) {
        addPart(groupOf(groups, part[key]), part, row);
      }
    }
  }
  return [...groups.values()].map((group) => finish(group, key)).sort(compare);
}

function groupOf(groups: Map<string | null, Group>, key: string | null): Group {
  let group = groups.get(key);
  if (group === undefined) {
    const none = { inputTokens: null, outputTokens: null, tokens: null, costUsd: null, costBasis: null };
    const row = { key, kind: '', calls: 0, failed: 0, ...none, meanMs: null, maxMs: null, loops: 0 };
    group = { row, kinds: new Set(), totalMs: null, timed: 0, lastLoop: -1 };
    groups.set(key, group);
  }
  return group;
}

function addPart(group: Group, part: LoopPart, loop: number): void {
  const { row } = group;
  group.kinds.add(part.kind);
  row.calls += part.calls;
  row.failed = row.failed === null || part.failed === null ? null : row.failed + part.failed;
  row.inputTokens = add(row.inputTokens, part.inputTokens);
  row.outputTokens = add(row.outputTokens, part.outputTokens);
  row.tokens = add(row.tokens, part.tokens);
  row.costUsd = add(row.costUsd, part.costUsd);
  row.costBasis = row.costBasis === 'estimated' ? 'estimated' : (part.costBasis ?? row.costBasis);
  row.maxMs = part.maxMs === null ? row.maxMs : Math.max(row.maxMs ?? 0, part.maxMs);
  row.loops += group.lastLoop === loop ? 0 : 1;
  group.lastLoop = loop;
  group.totalMs = add(group.totalMs, part.durationMs);
  group.timed += part.durationMs === null ? 0 : part.calls;
}

function finish({ row, kinds, totalMs, timed }: Group, key: BreakdownKey): BreakdownRow {
  const [kind] = kinds.size === 1 ? kinds : [key];
  return { ...row, kind, meanMs: totalMs === null || timed === 0 ? null : totalMs / timed };
}

function compare(a: BreakdownRow, b: BreakdownRow): number {
  const byKey = (a.key ?? '\uffff') < (b.key ?? '\uffff') ? -1 : 1;
  return (b.tokens ?? 0) - (a.tokens ?? 0) || b.calls - a.calls || byKey;
}
