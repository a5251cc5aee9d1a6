import { isObject, type JsonObject } from '../../core/formats/json';
import { readAnyValue, readId } from '../../core/formats/otlp/values';
import type { Buckets } from '../../core/query/interval';
import type { SeriesGroup } from '../../core/query/series';
import type { TempoClient } from './client';
import type { MetricsPlan, Part } from './metricsPlan';
import { fitBlocks } from './traceql';

/** The longest range that a server works out at once unless it is set up to (ms). */
const MAX_RANGE = 24 * 3_600_000;
/** Loops that stand for what is drawn, each a link. */
const EXEMPLARS = 50;
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
}

interface Cell {
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

interface Range {
  from: number;
  to: number;
  /** Of the samples that are asked for: they are put together to buckets here. */
  step: number;
}

/** Tempo leaves out what lies between the last whole step and what is not in a block yet: steps are short (ms). */
const FINE_STEP = 60_000;
/** What is older is in blocks, and may be asked for in longer steps (ms). */
const SETTLED = 86_400_000;

/** Time ranges that the server works out at once, with steps of which each lies in one bucket. */
function rangesOf({ start, step, count }: Buckets): Range[] {
  const end = start + step * count;
  let fine = Math.min(step, FINE_STEP);
  while (step % fine !== 0) {
    fine--;
  }
  const each = Math.max(1, Math.floor(MAX_RANGE / fine)) * fine;
  const ranges: Range[] = [];
  for (let from = start; from < end; from += each) {
    const to = Math.min(end, from + each);
    const isSettled = to < Date.now() - SETTLED && each % step === 0;
    ranges.push({ from, to, step: isSettled ? step : fine });
  }
  return ranges;
}

/** Works a series out in Tempo; null where it would take too many requests. */
export async function readMetrics(
  client: TempoClient,
  plan: MetricsPlan,
  buckets: Buckets,
  signal: AbortSignal
): Promise<MetricsAnswer | null> {
  const ranges = buckets.count === 1 ? dayRanges(buckets.start, buckets.start + buckets.step) : rangesOf(buckets);
  const parts = [...new Set<Part>([...plan.parts, 'count'])];
  if (ranges.length * parts.length > MAX_REQUESTS) {
    return null;
  }
  const shift = buckets.count === 1 ? 1 : await labelShift(client, plan.spanset, ranges, signal);
  const groups = new Map<string | null, Array<Cell | undefined>>();
  const exemplars: Exemplar[] = [];
  let counted = 0;
  const by = plan.label === null ? '' : ` by (${plan.label})`;
  await Promise.all(
    ranges.flatMap((range) =>
      parts.map(async (part, i) => {
        const params = {
          q: fitBlocks(`${plan.spanset}|${TEXT[part](plan.attribute)}${by}`),
          start: nanos(range.from),
          end: nanos(range.to),
        };
        if (buckets.count === 1) {
          const json = await client.json('the metrics', '/api/metrics/query', params, signal);
          counted += addSeries(json, part, () => 0, plan, groups);
          return;
        }
        const wanted = i === 0 ? EXEMPLARS : 0;
        const asked = { ...params, step: `${Math.round(range.step)}ms`, exemplars: wanted };
        const json = await client.json('the metrics', '/api/metrics/query_range', asked, signal);
        const bucketOf = (time: number) =>
          Math.floor((time - shift * range.step - buckets.start) / buckets.step + 1e-6);
        counted += addSeries(json, part, bucketOf, plan, groups, buckets.count);
        exemplars.push(...(wanted > 0 ? readExemplars(json) : []));
      })
    )
  );
  return { groups: toGroups(groups, plan, buckets), exemplars: exemplars.slice(0, EXEMPLARS), counted };
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
        merge((cells[at] ??= { sum: 0, count: 0, min: Infinity, max: -Infinity }), part, number);
        sum += part === 'count' ? number : 0;
        groups.set(key, cells);
      }
    }
  }
  return sum;
}

function merge(cell: Cell, part: Part, value: number): void {
  if (part === 'sum' || part === 'count') {
    cell[part] += value;
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
    if (cell === undefined || cell.count === 0) {
      return isCount ? 0 : null;
    }
    if (isCount) {
      return cell.count;
    }
    if (plan.aggregation === 'mean') {
      return cell.sum / cell.count;
    }
    const value = cell[plan.aggregation === 'min' ? 'min' : plan.aggregation === 'max' ? 'max' : 'sum'];
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
      q: `${spanset}|count_over_time()`,
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

/** A time range in pieces that a server works out at once. */
function dayRanges(from: number, to: number): Range[] {
  const ranges: Range[] = [];
  for (let start = from; start < to; start += MAX_RANGE) {
    const end = Math.min(to, start + MAX_RANGE);
    ranges.push({ from: start, to: end, step: end - start });
  }
  return ranges;
}

const nanos = (ms: number) => `${Math.round(ms)}000000`;

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
