import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject } from '../../core/formats/json';
import { completeQuery } from '../../core/query/defaults';
import {
  AGGREGATIONS,
  FILTER_OPS,
  QUERY_TYPES,
  SERIES_METRICS,
  type LoopFilter,
  type LoopQuery,
  type TimeRange,
} from '../../core/query/query';
import { QueryError } from '../../core/query/queryError';
import type { QueryAnswer, QueryContext, QueryEngine } from '../../engine/engine';
import { toFrameJson } from '../../frames/json';
import { StoreError } from '../../stores/storeError';
import { readJsonBody, readName, RequestError, sendJson } from './request';

/** Queries of one request. */
const MAX_QUERIES = 50;
/** A store that is still being read answers with what it has after this (ms). */
const PATIENCE_MS = 1500;

const text = (value: unknown, field: string): string => {
  if (value === undefined || value === null) {
    return '';
  }
  if (typeof value !== 'string') {
    throw new RequestError(400, `${field} should be a string.`);
  }
  return value;
};

function choice<T extends string>(value: unknown, choices: readonly T[], field: string, fallback: T): T {
  if (value === undefined || value === null || value === '') {
    return fallback;
  }
  const found = choices.find((known) => known === value);
  if (found === undefined) {
    throw new RequestError(400, `${field} ${JSON.stringify(value)} is not known; choose one of ${choices.join(', ')}.`);
  }
  return found;
}

function number(value: unknown, field: string): number | null {
  if (value === undefined || value === null) {
    return null;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new RequestError(400, `${field} should be a number.`);
  }
  return value;
}

function filterValue(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    throw new RequestError(400, 'filter.value should be a string.');
  }
  return String(value ?? '');
}

function readFilters(value: unknown): LoopFilter[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (!Array.isArray(value)) {
    throw new RequestError(400, 'filters should be a list of objects with key, op and value.');
  }
  return value.map(readFilter);
}

function readLimit(value: unknown): number | null {
  const limit = number(value, 'limit');
  if (limit !== null && !(Number.isInteger(limit) && limit > 0)) {
    throw new RequestError(400, `limit ${limit} should be a whole number above 0; leave it out for the usual one.`);
  }
  return limit;
}

function readRange(value: unknown): TimeRange {
  if (value !== undefined && value !== null && !isObject(value)) {
    throw new RequestError(400, 'range should be an object with from and to, in milliseconds since 1970.');
  }
  const from = number(value?.from, 'range.from');
  const to = number(value?.to, 'range.to');
  if (from !== null && to !== null && from > to) {
    throw new RequestError(400, 'range.from lies after range.to; swap them.');
  }
  return { from, to };
}

/** `A` to `Z`, then `A1` and so on. */
const refIdAt = (index: number) =>
  `${String.fromCharCode(65 + (index % 26))}${index < 26 ? '' : Math.floor(index / 26)}`;

function readFilter(value: unknown): LoopFilter {
  if (!isObject(value)) {
    throw new RequestError(400, 'A filter should be an object with key, op and value.');
  }
  return {
    key: text(value.key, 'filter.key'),
    op: choice(value.op, FILTER_OPS, 'filter.op', '='),
    value: filterValue(value.value),
  };
}

/** A query as it came over the wire, with every field checked. */
export function readQuery(value: unknown, index: number): LoopQuery {
  if (!isObject(value)) {
    throw new RequestError(400, `queries[${index}] should be an object.`);
  }
  return completeQuery({
    refId: text(value.refId, 'refId') || refIdAt(index),
    queryType: choice(value.queryType, QUERY_TYPES, 'queryType', 'loops'),
    filters: readFilters(value.filters),
    axis: choice(value.axis, ['iteration', 'time'] as const, 'axis', 'iteration'),
    limit: readLimit(value.limit),
    traceId: text(value.traceId, 'traceId'),
    iteration: number(value.iteration, 'iteration'),
    expr: text(value.expr, 'expr'),
    metric: choice(value.metric, SERIES_METRICS, 'metric', 'loops'),
    aggregation:
      value.aggregation === null || value.aggregation === undefined || value.aggregation === ''
        ? null
        : choice(value.aggregation, AGGREGATIONS, 'aggregation', 'mean'),
    groupBy: text(value.groupBy, 'groupBy'),
    interval: text(value.interval, 'interval'),
  });
}

