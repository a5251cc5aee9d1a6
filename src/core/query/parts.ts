import type { LoopPart } from '../model/part';
import { known } from '../table/columns';
import type { LoopTable } from '../table/loopTable';
import type { SeriesMetric } from './query';

export const PART_KEYS = ['agent', 'model', 'tool'] as const;
export type PartKey = (typeof PART_KEYS)[number];
export const isPartKey = (key: string): key is PartKey => PART_KEYS.some((known) => known === key);

/** Metrics that can be told by part of a loop. */
const METRICS = ['tokens', 'costUsd', 'llmCalls', 'toolCalls', 'toolFailRatio', 'durationMs'] as const;
export type PartMetric = (typeof METRICS)[number];
export const isPartMetric = (metric: SeriesMetric): metric is PartMetric => METRICS.some((known) => known === metric);

/** Who did what in a loop: its parts; where its format has no steps, what each worker did in its iterations. */
export function partsOf(table: LoopTable, row: number): LoopPart[] {
  const parts = [...table.eachPart(row)];
  return parts.length > 0 ? parts : workerParts(table, row);
}

const add = (sum: number | null, value: number | null) => (value === null ? sum : (sum ?? 0) + value);

function workerParts(table: LoopTable, row: number): LoopPart[] {
  const { loops, iterations, strings } = table;
  const parts = new Map<number, LoopPart>();
  const start = loops.iterationStart.get(row);
  const estimated = loops.costBasis.get(row) === 1;
  for (let at = start; at < start + loops.iterationCount.get(row); at++) {
    const id = iterations.worker.get(at);
    const latency = known(iterations.latencyMs.get(at));
    const part = parts.get(id) ?? emptyPart(strings.at(id));
    part.calls++;
    part.tokens = add(part.tokens, known(iterations.tokens.get(at)));
    part.costUsd = add(part.costUsd, known(iterations.costUsd.get(at)));
    part.costBasis = part.costUsd === null ? null : estimated ? 'estimated' : 'reported';
    part.durationMs = add(part.durationMs, latency);
    part.maxMs = latency === null ? part.maxMs : Math.max(part.maxMs ?? 0, latency);
    parts.set(id, part);
  }
  return withRest(table, row, [...parts.values()]);
}

const emptyPart = (agent: string | null): LoopPart => ({
  kind: 'worker',
  agent,
  model: null,
  tool: null,
  calls: 0,
  failed: null,
  inputTokens: null,
  outputTokens: null,
  tokens: null,
  costUsd: null,
  costBasis: null,
  durationMs: null,
  maxMs: null,
});

/** What the loop tells as a whole beyond its iterations. */
function withRest({ loops }: LoopTable, row: number, parts: LoopPart[]): LoopPart[] {
  const rest = (whole: number, name: 'tokens' | 'costUsd') => {
    const left = whole - parts.reduce((sum, part) => sum + (part[name] ?? 0), 0);
    return left > 1e-9 ? left : null;
  };
  const tokens = rest(loops.tokens.get(row), 'tokens');
  const costUsd = rest(loops.costUsd.get(row), 'costUsd');
  return tokens === null && costUsd === null
    ? parts
    : [
        ...parts,
        { ...emptyPart(null), kind: 'other', tokens, costUsd, costBasis: costUsd === null ? null : 'reported' },
      ];
}

/** The values of a metric of one loop by agent, model or tool; null is what has none. */
export function partValues(
  table: LoopTable,
  row: number,
  metric: PartMetric,
  key: PartKey
): Map<string | null, number> {
  const sums = new Map<string | null, { value: number; of: number }>();
  for (const part of partsOf(table, row)) {
    const [value, of] = measure(part, metric);
    if (value !== null) {
      const sum = sums.get(part[key]) ?? { value: 0, of: 0 };
      sums.set(part[key], { value: sum.value + value, of: sum.of + of });
    }
  }
  const isRatio = metric === 'toolFailRatio';
  return new Map([...sums].map(([name, { value, of }]) => [name, isRatio ? value / of : value]));
}

/** The value of a part, and for ratios what it is divided by. */
function measure(part: LoopPart, metric: PartMetric): [value: number | null, of: number] {
  const isTool = part.kind === 'tool' || part.kind === 'handoff';
  switch (metric) {
    case 'tokens':
    case 'costUsd':
    case 'durationMs':
      return [part[metric], 1];
    case 'llmCalls':
      return [part.kind === 'llm' && part.calls > 0 ? part.calls : null, 1];
    case 'toolCalls':
      return [isTool && part.calls > 0 ? part.calls : null, 1];
    case 'toolFailRatio':
      return [isTool && part.calls > 0 ? part.failed : null, part.calls];
  }
}
