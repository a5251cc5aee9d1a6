import { from, Observable, switchMap } from 'rxjs';
import type { Notice } from '../core/model/notice';
import { checkKey } from '../core/query/filter';
import { bucketsFor } from '../core/query/interval';
import type { LoopQuery } from '../core/query/query';
import type { Frame } from '../frames/frame';
import { seriesAnswer } from '../frames/answer';
import { TempoError } from '../stores/tempo/errors';
import { countSpans, readMetrics, type Exemplar } from '../stores/tempo/metrics';
import { planMetrics, type MetricsPlan } from '../stores/tempo/metricsPlan';
import { windowOf } from '../stores/tempo/reading';
import type { Tempo } from '../stores/tempo/tempo';
import type { QueryAnswer, QueryContext, QueryEngine } from './engine';

/** Up to this many spans the loops themselves are read: their figures are exact in every bucket. */
const FEW_SPANS = 5_000;
/** Loops that a search and the metrics are both asked for, to see whether the metrics know of all. */
const SAMPLE = 200;

const info = (text: string, severity: Notice['severity'] = 'info'): Notice => ({
  severity,
  text,
  count: 1,
  where: null,
});

/** Series worked out by Tempo's own metrics where those give the same figures, and from spans where not. */
export function tempoSeries(
  tempo: Tempo,
  local: QueryEngine['query'],
  query: LoopQuery,
  context: QueryContext,
  { goalAttribute = null, fewSpans = FEW_SPANS }: { goalAttribute?: string | null; fewSpans?: number } = {}
): Observable<QueryAnswer> {
  // A score from elsewhere may stand on any span of an iteration.
  const elsewhere = query.metric === 'goalScore' && goalAttribute !== null && goalAttribute !== '';
  const plan = elsewhere ? null : planMetrics(query);
  const { range } = context;
  if (plan === null || range.from === null || range.to === null) {
    return local(query, context);
  }
  return new Observable<QueryAnswer | null>((subscriber) => {
    const abort = new AbortController();
    const subscription = from(askMetrics(tempo, plan, query, context, fewSpans, abort.signal)).subscribe(subscriber);
    return () => {
      abort.abort();
      subscription.unsubscribe();
    };
  }).pipe(switchMap((answer) => (answer === null ? local(query, context) : [answer])));
}

/** Null where the spans have to be read. */
async function askMetrics(
  { client, search }: Tempo,
  plan: MetricsPlan,
  query: LoopQuery,
  { range, intervalMs, maxDataPoints }: QueryContext,
  fewSpans: number,
  signal: AbortSignal
): Promise<QueryAnswer | null> {
  const closed = { from: range.from ?? 0, to: range.to ?? 0 };
  if (query.groupBy !== '') {
    checkKey(query.groupBy, 'group by');
  }
  const window = windowOf(range, Date.now());
  try {
    if ((await countSpans(client, plan.spanset, closed, signal)) <= fewSpans) {
      return null;
    }
    const obstacles = plan.obstacle === '' ? [] : await search.traces(plan.obstacle, window, 1, signal);
    if (obstacles.length > 0) {
      return null;
    }
    const buckets = bucketsFor(closed.from, closed.to, query.interval, intervalMs, maxDataPoints);
    const answer = await readMetrics(client, plan, buckets, signal);
    const isIdentity = !['', 'worker', 'evaluator'].includes(query.groupBy);
    // Loops that do not name themselves on each span get their name from elsewhere.
    if (answer === null || (isIdentity && answer.groups.some(({ key }) => key === null))) {
      return null;
    }
    const all = await countSpans(
      client,
      plan.spanset,
      { from: buckets.start, to: buckets.start + buckets.step * buckets.count },
      signal
    );
    const { frames, notices } = seriesAnswer(answer.groups, query, plan.aggregation, buckets);
    return {
      frames: [...frames, ...exemplarFrames(answer.exemplars, query)],
      notices: [
        info(
          query.metric === 'loops'
            ? "Worked out by Tempo's metrics: loops that are still running are not counted, nor are those that arrived late."
            : "Worked out by Tempo's metrics: an iteration counts where it began, not where it ended. Those that arrived late are not in them."
        ),
        ...partialNotices(answer.partial),
        // What was cut is told already.
        ...(answer.partial === null ? lackNotices(answer.counted, all) : []),
        ...(await missingLoops(client, search, window, signal)),
        ...notices,
      ],
      state: 'done',
    };
  } catch (error) {
    // Servers without metrics, or that do not know the words, still have the spans.
    if (error instanceof TempoError && error.refusal !== 'other' && error.refusal !== 'too-slow') {
      return null;
    }
    throw error;
  }
}

/** Tempo gave only some of the series, or worked them out from a part of the spans. */
const partialNotices = (partial: string | null): Notice[] =>
  partial === null
    ? []
    : [
        info(
          `Tempo gives only a part of this series${partial === '' ? '' : `: ${partial}`} Group by something with fewer values, filter, or shorten the time range; or raise max_response_series in Tempo.`,
          'warning'
        ),
      ];

/** A series of Tempo may leave out spans that are on their way into a block. */
const lackNotices = (counted: number, all: number): Notice[] =>
  counted >= all
    ? []
    : [
        info(
          `${(all - counted).toLocaleString('en-US')} of ${all.toLocaleString('en-US')} spans are in Tempo, but not in its series: they are on their way into a block; ask again in some minutes.`,
          'warning'
        ),
      ];

/** Says so where a search finds loops that metrics do not know of: they ran long, or were sent late. */
async function missingLoops(
  client: Tempo['client'],
  search: Tempo['search'],
  window: { start: number; end: number },
  signal: AbortSignal
): Promise<Notice[]> {
  const spanset = '{name="loop.run"}';
  const found = await search.traces(spanset, window, SAMPLE, signal);
  const starts = found.flatMap(({ start }) => (start !== null && start >= window.start * 1000 ? [start] : []));
  if (starts.length === 0) {
    return [];
  }
  const oldest = starts.reduce<number>((least, start) => Math.min(least, start), Infinity);
  const known = await countSpans(client, spanset, { from: oldest - 1, to: window.end * 1000 }, signal);
  return known >= starts.length
    ? []
    : [
        info(
          `Tempo's metrics lack spans: they know ${known.toLocaleString('en-US')} of the newest ${starts.length.toLocaleString('en-US')} loops. Spans that began more than ingestion_time_range_slack (2 min by default) before they arrived are left out; raise it in Tempo, or choose a shorter time range.`,
          'warning'
        ),
      ];
}

/** Loops that stand for what is drawn: dots over the series, each with the id of its trace. */
function exemplarFrames(exemplars: Exemplar[], { metric }: LoopQuery): Frame[] {
  if (exemplars.length === 0) {
    return [];
  }
  return [
    {
      name: 'exemplar',
      meta: { dataTopic: 'annotations', custom: { resultType: 'exemplar' } },
      fields: [
        { name: 'Time', type: 'time', config: {}, values: exemplars.map(({ time }) => time) },
        { name: 'Value', type: 'number', config: { displayName: metric }, values: exemplars.map(({ value }) => value) },
        {
          name: 'traceId',
          type: 'string',
          config: { displayName: 'Trace ID' },
          values: exemplars.map(({ traceId }) => traceId),
        },
      ],
      length: exemplars.length,
    },
  ];
}