/** The last answer, or the first that is there when patience is at its end. */
function answerInTime(
  engine: QueryEngine,
  query: LoopQuery,
  context: QueryContext,
  signal: AbortSignal
): Promise<QueryAnswer> {
  return new Promise((resolve, reject) => {
    let latest: QueryAnswer | null = null;
    let late = false;
    const settle = (answer: QueryAnswer) => {
      clearTimeout(timer);
      resolve(answer);
      queueMicrotask(() => subscription.unsubscribe());
    };
    const timer = setTimeout(() => {
      late = true;
      if (latest !== null) {
        settle(latest);
      }
    }, PATIENCE_MS);
    const subscription = engine.query(query, context).subscribe({
      next: (answer) => {
        latest = answer;
        if (late || answer.state === 'done') {
          settle(answer);
        }
      },
      error: (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    });
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      subscription.unsubscribe();
    });
  });
}

/** `POST /api/query`: several queries over one range, each with its own answer or error. */
export async function answerQueries(
  engine: QueryEngine,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const body = await readJsonBody(request);
  if (!isObject(body) || !Array.isArray(body.queries)) {
    throw new RequestError(
      400,
      'The body should be an object with queries, a list, such as {"queries":[{"queryType":"loops"}]}.'
    );
  }
  if (body.queries.length > MAX_QUERIES) {
    throw new RequestError(400, `At most ${MAX_QUERIES} queries are answered at once.`);
  }
  const context: QueryContext = {
    range: readRange(body.range),
    intervalMs: number(body.intervalMs, 'intervalMs') ?? 1000,
    maxDataPoints: number(body.maxDataPoints, 'maxDataPoints') ?? 1000,
    requestedAt: Date.now(),
  };
  const abort = new AbortController();
  setMaxListeners(MAX_QUERIES, abort.signal);
  response.on('close', () => abort.abort());
  const results = new Map<string, unknown>();
  const queries = body.queries.map(readQuery);
  const twice = queries.find(({ refId }, i) => queries.findIndex((query) => query.refId === refId) !== i);
  if (twice !== undefined) {
    throw new RequestError(400, `Two queries have the refId ${twice.refId}; give each its own.`);
  }
  await Promise.all(
    queries.map(async (query) => {
      try {
        const { frames, notices, state } = await answerInTime(engine, query, context, abort.signal);
        const tagged = frames.map((frame) => toFrameJson({ ...frame, refId: query.refId }));
        results.set(query.refId, { frames: tagged, notices, state, errors: [] });
      } catch (error) {
        const advice = error instanceof StoreError ? error.advice : [];
        const message = error instanceof Error ? error.message : String(error);
        results.set(query.refId, { frames: [], notices: [], state: 'done', errors: [[message, ...advice].join(' ')] });
      }
    })
  );
  await sendJson(request, response, { results: Object.fromEntries(results) });
}

/** `GET /api/tags`, `GET /api/tags/KEY/values` */
export async function answerTags(
  engine: QueryEngine,
  path: string,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const key = /^\/api\/tags\/([^/]+)\/values$/.exec(path)?.[1];
  if (key !== undefined) {
    await sendJson(request, response, { values: await engine.tagValues(readName(key)) });
  } else if (path !== '/api/tags') {
    throw new RequestError(404, `There is nothing at ${path}; values are at /api/tags/KEY/values.`);
  } else {
    await sendJson(request, response, { keys: await engine.tagKeys() });
  }
}

/** `GET /api/loops/ID/document`: one loop as it was written, whenever it ran unless `from` and `to` are given. */
export async function answerDocument(
  engine: QueryEngine,
  path: string,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const id = /^\/api\/loops\/([^/]+)\/document$/.exec(path)?.[1];
  if (id === undefined || engine.document === undefined) {
    throw new RequestError(404, `There is nothing at ${path}; documents are at /api/loops/ID/document.`);
  }
  const abort = new AbortController();
  response.on('close', () => abort.abort());
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const range = readRange({ from: readMs(searchParams.get('from')), to: readMs(searchParams.get('to')) });
  try {
    await sendJson(request, response, await engine.document(readName(id), range, abort.signal));
  } catch (error) {
    if (error instanceof QueryError) {
      throw new RequestError(404, error.message);
    }
    throw error;
  }
}

const readMs = (text: string | null) => (text === null || text === '' ? null : Number(text));
