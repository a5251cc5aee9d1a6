import type { LoopFigures } from './figures';
import { groupBy } from './groupBy';
import type { Verdict } from './rules';

interface Measure {
  what: string;
  isFloor: boolean;
  of(loops: LoopFigures[]): number | null;
}

function median(values: number[]): number | null {
  if (values.length === 0) {
    return null;
  }
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const medianOf = (get: (loop: LoopFigures) => number | null) => (loops: LoopFigures[]) =>
  median(loops.flatMap((loop) => get(loop) ?? []));

const MEASURES: readonly Measure[] = [
  {
    what: 'share of successes',
    isFloor: true,
    of(loops) {
      const ended = loops.filter(({ outcome }) => outcome !== 'running' && outcome !== 'unknown');
      return ended.length === 0 ? null : ended.filter(({ outcome }) => outcome === 'success').length / ended.length;
    },
  },
  { what: 'median LES', isFloor: true, of: medianOf(({ lesCumulative }) => lesCumulative) },
  { what: 'median goal score', isFloor: true, of: medianOf(({ goalScore }) => goalScore) },
  { what: 'median of iterations', isFloor: false, of: medianOf(({ iterations }) => iterations) },
  { what: 'median of tokens', isFloor: false, of: medianOf(({ tokens }) => tokens) },
  { what: 'median cost in USD', isFloor: false, of: medianOf(({ costUsd }) => costUsd) },
];

const round = (value: number) => String(Number(value.toPrecision(4)));

const byName = (loops: LoopFigures[]) => groupBy(loops, ({ loop }) => loop);

/**
 * Each loop name against itself in the baseline: no figure may be worse by more than the tolerance.
 * @param tolerance a share of the baseline's figure: 0.05 is 5 %
 * A name that the baseline does not hold is new, and a figure that either lacks is unknown: neither fails.
 */
export function checkBaseline(loops: LoopFigures[], baseline: LoopFigures[], tolerance: number): Verdict[] {
  const before = byName(baseline);
  const verdicts: Verdict[] = [];
  for (const [name, group] of byName(loops)) {
    const known = before.get(name);
    if (known === undefined) {
      verdicts.push({
        rule: '--baseline',
        loop: null,
        outcome: 'unknown',
        text: `${name || 'unnamed loops'}: not in the baseline`,
      });
      continue;
    }
    for (const { what, isFloor, of } of MEASURES) {
      const [now, then] = [of(group), of(known)];
      if (now === null || then === null) {
        continue;
      }
      const bound = isFloor ? then * (1 - tolerance) : then * (1 + tolerance);
      const holds = isFloor ? now >= bound : now <= bound;
      const change = then === 0 ? '' : ` (${now >= then ? '+' : '−'}${round((Math.abs(now - then) / then) * 100)} %)`;
      verdicts.push({
        rule: '--baseline',
        loop: null,
        outcome: holds ? 'passed' : 'failed',
        text: `${name || 'unnamed loops'}: ${what} ${round(now)}, was ${round(then)}${change}`,
      });
    }
  }
  return verdicts;
}
