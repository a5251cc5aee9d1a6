import type { EpochMs } from '../model/units';
import { isObject, type JsonObject } from './json';
import { readAttributes, readNanos } from './otlp/values';
import { parseTimestamp } from './time';

/** What loomflow counts of a session. Of the names under which newer versions write the same, only these are read. */
export const SESSION_METRICS = ['loom.tokens.input', 'loom.tokens.output', 'loom.cost.usd'] as const;
export type SessionMetric = (typeof SESSION_METRICS)[number];

/** One measured value of one session. */
export interface SessionPoint {
  metric: SessionMetric;
  session: string;
  value: number;
  time: EpochMs | null;
  /** The series whose running total this is; null for a value of its own, to be added up. */
  series: string | null;
}

const metricOf = (name: unknown): SessionMetric | undefined => SESSION_METRICS.find((known) => known === name);

/** A metric line of loomflow's FileTelemetry; null for other metrics and for those without a session. */
export function readLoomflowMetric(record: JsonObject): SessionPoint | null {
  const metric = metricOf(record.name);
  const session = isObject(record.attributes) ? record.attributes.session_id : undefined;
  const { value } = record;
  if (metric === undefined || typeof session !== 'string' || typeof value !== 'number' || !Number.isFinite(value)) {
    return null;
  }
  return { metric, session, value, time: parseTimestamp(record.emitted_at), series: null };
}

const list = (value: unknown) => (Array.isArray(value) ? value.filter(isObject) : []);

/** The sums of sessions in an OTLP/JSON metrics export: running totals, of which the latest counts. */
export function readSessionMetrics(body: JsonObject): SessionPoint[] {
  const points: SessionPoint[] = [];
  for (const group of list(body.resourceMetrics)) {
    for (const scoped of list(group.scopeMetrics)) {
      for (const entry of list(scoped.metrics)) {
        const metric = metricOf(entry.name);
        if (metric !== undefined && isObject(entry.sum)) {
          points.push(...list(entry.sum.dataPoints).flatMap((point) => readPoint(metric, point)));
        }
      }
    }
  }
  return points;
}

function readPoint(metric: SessionMetric, point: JsonObject): SessionPoint[] {
  const attributes = readAttributes(point.attributes);
  const session = attributes.session_id;
  const value = Number(point.asDouble ?? point.asInt);
  if (typeof session !== 'string' || !Number.isFinite(value)) {
    return [];
  }
  const series = JSON.stringify([metric, session, attributes.model ?? null, point.startTimeUnixNano ?? null]);
  return [{ metric, session, value, time: readNanos(point.timeUnixNano), series }];
}
