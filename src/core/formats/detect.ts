import { isObject } from './json';
import { isJaegerTraces } from './jaegerJson';
import { isLtf } from './ltf/readLtf';
import { findOtlpTraces } from './otlp/readOtlp';

/** What a JSON record can be recognised as. */
export const FORMATS = {
  ltf: 'an LTF document',
  'otlp-traces': 'an OTLP trace export',
  'jaeger-traces': 'an answer of Jaeger’s query API',
  'otlp-metrics': 'an OTLP metrics export',
  'otlp-logs': 'an OTLP logs export',
  loopgym: 'a LoopGym loop trace 1.0',
  'loomflow-telemetry': 'a loomflow telemetry record',
  'looplens-event': 'a LoopLens event',
  lunette: 'a Lunette run upload',
  array: 'a JSON array',
  object: 'a JSON object of no known format',
  value: 'a bare JSON value',
} as const;

export type Format = keyof typeof FORMATS;

/** Names the format of one record by what only that format has. */
export function detectFormat(record: unknown): Format {
  if (Array.isArray(record)) {
    return 'array';
  }
  if (!isObject(record)) {
    return 'value';
  }
  if (isLtf(record)) {
    return 'ltf';
  }
  if (findOtlpTraces(record) !== null) {
    return 'otlp-traces';
  }
  if (isJaegerTraces(record)) {
    return 'jaeger-traces';
  }
  if (Array.isArray(record.resourceMetrics) || Array.isArray(record.resource_metrics)) {
    return 'otlp-metrics';
  }
  if (Array.isArray(record.resourceLogs) || Array.isArray(record.resource_logs)) {
    return 'otlp-logs';
  }
  if (record.trace_version !== undefined && Array.isArray(record.iterations)) {
    return 'loopgym';
  }
  if ((record.kind === 'span' || record.kind === 'metric') && typeof record.name === 'string') {
    return 'loomflow-telemetry';
  }
  if (typeof record.run_id === 'string' && (record.event_type !== undefined || record.type !== undefined)) {
    return 'looplens-event';
  }
  if (Array.isArray(record.trajectories)) {
    return 'lunette';
  }
  return 'object';
}
