import type { FoundWarning, LoopFigures } from './figures';
import { groupBy } from './groupBy';

/** Bounds that loops have to keep; what is null is not asked for. */
export interface Bounds {
  minLes: number | null;
  minGoal: number | null;
  minHealth: number | null;
  maxCost: number | null;
  maxTokens: number | null;
  maxIterations: number | null;
  /** Of the tool calls of one loop, 0..1. */
  maxToolFailures: number | null;
  /** Of all loops together. */
  maxTotalCost: number | null;
  maxTotalTokens: number | null;
  /** Of the loops that ended, 0..1. */
  minSuccess: number | null;
  /** Types of warnings that no loop may have; `any` for all of them. */
  noWarnings: string[];
  /** True where a figure that is asked for and not known fails too. */
  strict: boolean;
}

/** One thing that was checked, and how it came out. */
export interface Verdict {
  /** The option that asked for it. */
  rule: string;
  /** The loop it is about; null is all of them. */
  loop: LoopFigures | null;
  outcome: 'passed' | 'failed' | 'unknown';
  /** What was found, against what. */
  text: string;
}

interface LoopRule {
  rule: string;
  what: string;
  bound: number | null;
  get(figures: LoopFigures): number | null;
  /** Whether more is better. */
  isFloor: boolean;
}

const round = (value: number) => String(Number(value.toPrecision(6)));

const failRatio = ({ toolCalls, toolFailed }: LoopFigures) =>
  toolCalls === null || toolFailed === null ? null : toolCalls === 0 ? 0 : toolFailed / toolCalls;

function loopRules(bounds: Bounds): LoopRule[] {
  return [
    { rule: '--min-les', what: 'LES', bound: bounds.minLes, get: (loop) => loop.lesCumulative, isFloor: true },
    { rule: '--min-goal', what: 'goal score', bound: bounds.minGoal, get: (loop) => loop.goalScore, isFloor: true },
    { rule: '--min-health', what: 'health', bound: bounds.minHealth, get: (loop) => loop.health, isFloor: true },
    { rule: '--max-cost', what: 'cost in USD', bound: bounds.maxCost, get: (loop) => loop.costUsd, isFloor: false },
    { rule: '--max-tokens', what: 'tokens', bound: bounds.maxTokens, get: (loop) => loop.tokens, isFloor: false },
    {
      rule: '--max-iterations',
      what: 'iterations',
      bound: bounds.maxIterations,
      get: (loop) => loop.iterations,
      isFloor: false,
    },
    {
      rule: '--max-tool-failures',
      what: 'share of failed tool calls',
      bound: bounds.maxToolFailures,
      get: failRatio,
      isFloor: false,
    },
  ];
}

function judge(rule: string, what: string, value: number | null, bound: number, isFloor: boolean, strict: boolean) {
  if (value === null) {
    return { rule, outcome: strict ? ('failed' as const) : ('unknown' as const), text: `${what} is not reported` };
  }
  const holds = isFloor ? value >= bound : value <= bound;
  const side = isFloor ? (holds ? 'at least' : 'under') : holds ? 'at most' : 'over';
  return {
    rule,
    outcome: holds ? ('passed' as const) : ('failed' as const),
    text: `${what} ${round(value)} is ${side} ${round(bound)}`,
  };
}

function sum(loops: LoopFigures[], get: (loop: LoopFigures) => number | null): number | null {
  const known = loops.flatMap((loop) => get(loop) ?? []);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

function totals(loops: LoopFigures[], { maxTotalCost, maxTotalTokens, minSuccess, strict }: Bounds): Verdict[] {
  const verdicts: Verdict[] = [];
  if (maxTotalCost !== null) {
    const cost = sum(loops, ({ costUsd }) => costUsd);
    verdicts.push({
      loop: null,
      ...judge('--max-total-cost', 'cost of all loops in USD', cost, maxTotalCost, false, strict),
    });
  }
  if (maxTotalTokens !== null) {
    const tokens = sum(loops, (loop) => loop.tokens);
    verdicts.push({
      loop: null,
      ...judge('--max-total-tokens', 'tokens of all loops', tokens, maxTotalTokens, false, strict),
    });
  }
  if (minSuccess !== null) {
    const ended = loops.filter(({ outcome }) => outcome !== 'running' && outcome !== 'unknown');
    const ratio =
      ended.length === 0 ? null : ended.filter(({ outcome }) => outcome === 'success').length / ended.length;
    verdicts.push({ loop: null, ...judge('--min-success', 'share of successes', ratio, minSuccess, true, strict) });
  }
  return verdicts;
}

/** Every bound against every loop, and those of all loops together. */
export function checkBounds(loops: LoopFigures[], warnings: FoundWarning[], bounds: Bounds): Verdict[] {
  const verdicts: Verdict[] = [];
  const rules = loopRules(bounds);
  const byLoop = groupBy(warnings, ({ traceId }) => traceId);
  for (const loop of loops) {
    for (const { rule, what, bound, get, isFloor } of rules) {
      if (bound !== null) {
        verdicts.push({ loop, ...judge(rule, what, get(loop), bound, isFloor, bounds.strict) });
      }
    }
    for (const type of bounds.noWarnings) {
      const found = (byLoop.get(loop.traceId) ?? []).filter((warning) => type === 'any' || warning.type === type);
      verdicts.push({
        loop,
        rule: `--no-warning ${type}`,
        outcome: found.length > 0 ? 'failed' : 'passed',
        text: found.length > 0 ? found.map((each) => `${each.type}: ${each.what}`).join(' ') : `no ${type} warning`,
      });
    }
  }
  return [...verdicts, ...totals(loops, bounds)];
}
