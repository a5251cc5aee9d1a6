import { isObject, type JsonObject } from '../../core/formats/json';
import { readAnyValue, readId } from '../../core/formats/otlp/values';
import type { Buckets } from '../../core/query/interval';
import type { SeriesGroup } from '../../core/query/series';
import type { TempoClient } from './client';
import type { MetricsPlan, Part } from './metricsPlan';
import { dayRanges, nanos, rangesOf, type Range } from './metricsRanges';
import { fitBlocks } from './traceql';

/** Loops that stand for what is drawn, each a link. */
const EXEMPLARS = 50;
/** A number of 0 in the address would mean as many as the server allows. */
const NO_EXEMPLARS = ' with (exemplars=0)';
/** Requests of one series. */
const MAX_REQUESTS = 120;

export interface Exemplar {
  time: number;
  value: number;
  traceId: string;
}

export interface MetricsAnswer {
  groups: SeriesGroup[];
  exemplars: Exemplar[];
  /** Spans that were counted. */
  counted: number;
  /** What Tempo says about what it left out; null where it gave all. */
  partial: string | null;
}

/** Tempo's own limits: it says so in the answer, whose values are not to be relied on then. */
const partialOf = ({ status, message }: JsonObject): string | null =>
  status === 'PARTIAL' || status === 1 ? (typeof message === 'string' ? message.slice(0, 300) : '') : null;

interface Cell {
  /** NaN where Tempo gave none: spans were counted whose value is no number. */
  sum: number;
  count: number;
  min: number;
  max: number;
}

const list = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

const TEXT: Record<Part, (attribute: string | null) => string> = {
  sum: (attribute) => `sum_over_time(${attribute})`,
  count: () => 'count_over_time()',
  min: (attribute) => `min_over_time(${attribute})`,
  max: (attribute) => `max_over_time(${attribute})`,
};

/** Works a series out in Tempo; null where it would take too many requests. */
export async function readMetrics(
  client: TempoClient,
  plan: MetricsPlan,
  buckets: Buckets,
  signal: AbortSignal
): Promise<MetricsAnswer | null> {
  const ranges = buckets.count === 1 ? dayRanges(buckets.start, buckets.start + buckets.step) : rangesOf(buckets);
  // How many spans there are is told without groups: a count says 0 for each group and step that has none.
  const isCounted = plan.parts.includes('count');
  const parts: Part[] = isCounted ? plan.parts : [...plan.parts, 'count'];
  if (ranges.length * parts.length > MAX_REQUESTS) {
    return null;
  }
  const shift = buckets.count === 1 ? 1 : await labelShift(client, plan.spanset, ranges, signal);
  const groups = new Map<string | null, Array<Cell | undefined>>();
  const exemplars: Exemplar[] = [];
  let counted = 0;
  let partial: string | null = null;
  const grouping = plan.label === null ? '' : ` by (${plan.label})`;
  const unused = new Map<string | null, Array<Cell | undefined>>();
  await Promise.all(
    ranges.flatMap((range) =>
      parts.map(async (part, i) => {
        const wanted = buckets.count > 1 && i === 0 ? EXEMPLARS : 0;
        const isInstant = buckets.count === 1;
        const isTotal = part === 'count' && !isCounted;
        const by = isTotal ? '' : grouping;
        const into = isTotal ? unused : groups;
        const params = {
          q: fitBlocks(
            `${plan.spanset}|${TEXT[part](plan.attribute)}${by}${wanted > 0 || isInstant ? '' : NO_EXEMPLARS}`
          ),
          start: nanos(range.from),
          end: nanos(range.to),
        };
        if (isInstant) {
          const json = await client.json('the metrics', '/api/metrics/query', params, signal);
          partial ??= partialOf(json);
          counted += addSeries(json, part, () => 0, plan, into);
          return;
        }
        const step = `${Math.round(range.step)}ms`;
        const asked = wanted > 0 ? { ...params, step, exemplars: wanted } : { ...params, step };
        const json = await client.json('the metrics', '/api/metrics/query_range', asked, signal);
        partial ??= partialOf(json);
        const bucketOf = (time: number) =>
          Math.floor((time - shift * range.step - buckets.start) / buckets.step + 1e-6);
        counted += addSeries(json, part, bucketOf, plan, into, buckets.count);
        exemplars.push(...(wanted > 0 ? readExemplars(json) : []));
      })
    )
  );
  return { groups: toGroups(groups, plan, buckets), exemplars: exemplars.slice(0, EXEMPLARS), counted, partial };
}

