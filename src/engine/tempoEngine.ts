import { createLocalEngine } from './localEngine';
import type { QueryEngine } from './engine';
import { createTempo } from '../stores/tempo/tempo';
import { createTempoStore, fullTraceId } from '../stores/tempo/tempoStore';
import type { HttpPort } from '../stores/port';
import type { BackendOptions } from './backendOptions';

/** Loops in Grafana Tempo. The URLs asked of `http` are relative to Tempo's root: `/api/search`. */
export function createTempoEngine(http: HttpPort, options: BackendOptions = {}): QueryEngine {
  const tempo = createTempo(http, options.tenant);
  const local = createLocalEngine(createTempoStore(tempo, options));
  return {
    ...local,
    query: (query, context) => local.query({ ...query, traceId: fullTraceId(query.traceId) }, context),
  };
}
