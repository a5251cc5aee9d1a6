import { createLokiStore } from '../stores/loki/lokiStore';
import type { HttpPort } from '../stores/port';
import type { BackendOptions } from './backendOptions';
import type { QueryEngine } from './engine';
import { createLocalEngine } from './localEngine';

/** Loops in lines that were shipped to Loki. The URLs asked of `http` are relative to its root: `/loki/api/v1/query_range`. */
export const createLokiEngine = (http: HttpPort, options: BackendOptions = {}): QueryEngine =>
  createLocalEngine(createLokiStore(http, options));
