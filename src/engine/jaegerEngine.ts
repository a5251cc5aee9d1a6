import { createJaegerStore } from '../stores/jaeger/jaegerStore';
import type { HttpPort } from '../stores/port';
import type { BackendOptions } from './backendOptions';
import type { QueryEngine } from './engine';
import { createLocalEngine } from './localEngine';

const SERVICE_KEY = 'resource.service.name';

/** Loops in Jaeger. The URLs asked of `http` are relative to the root of its query service: `/api/v3/traces`. */
export function createJaegerEngine(http: HttpPort, options: BackendOptions = {}): QueryEngine {
  const store = createJaegerStore(http, options);
  const engine = createLocalEngine(store);
  // Jaeger knows its services without reading any trace.
  const services = () => store.api.services(new AbortController().signal);
  return { ...engine, tagValues: (key) => (key === SERVICE_KEY ? services() : engine.tagValues(key)) };
}
