import { estimateCost } from '../prices/estimate';
import type { PriceTable } from '../prices/priceTable';
import type { RunStep } from './step';

/**
 * Puts an estimated cost on the steps that bear tokens: on all of them, or, where one has no price, on none, since a
 * part of the cost would look like the whole. A run that reports any cost is left as it is.
 */
export function estimateSteps(steps: readonly RunStep[], prices: PriceTable): boolean {
  const bearers = steps.filter(({ bearsTokens }) => bearsTokens);
  if (bearers.length === 0 || steps.some(({ costUsd }) => costUsd !== null)) {
    return false;
  }
  const costs = bearers.map(({ model, inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }) =>
    estimateCost(model, inputTokens, outputTokens, cacheReadTokens, prices, cacheWriteTokens)
  );
  if (costs.includes(null)) {
    return false;
  }
  bearers.forEach((step, i) => {
    step.estimatedUsd = costs[i];
  });
  return true;
}
