import type { ModelPrice, PriceTable } from './priceTable';

/** Routes to a model that do not change what it is called: `us.anthropic.NAME`, `openai/NAME`, `models/NAME`. */
const ROUTE = /^.*\/|^(?:(?:us|eu|apac|global|au|jp)\.)?(?:anthropic|openai|google|mistral|meta)\./;
/** What stands behind the name of the same model: a date, `latest`, a provider's revision. */
const REVISION = /(?:[-@](?:\d{8}|\d{4}-\d{2}-\d{2}|latest|default))?(?:-v\d+(?::\d+)?)?$/;

/** `claude-sonnet-4.5` and `claude-sonnet-4-5` are one name. */
const plainName = (model: string) =>
  model
    .trim()
    .toLowerCase()
    .replace(ROUTE, '')
    .replaceAll(/(?<=\d)\.(?=\d)/g, '-');

/** Whether a name fits a pattern with `*`, in time linear in both: names come from telemetry. */
function fits(pattern: string, name: string): boolean {
  const [head, ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) {
    return pattern === name;
  }
  if (!name.startsWith(head) || !name.endsWith(tail) || name.length < head.length + tail.length) {
    return false;
  }
  let at = head.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) {
      return false;
    }
    at = found + part.length;
  }
  return at <= name.length - tail.length;
}

interface Finder {
  exact: Map<string, ModelPrice>;
  /** Longest first. */
  patterns: Array<[pattern: string, price: ModelPrice]>;
  known: Map<string, ModelPrice | null>;
}

const finders = new WeakMap<PriceTable, Finder>();
const MAX_KNOWN = 1000;

function finderOf(table: PriceTable): Finder {
  let finder = finders.get(table);
  if (finder === undefined) {
    const named = table.models.map((price) => [plainName(price.model), price] as const);
    finder = {
      // Of a name that comes twice the first counts.
      exact: new Map(named.filter(([name]) => !name.includes('*')).reverse()),
      patterns: named
        .filter(([name]) => name.includes('*'))
        .map(([name, price]): [string, ModelPrice] => [name, price])
        .sort(([a], [b]) => b.length - a.length),
      known: new Map(),
    };
    finders.set(table, finder);
  }
  return finder;
}

/** The price of a model; null where the table does not know it. */
export function priceOf(model: string, table: PriceTable): ModelPrice | null {
  const { exact, patterns, known } = finderOf(table);
  let price = known.get(model);
  if (price === undefined) {
    const name = plainName(model);
    price =
      exact.get(name) ??
      exact.get(name.replace(REVISION, '')) ??
      patterns.find(([pattern]) => fits(pattern, name))?.[1] ??
      null;
    if (known.size < MAX_KNOWN) {
      known.set(model, price);
    }
  }
  return price;
}

/**
 * What a call cost, in US dollars, by the table. `inputTokens` holds those read
 * from a cache and those written to one. Null where the model or its
 * tokens are not known, or where more came from the cache than came in at all: then it is not known what was counted.
 */
export function estimateCost(
  model: string | null,
  inputTokens: number | null,
  outputTokens: number | null,
  cacheReadTokens: number | null,
  table: PriceTable,
  cacheWriteTokens: number | null = null
): number | null {
  const price = model === null ? null : priceOf(model, table);
  const input = inputTokens ?? 0;
  const output = outputTokens ?? 0;
  const cached = cacheReadTokens ?? 0;
  const written = cacheWriteTokens ?? 0;
  const isCounted = inputTokens !== null || outputTokens !== null;
  const isSound = input >= 0 && output >= 0 && cached >= 0 && written >= 0 && cached + written <= input;
  if (price === null || !isCounted || !isSound) {
    return null;
  }
  const rates = price.above !== undefined && input > price.above.inputTokens ? price.above : price;
  const perMillion =
    (input - cached - written) * rates.input +
    cached * (rates.cachedInput ?? rates.input) +
    written * (rates.cacheWrite ?? rates.input) +
    output * rates.output;
  return perMillion / 1e6;
}