/** Puts one answer into the buckets of its groups, and tells how many spans it counted. */
function addSeries(
  json: JsonObject,
  part: Part,
  bucketOf: (time: number) => number,
  plan: MetricsPlan,
  groups: Map<string | null, Array<Cell | undefined>>,
  buckets = 1
): number {
  let sum = 0;
  for (const { labels, samples, value: only } of list(json.series)) {
    const key = plan.label === null ? null : readLabel(labels, plan.label);
    const cells = groups.get(key) ?? [];
    const points = samples === undefined ? [{ timestampMs: 0, value: only }] : list(samples);
    for (const { timestampMs, value } of points) {
      // A value of 0 is left out of the answer.
      const number = Number(value ?? 0);
      const at = bucketOf(Number(timestampMs));
      if (at >= 0 && at < buckets && Number.isFinite(number) && !(part === 'count' && number === 0)) {
        merge((cells[at] ??= { sum: NaN, count: 0, min: Infinity, max: -Infinity }), part, number);
        sum += part === 'count' ? number : 0;
        groups.set(key, cells);
      }
    }
  }
  return sum;
}

function merge(cell: Cell, part: Part, value: number): void {
  if (part === 'count') {
    cell.count += value;
  } else if (part === 'sum') {
    cell.sum = (Number.isNaN(cell.sum) ? 0 : cell.sum) + value;
  } else {
    cell[part] = Math[part](cell[part], value);
  }
}

/** Spans without the attribute come as a group of their own, named `nil`. */
function readLabel(labels: unknown, label: string): string | null {
  const found = list(labels).find(({ key }) => key === label);
  const value = found === undefined ? null : readAnyValue(found.value);
  return value === null || value === 'nil' || value === '' ? null : String(value);
}

function toGroups(
  groups: Map<string | null, Array<Cell | undefined>>,
  plan: MetricsPlan,
  buckets: Buckets
): SeriesGroup[] {
  const isCount = plan.attribute === null || plan.aggregation === 'count';
  const valueOf = (cell: Cell | undefined): number | null => {
    if (cell === undefined || isCount) {
      return isCount ? (cell?.count ?? 0) : null;
    }
    const { aggregation } = plan;
    const value =
      aggregation === 'mean'
        ? cell.sum / cell.count
        : cell[aggregation === 'min' ? 'min' : aggregation === 'max' ? 'max' : 'sum'];
    return Number.isFinite(value) ? value : null;
  };
  if (plan.label === null && isCount && groups.size === 0) {
    groups.set(null, []);
  }
  return [...groups]
    .map(([key, cells]) => ({ key, values: Array.from({ length: buckets.count }, (_, i) => valueOf(cells[i])) }))
    .sort((a, b) => (a.key === b.key ? 0 : a.key === null ? 1 : b.key === null ? -1 : a.key < b.key ? -1 : 1));
}

function readExemplars(json: JsonObject): Exemplar[] {
  return list(json.series).flatMap(({ exemplars }) =>
    list(exemplars).flatMap(({ labels, value, timestampMs }) => {
      const id = list(labels).find(({ key }) => key === 'trace:id');
      const traceId = isObject(id?.value) ? readId(id.value.stringValue, 16) : null;
      const number = Number(value ?? 0);
      return traceId === null || !Number.isFinite(number)
        ? []
        : [{ time: Number(timestampMs), value: number, traceId }];
    })
  );
}

/** 1 where a sample stands at the end of its bucket, as today; 0 where it stands at the start, as in earlier servers. */
const shifts = new WeakMap<TempoClient, 0 | 1>();

async function labelShift(client: TempoClient, spanset: string, ranges: Range[], signal: AbortSignal): Promise<0 | 1> {
  const known = shifts.get(client);
  if (known !== undefined) {
    return known;
  }
  for (const { from, to, step } of [...ranges].reverse()) {
    const params = {
      q: `${spanset}|count_over_time()${NO_EXEMPLARS}`,
      start: nanos(from),
      end: nanos(to),
      step: `${Math.round(step)}ms`,
    };
    const json = await client.json('the metrics', '/api/metrics/query_range', params, signal);
    const samples = list(json.series).flatMap((series) => list(series.samples));
    const most = samples.reduce<JsonObject>(
      (best, sample) => (Number(sample.value ?? 0) > Number(best.value ?? 0) ? sample : best),
      { value: 0 }
    );
    const time = Number(most.timestampMs);
    if (Number(most.value) > 0 && Number.isFinite(time)) {
      const before = await countSpans(client, spanset, { from: time - step, to: time }, signal);
      const shift = before >= Number(most.value) ? 1 : 0;
      shifts.set(client, shift);
      return shift;
    }
  }
  return 1;
}

/** How many spans there are in a range, as far as metrics can tell. */
export async function countSpans(
  client: TempoClient,
  spanset: string,
  range: { from: number; to: number },
  signal: AbortSignal
): Promise<number> {
  const counts = await Promise.all(
    dayRanges(range.from, range.to)
      .slice(-MAX_REQUESTS)
      .map(async ({ from, to }) => {
        const params = {
          q: `${spanset}|count_over_time()`,
          start: nanos(from),
          end: nanos(to),
        };
        const json = await client.json('the metrics', '/api/metrics/query', params, signal);
        return list(json.series).reduce((sum, { value }) => sum + Number(value ?? 0), 0);
      })
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
