import { DEFAULT_PRICES } from '../core/prices/defaultPrices';
import { mergePrices, parsePriceTable } from '../core/prices/priceTable';
import type { BackendOptions } from '../engine/backends';
import type { QueryEngine } from '../engine/engine';
import { createLocalEngine } from '../engine/localEngine';
import { createServerEngine } from '../engine/serverEngine';
import { createHttpFiles } from '../stores/jsonl/httpFiles';
import { createJsonlStore } from '../stores/jsonl/jsonlStore';
import type { BlockParser } from '../stores/jsonl/parser';
import { createWebParser } from '../stores/jsonl/webParser';
import type { HttpPort } from '../stores/port';
import type { StoreConfig } from './config';
import { inTurn } from './inTurn';

let parser: BlockParser | null = null;

/** One set of workers for all stores of the page; they start with the first block that is worth it. */
function sharedParser(): BlockParser {
  parser ??= createWebParser(`${__webpack_public_path__}datasource/indexer.worker.js`);
  return parser;
}

/** Own prices before those that come with the program. */
const pricesOf = (saved: unknown) =>
  saved === undefined ? DEFAULT_PRICES : mergePrices(parsePriceTable(saved).table, DEFAULT_PRICES);

function readingOptions({ defaultGoalTarget, goalName, goalAttribute, goalRange, prices, ...budgets }: StoreConfig) {
  const { costBudgetUsd, tokenBudget } = budgets;
  const warnings = { costBudgetUsd, tokenBudget };
  return { defaultGoalTarget, goalName, goalAttribute, goalRange, prices: pricesOf(prices), warnings };
}

function backendOptions(config: StoreConfig): BackendOptions {
  const { maxLoops, selector, services, shippedWithinHours } = config;
  return { ...readingOptions(config), maxLoops, selector, services, shippedWithinHours };
}

/** The engine that a data source's options ask for; what only one kind needs is loaded with that kind. */
export async function buildEngine(config: StoreConfig, http: HttpPort): Promise<QueryEngine> {
  switch (config.kind) {
    case 'jsonl': {
      const files = createHttpFiles(http, '');
      const patterns = config.paths;
      const store = createJsonlStore({ ...readingOptions(config), files, patterns, parser: sharedParser() });
      return createLocalEngine({ ...store, read: (...asked) => store.read(...asked).pipe(inTurn()) });
    }
    case 'server':
      return createServerEngine(http, '');
    case 'tempo': {
      const { createTempoEngine } = await import('../engine/tempoEngine');
      return createTempoEngine(http, backendOptions(config));
    }
    case 'jaeger': {
      const { createJaegerEngine } = await import('../engine/jaegerEngine');
      return createJaegerEngine(http, backendOptions(config));
    }
    case 'loki': {
      const { createLokiEngine } = await import('../engine/lokiEngine');
      return createLokiEngine(http, backendOptions(config));
    }
  }
}
