import { readFileSync } from 'node:fs';
import { DEFAULT_PRICES } from '../core/prices/defaultPrices';
import { mergePrices, parsePriceTable } from '../core/prices/priceTable';
import type { JsonlStoreOptions } from '../stores/jsonl/jsonlStore';
import { UsageError } from './usageError';

/** Options of the command line that say how loops are read, wherever they come from. */
export interface ReadingArguments {
  target?: string;
  prices?: string;
  goalName?: string;
  goalAttribute?: string;
  goalRange?: string;
  budgetUsd?: string;
  budgetTokens?: string;
}

export type ReadingOptions = Pick<
  JsonlStoreOptions,
  'defaultGoalTarget' | 'prices' | 'goalName' | 'goalAttribute' | 'goalRange' | 'warnings'
>;

/** `--target`: undefined where it was not given. */
function parseTarget(text: string | undefined): number | undefined {
  const target = text === undefined ? undefined : text.trim() === '' ? NaN : Number(text);
  if (target !== undefined && !(target > 0 && Number.isFinite(target))) {
    throw new UsageError(`--target ${text ?? ''} is no score above 0; write it as 0.8.`);
  }
  return target;
}

/** `--prices`: a file whose prices go before those that come along, or `none`. */
function readPrices(file: string | undefined): ReadingOptions['prices'] {
  if (file === undefined || file === 'none') {
    return file === undefined ? undefined : null;
  }
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `--prices ${file} could not be read as JSON (${error instanceof Error ? error.message : String(error)}).`
    );
  }
  const { table, faults } = parsePriceTable(json);
  if (faults.length > 0) {
    throw new UsageError(`--prices ${file}: ${faults.slice(0, 3).join(' ')}`);
  }
  return mergePrices(table, DEFAULT_PRICES);
}

/** `--goal-range`: `MIN..MAX`; null where it was not given. */
function parseRange(text: string | undefined): [number, number] | null {
  if (text === undefined) {
    return null;
  }
  const [min, max, ...rest] = text.split('..').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (rest.length > 0 || !Number.isFinite(min) || !Number.isFinite(max) || min >= max) {
    throw new UsageError(`--goal-range ${text} is no scale of scores; write it as 0..5, the lower end first.`);
  }
  return [min, max];
}

/** A budget: undefined where it was not given. */
function parseBudget(option: string, text: string | undefined, example: string): number | undefined {
  const budget = text === undefined ? undefined : text.trim() === '' ? NaN : Number(text);
  if (budget !== undefined && !(budget > 0 && Number.isFinite(budget))) {
    throw new UsageError(`${option} ${text ?? ''} is no amount above 0; write it as ${example}.`);
  }
  return budget;
}

export function readingOptions(options: ReadingArguments): ReadingOptions {
  return {
    defaultGoalTarget: parseTarget(options.target),
    prices: readPrices(options.prices),
    goalName: options.goalName ?? null,
    goalAttribute: options.goalAttribute ?? null,
    goalRange: parseRange(options.goalRange),
    warnings: {
      costBudgetUsd: parseBudget('--budget-usd', options.budgetUsd, '2.50'),
      tokenBudget: parseBudget('--budget-tokens', options.budgetTokens, '50000'),
    },
  };
}
