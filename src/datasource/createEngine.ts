import { throwError } from 'rxjs';
import type { QueryEngine } from '../engine/engine';
import type { HttpPort } from '../stores/port';
import type { StoreConfig } from './config';

/** The engine that a data source's options ask for, over an HTTP port whose relative URLs are below its URL. */
export function createEngine(config: StoreConfig, _http: HttpPort): QueryEngine {
  const message = `Stores of the kind ${config.kind} cannot be read yet.`;
  return {
    query: () => throwError(() => new Error(message)),
    tagKeys: () => Promise.resolve([]),
    tagValues: () => Promise.resolve([]),
    health: () => Promise.resolve({ ok: false, message, details: [] }),
  };
}
