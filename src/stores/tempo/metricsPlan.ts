import { CONVENTIONS } from '../../core/conventions';
import { canonicalKey } from '../../core/query/loopColumns';
import type { Aggregation, LoopFilter, LoopQuery, SeriesMetric } from '../../core/query/query';
import { NATURAL_AGGREGATION } from '../../core/query/series';
import { conventionMarks } from './marks';
import { anyOf, quote } from './traceql';

/** A function of TraceQL metrics, each of which can be put together again from parts of a time range. */
export type Part = 'sum' | 'count' | 'min' | 'max';

/** A series that Tempo can work out by itself, with the figures that the spans themselves would give. */
export interface MetricsPlan {
  /** The spans that are counted, in braces. */
  spanset: string;
  /** What is added up, an attribute of them; null where they are counted. */
  attribute: string | null;
  /** The label of a group; null for one series. */
  label: string | null;
  parts: Part[];
  aggregation: Aggregation;
  /** A search that finds something where the figures cannot be had this way. */
  obstacle: string;
}

const LOOP = CONVENTIONS.find(({ id }) => id === 'loop');
const OTHERS = anyOf([
  ...new Set(
    CONVENTIONS.filter((convention) => convention !== LOOP && convention.system !== null).flatMap(conventionMarks)
  ),
]);

const ITERATION = 'name="loop.iteration"';

/** Metrics that one attribute of one kind of span tells. */
const METRICS: Partial<Record<SeriesMetric, { span: string; attribute: string | null }>> = {
  loops: { span: 'name="loop.run"', attribute: null },
  iterations: { span: ITERATION, attribute: null },
  goalScore: { span: ITERATION, attribute: 'span.loop.goal_score' },
  tokens: { span: ITERATION, attribute: 'span.loop.tokens_delta' },
  costUsd: { span: ITERATION, attribute: 'span.loop.cost_usd' },
};

const LABELS: Readonly<Record<string, string>> = {
  loop: 'span.loop.name',
  env: 'span.loop.env_id',
  task: 'span.loop.task_id',
  worker: 'span.loop.worker.id',
  evaluator: 'span.loop.evaluator.id',
};

/** Quantiles are only near the truth there, and of doubles none come: they are worked out from spans. */
const PARTS: Partial<Record<Aggregation, Part[]>> = {
  sum: ['sum'],
  count: ['count'],
  mean: ['sum', 'count'],
  min: ['min'],
  max: ['max'],
};

/** A filter that stands on each span of a loop alike; null where it does not. */
function sameSpan({ key: asked, op, value }: LoopFilter): string | null {
  const key = canonicalKey(asked);
  if (key === 'system' && op === '=' && value === 'loopotel') {
    return 'true';
  }
  const isIdentity = key === 'loop' || key === 'env' || key === 'task';
  if (!isIdentity || value === '' || op !== '=') {
    return null;
  }
  return `${LABELS[key]}=${quote(value)}`;
}

/** How Tempo can work a series out; null where only the spans can tell. */
export function planMetrics(query: LoopQuery): MetricsPlan | null {
  const metric = METRICS[query.metric];
  const aggregation = query.aggregation ?? NATURAL_AGGREGATION[query.metric];
  const counts = metric?.attribute === null;
  const parts = counts
    ? aggregation === 'sum' || aggregation === 'count'
      ? (['count'] as Part[])
      : undefined
    : PARTS[aggregation];
  const group = canonicalKey(query.groupBy);
  const ofIteration = group === 'worker' || group === 'evaluator';
  const label = group === '' ? null : Object.hasOwn(LABELS, group) ? LABELS[group] : undefined;
  const filters = query.filters.filter(({ key }) => key !== '').map(sameSpan);
  const isPlain = query.expr.trim() === '' && query.traceId === '';
  if (
    metric === undefined ||
    parts === undefined ||
    label === undefined ||
    !isPlain ||
    filters.includes(null) ||
    (ofIteration && metric.span !== ITERATION)
  ) {
    return null;
  }
  const own = filters.filter((condition) => condition !== null && condition !== 'true');
  const onlyLoops = filters.includes('true');
  // A count of values is not a count of spans.
  const valued = metric.attribute === null ? [] : [`${metric.attribute}!=nil`];
  const missing = [
    ...(metric.attribute === 'span.loop.tokens_delta' ? [`(${ITERATION}&&${metric.attribute}=nil)`] : []),
    // A number that was written as text is one to us, and none to Tempo.
    ...(metric.attribute === null ? [] : [`(${ITERATION}&&${metric.attribute}=~".*")`]),
  ];
  const others = onlyLoops ? [] : [`(${OTHERS})`];
  const within = own.length === 0 ? '' : `{${own.join('&&')}}&&`;
  return {
    spanset: `{${[metric.span, ...own, ...valued].join('&&')}}`,
    attribute: metric.attribute,
    label,
    parts,
    aggregation,
    obstacle: missing.length + others.length === 0 ? '' : `${within}{${[...missing, ...others].join('||')}}`,
  };
}
