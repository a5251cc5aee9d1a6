import type { EpochMs } from '../model/units';
import { isObject, type JsonObject } from './json';
import type { Attributes } from './otlp/span';
import { withOtlpNames } from './otlp/snakeCase';
import { readAttributes, readId, readNanos } from './otlp/values';
import { plainAttributes } from './plain';
import { parseTimestamp } from './time';

/** What loomflow measures. Of the names under which newer versions write the same, only these are read. */
export const LOOMFLOW_METRICS = [
  'loom.tokens.input',
  'loom.tokens.output',
  'loom.cost.usd',
  'loom.tool.duration_ms',
  'loom.session.duration_ms',
  'loom.budget.exceeded',
] as const;
export type LoomflowMetric = (typeof LOOMFLOW_METRICS)[number];

/** One value of a metric, or a running total of several. */
export interface MetricPoint {
  metric: LoomflowMetric;
  value: number;
  /** Measurements in it. */
  count: number;
  time: EpochMs | null;
  /** The series whose running total this is; null for a value of its own. */
  series: string | null;
  session: string | null;
  model: string | null;
  tool: string | null;
  /** Of a tool's call: whether it worked. */
  ok: boolean | null;
  /** Of a run: whether it was cut short. */
  interrupted: boolean | null;
  /** Which budget was used up. */
  reason: string | null;
  /** What tells the process that measured; null for a value of its own. */
  resource: string | null;
  /** Spans that were open when some of the values were measured. */
  exemplars: Array<{ traceId: string; spanId: string }>;
}

const metricOf = (name: unknown): LoomflowMetric | undefined => LOOMFLOW_METRICS.find((known) => known === name);
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
const flag = (value: unknown) => (typeof value === 'boolean' ? value : null);
const list = (value: unknown) => (Array.isArray(value) ? value.filter(isObject) : []);

const about = (attributes: Attributes) => ({
  session: text(attributes.session_id),
  model: text(attributes.model),
  tool: text(attributes.tool),
  ok: flag(attributes.ok),
  interrupted: flag(attributes.interrupted),
  reason: text(attributes.reason),
});

/** A metric line of loomflow's FileTelemetry; null for other metrics. */
export function readLoomflowMetric(record: JsonObject): MetricPoint | null {
  const metric = metricOf(record.name);
  const { value } = record;
  if (metric === undefined || typeof value !== 'number' || !Number.isFinite(value)) {
    return null;
  }
  return {
    metric,
    value,
    count: 1,
    time: parseTimestamp(record.emitted_at),
    series: null,
    ...about(isObject(record.attributes) ? plainAttributes(record.attributes) : {}),
    resource: null,
    exemplars: [],
  };
}

/** One text for one resource, whatever the order of its attributes. */
export const resourceKey = (resource: Attributes) =>
  JSON.stringify(Object.entries(resource).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

/** What loomflow measures in an OTLP/JSON metrics export: running totals, of which the latest counts. */
export function readMetricPoints(body: JsonObject): MetricPoint[] {
  const points: MetricPoint[] = [];
  for (const group of list(withOtlpNames(body).resourceMetrics)) {
    const resource = resourceKey(isObject(group.resource) ? readAttributes(group.resource.attributes) : {});
    for (const scoped of list(group.scopeMetrics)) {
      for (const entry of list(scoped.metrics)) {
        const metric = metricOf(entry.name);
        const data = isObject(entry.sum) ? entry.sum : entry.histogram;
        if (metric !== undefined && isObject(data)) {
          points.push(...list(data.dataPoints).flatMap((point) => readPoint(metric, point, resource)));
        }
      }
    }
  }
  return points;
}

/** Exemplars of one series that are kept. */
export const MAX_EXEMPLARS = 64;

function readPoint(metric: LoomflowMetric, point: JsonObject, resource: string): MetricPoint[] {
  const attributes = readAttributes(point.attributes);
  const value = Number(point.asDouble ?? point.asInt ?? point.sum);
  const count = Number(point.count ?? point.asInt ?? 1);
  if (!Number.isFinite(value) || !Number.isFinite(count)) {
    return [];
  }
  const exemplars = list(point.exemplars)
    .slice(0, MAX_EXEMPLARS)
    .flatMap((exemplar) => {
      const [traceId, spanId] = [readId(exemplar.traceId, 16), readId(exemplar.spanId, 8)];
      return traceId === null || spanId === null ? [] : [{ traceId, spanId }];
    });
  const told = about(attributes);
  const series = JSON.stringify([metric, told, attributes.turns ?? null, resource, point.startTimeUnixNano ?? null]);
  return [{ metric, value, count, time: readNanos(point.timeUnixNano), series, ...told, resource, exemplars }];
}
