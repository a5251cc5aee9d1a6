import type { HttpPort } from '../stores/port';
import { createTempo } from '../stores/tempo/tempo';
import { createTempoStore, fullTraceId } from '../stores/tempo/tempoStore';
import type { BackendOptions } from './backendOptions';
import type { QueryEngine } from './engine';
import { createLocalEngine } from './localEngine';
import { tempoSeries } from './tempoSeries';
import { tempoTagKeys, tempoTagValues } from './tempoTags';

/** Loops in Grafana Tempo. The URLs asked of `http` are relative to Tempo's root: `/api/search`. */
export function createTempoEngine(http: HttpPort, options: BackendOptions = {}): QueryEngine {
  const tempo = createTempo(http, options.tenant);
  const local = createLocalEngine(createTempoStore(tempo, options));
  return {
    ...local,
    query(asked, context) {
      const query = { ...asked, traceId: fullTraceId(asked.traceId) };
      return query.queryType === 'series'
        ? tempoSeries(tempo, local.query, query, context, { goalAttribute: options.goalAttribute })
        : local.query(query, context);
    },
    tagKeys: () => tempoTagKeys(tempo),
    tagValues: (key) => tempoTagValues(tempo, key),
  };
}
