/** Engines over the backends that hold loops besides files. URLs asked of their port are relative to the backend's root. */
export type { BackendOptions } from './backendOptions';
export { createJaegerEngine } from './jaegerEngine';
export { createLokiEngine } from './lokiEngine';
export { createTempoEngine } from './tempoEngine';
