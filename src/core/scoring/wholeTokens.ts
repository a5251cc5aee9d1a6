import { showValue } from '../model/fault';
import type { FaultList } from '../formats/ltf/fields';
import type { Iteration } from '../model/loop';

/**
 * All tokens of a loop, of which its root tells a total. loopotel writes that total when the loop is finished for the
 * first time and never again: iterations that come later, and exports after the first, leave it behind.
 */
export function wholeTokens(told: number, iterations: readonly Iteration[], faults: FaultList): number {
  let sum = 0;
  for (const { tokens } of iterations) {
    sum += tokens ?? 0;
  }
  if (sum <= told) {
    return told;
  }
  faults.add('tokens-total', `loop.tokens_total ${showValue(told)}`);
  return sum;
}
