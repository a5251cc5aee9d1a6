import { createLazyEngine } from '../engine/lazyEngine';
import type { QueryEngine } from '../engine/engine';
import type { HttpPort } from '../stores/port';
import type { StoreConfig } from './config';

/**
 * The engine that a data source's options ask for, loaded with the first question to it: pages that only show the
 * editors need none. URLs that it asks of the port are below the data source's.
 */
export const createEngine = (config: StoreConfig, http: HttpPort): QueryEngine =>
  createLazyEngine(async () => {
    const { buildEngine } = await import('./buildEngine');
    return buildEngine(config, http);
  });
