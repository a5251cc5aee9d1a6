import type { ModelPrice, PriceTable, TokenPrices } from './priceTable';

/** Anthropic asks a quarter more for input that it puts into its cache for five minutes, the standard time. */
const withCacheWrites = (models: ModelPrice[]): ModelPrice[] =>
  models.map((price) => ({
    ...price,
    cacheWrite: price.input * 1.25,
    ...(price.above !== undefined && { above: { ...price.above, cacheWrite: price.above.input * 1.25 } }),
  }));

const prices = (input: number, cachedInput: number | null, output: number): TokenPrices => ({
  input,
  cachedInput,
  output,
});

const priced = (tokenPrices: TokenPrices, ...models: string[]): ModelPrice[] =>
  models.map((model) => ({ model, ...tokenPrices }));

/**
 * List prices of well-known models, standard tier, in US dollars for a million tokens: a starting point for estimates,
 * not a bill. Discounts, batch and priority tiers are not in it.
 *
 * Where they were read, in November 2026:
 * - the provider's own page (platform.claude.com, Pricing): Claude Fable 5.1 and 5, Opus 5 to 4, with their cache writes;
 *   on earlier states of that page Sonnet 4.6 to 3.7, Haiku 4.5, 3.5 and 3, Opus 3
 * - copies by others only, several of which agree: Claude Opus 5.5, Sonnet 5.5, 5 and 3.5, Haiku 5.5, and all of OpenAI's and
 *   Google's. The pages of OpenAI and Google were not read; their cached input is least certain.
 */
export const DEFAULT_PRICES: PriceTable = {
  version: '2026-11',
  models: [
    ...withCacheWrites([
      ...priced(prices(10, 0.25, 50), 'claude-fable-5.1'),
      ...priced(prices(10, 1, 50), 'claude-fable-5'),
      ...priced(prices(4, 0.2, 20), 'claude-opus-5.5'),
      ...priced(
        prices(5, 0.5, 25),
        'claude-opus-5',
        'claude-opus-4.8',
        'claude-opus-4.7',
        'claude-opus-4.6',
        'claude-opus-4.5'
      ),
      ...priced(prices(15, 1.5, 75), 'claude-opus-4.1', 'claude-opus-4', 'claude-3-opus'),
      ...priced(prices(2, 0.1, 10), 'claude-sonnet-5.5'),
      ...priced(prices(2, 0.2, 10), 'claude-sonnet-5'),
      ...priced(
        prices(3, 0.3, 15),
        'claude-sonnet-4.6',
        'claude-sonnet-4.5',
        'claude-sonnet-4',
        'claude-3.7-sonnet',
        'claude-3.5-sonnet'
      ),
      {
        model: 'claude-haiku-5.5',
        ...prices(0.1, 0.01, 0.5),
        above: { inputTokens: 100_000, ...prices(0.5, 0.05, 2.5) },
      },
      ...priced(prices(1, 0.1, 5), 'claude-haiku-4.5'),
      ...priced(prices(0.8, 0.08, 4), 'claude-3.5-haiku'),
    ]),
    // Its cache writes are rounded on the page.
    { model: 'claude-3-haiku', ...prices(0.25, 0.03, 1.25), cacheWrite: 0.3 },

    ...priced(prices(5, 0.5, 30), 'gpt-5.5'),
    ...priced(prices(2.5, 0.25, 15), 'gpt-5.4'),
    ...priced(prices(0.75, 0.075, 4.5), 'gpt-5.4-mini'),
    ...priced(prices(0.2, 0.02, 1.25), 'gpt-5.4-nano'),
    ...priced(prices(1.75, 0.175, 14), 'gpt-5.2', 'gpt-5.3-codex'),
    ...priced(prices(1.25, 0.125, 10), 'gpt-5', 'gpt-5.1', 'gpt-5-codex'),
    ...priced(prices(0.25, 0.025, 2), 'gpt-5-mini'),
    ...priced(prices(0.05, 0.005, 0.4), 'gpt-5-nano'),
    ...priced(prices(2, 0.5, 8), 'gpt-4.1', 'o3'),
    ...priced(prices(0.4, 0.1, 1.6), 'gpt-4.1-mini'),
    ...priced(prices(0.1, 0.025, 0.4), 'gpt-4.1-nano'),
    ...priced(prices(2.5, 1.25, 10), 'gpt-4o'),
    ...priced(prices(0.15, 0.075, 0.6), 'gpt-4o-mini'),
    ...priced(prices(1.1, 0.275, 4.4), 'o4-mini'),
    ...priced(prices(1.1, 0.55, 4.4), 'o3-mini'),
    ...priced(prices(0.02, null, 0), 'text-embedding-3-small'),
    ...priced(prices(0.13, null, 0), 'text-embedding-3-large'),

    { model: 'gemini-2.5-pro', ...prices(1.25, 0.125, 10), above: { inputTokens: 200_000, ...prices(2.5, 0.25, 15) } },
    ...priced(prices(0.3, 0.03, 2.5), 'gemini-2.5-flash'),
    ...priced(prices(0.1, 0.01, 0.4), 'gemini-2.5-flash-lite'),
  ],
};
