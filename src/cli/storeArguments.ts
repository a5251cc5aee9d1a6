import type { QueryEngine } from '../engine/engine';
import type { LoopStore } from '../stores/loopStore';
import { isBackend, openBackend, openBackendStore, openLoops, openStore, type BackendAsking } from './openStore';
import { readingOptions, type ReadingArguments } from './readingOptions';
import { UsageError } from './usageError';

/** Options of the command line that say where loops are. */
export interface StoreArguments extends ReadingArguments {
  store: string;
  kind: string;
  tenant?: string;
  service: string[];
  selector?: string;
}

const KINDS = ['auto', 'jsonl', 'tempo', 'jaeger', 'loki'] as const;

/** One of the words that an option takes. Throws a UsageError for another. */
export function oneOf<T extends string>(value: string, choices: readonly T[], option: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) {
    throw new UsageError(`${option} ${value} is not known; choose one of ${choices.join(', ')}.`);
  }
  return found;
}

const askingOf = ({ tenant, selector, service }: StoreArguments): BackendAsking => ({
  tenant,
  selector,
  ...(service.length === 0 ? {} : { services: service }),
});

/** Answers queries about the loops that the options name. */
export function engineOf(options: StoreArguments): QueryEngine {
  const kind = oneOf(options.kind, KINDS, '--kind');
  const reading = readingOptions(options);
  return isBackend(kind)
    ? openBackend(kind, options.store, reading, askingOf(options))
    : openStore(options.store, reading);
}

/** The loops that the options name; null where a Loopscope server holds them, which answers queries only. */
export function loopsOf(options: StoreArguments): LoopStore | null {
  const kind = oneOf(options.kind, KINDS, '--kind');
  const reading = readingOptions(options);
  return isBackend(kind)
    ? openBackendStore(kind, options.store, reading, askingOf(options))
    : openLoops(options.store, reading);
}
