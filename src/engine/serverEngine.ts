import { EMPTY, expand, Observable, switchMap, timer } from 'rxjs';
import { isObject, type JsonObject } from '../core/formats/json';
import type { Notice } from '../core/model/notice';
import { QueryError } from '../core/query/queryError';
import type { LoopQuery } from '../core/query/query';
import { fromFrameJson } from '../frames/json';
import { httpError } from '../stores/jsonl/httpFiles';
import type { HttpAnswer, HttpPort } from '../stores/port';
import { StoreError } from '../stores/storeError';
import { API_VERSION, API_VERSION_HEADER } from './api';
import type { EngineHealth, LoopDocument, QueryAnswer, QueryContext, QueryEngine, TagKey } from './engine';

/** How often a server that is still reading its files is asked again (ms). */
const ASK_AGAIN_MS = 1000;

/** Answers queries by handing them to a running `loopscope serve`, beside the data. */
export function createServerEngine(port: HttpPort, base: string): QueryEngine {
  const root = base.replace(/\/+$/, '');

  async function call(path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
    const url = `${root}${path}`;
    let answer;
    try {
      answer = await port.request({
        url,
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          Accept: 'application/json',
          [API_VERSION_HEADER]: API_VERSION,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal,
      });
    } catch (error) {
      if (signal.aborted) {
        throw error;
      }
      throw new StoreError(
        `loopscope serve could not be reached (${error instanceof Error ? error.message : String(error)}).`,
        ['Check the URL, and that "loopscope serve" is running and can be reached from here.']
      );
    }
    const text = await readText(answer.body, signal);
    const json = tryJson(text);
    if (answer.status !== 200) {
      throw serverError(answer, isObject(json) && typeof json.error === 'string' ? json.error : null, text);
    }
    if (json === undefined) {
      throw new StoreError('The URL does not lead to "loopscope serve": its answer is no JSON.', [
        'Give the address that "loopscope serve" prints when it starts.',
      ]);
    }
    return json;
  }

  /** One question; unsubscribing aborts its request. */
  function ask(query: LoopQuery, context: QueryContext): Observable<QueryAnswer> {
    return new Observable((subscriber) => {
      const abort = new AbortController();
      // JSON knows no Infinity.
      const limit = query.limit === Infinity ? Number.MAX_SAFE_INTEGER : query.limit;
      const body = {
        queries: [{ ...query, limit }],
        range: context.range,
        intervalMs: context.intervalMs,
        maxDataPoints: context.maxDataPoints,
      };
      call('/api/query', body, abort.signal)
        .then((json) => {
          subscriber.next(readAnswer(json, query.refId));
          subscriber.complete();
        })
        .catch((error: unknown) => subscriber.error(error));
      return () => abort.abort();
    });
  }

  return {
    query: (query, context) =>
      ask(query, context).pipe(
        expand((answer) =>
          answer.state === 'streaming' ? timer(ASK_AGAIN_MS).pipe(switchMap(() => ask(query, context))) : EMPTY
        )
      ),
    async tagKeys() {
      const json = await call('/api/tags', undefined, new AbortController().signal);
      const keys: unknown = isObject(json) ? json.keys : null;
      return Array.isArray(keys)
        ? keys.filter(isObject).map((key): TagKey => ({
            key: String(key.key),
            ...(typeof key.description === 'string' ? { description: key.description } : {}),
          }))
        : [];
    },
    async tagValues(key) {
      const json = await call(`/api/tags/${encodeURIComponent(key)}/values`, undefined, new AbortController().signal);
      const values: unknown = isObject(json) ? json.values : null;
      return Array.isArray(values) ? values.map(String) : [];
    },
    async document(traceId, { from, to }, signal) {
      const range = new URLSearchParams();
      if (from !== null && to !== null) {
        range.set('from', String(from));
        range.set('to', String(to));
      }
      return readLoopDocument(
        await call(`/api/loops/${encodeURIComponent(traceId)}/document?${range}`, undefined, signal)
      );
    },
    async health(): Promise<EngineHealth> {
      try {
        const json = await call('/api/health', undefined, new AbortController().signal);
        if (!isObject(json) || typeof json.message !== 'string') {
          return { ok: false, message: 'The URL answers, but it is not "loopscope serve".', details: [] };
        }
        return {
          ok: json.ok === true,
          message: `loopscope serve ${typeof json.version === 'string' ? json.version : ''}: ${json.message}`,
          details: Array.isArray(json.details) ? json.details.map(String) : [],
        };
      } catch (error) {
        return {
          ok: false,
          message: error instanceof Error ? error.message : String(error),
          details: error instanceof StoreError ? error.advice : [],
        };
      }
    },
  };
}

function readLoopDocument(json: unknown): LoopDocument {
  if (!isObject(json) || typeof json.text !== 'string') {
    throw new StoreError('loopscope serve answered something that is no document.', [
      'Check that it has the version of this plugin.',
    ]);
  }
  const { format } = json;
  return {
    format: format === 'ltf' || format === 'loopgym' || format === 'otlp' ? format : 'other',
    text: json.text,
    faults: (Array.isArray(json.faults) ? json.faults : [])
      .filter(isObject)
      .map(({ path, text }) => ({ path: String(path), text: String(text) })),
  };
}

/** @param told the sentence of a Loopscope server; null where something else answered */
function serverError(answer: Pick<HttpAnswer, 'status' | 'statusText'>, told: string | null, text: string): StoreError {
  if (answer.status === 404 && told !== null) {
    return new StoreError(told);
  }
  if (answer.status === 404) {
    return new StoreError('There is no Loopscope server at the URL (404).', [
      'Give the address that "loopscope serve" prints when it starts, without a path.',
    ]);
  }
  if (answer.status === 502 && told === null) {
    return new StoreError('No Loopscope server can be reached at the URL (502).', [
      'Check that "loopscope serve" is running there, and that Grafana can reach it.',
    ]);
  }
  return httpError('"loopscope serve"', answer, told ?? text.slice(0, 200));
}

async function readText(body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  try {
    for await (const chunk of body) {
      parts.push(decoder.decode(chunk, { stream: true }));
    }
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    throw new StoreError(
      `The connection to loopscope serve broke (${error instanceof Error ? error.message : String(error)}).`,
      ['Try again; if it happens again, look at what "loopscope serve" printed.']
    );
  }
  return parts.join('') + decoder.decode();
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readAnswer(json: unknown, refId: string): QueryAnswer {
  const results = isObject(json) && isObject(json.results) ? json.results : {};
  const result: JsonObject = isObject(results[refId]) ? results[refId] : {};
  const errors = Array.isArray(result.errors) ? result.errors.map(String) : [];
  if (errors.length > 0) {
    throw new QueryError(errors.join(' '));
  }
  const frames = (Array.isArray(result.frames) ? result.frames : []).flatMap((frame: unknown) => {
    const read = fromFrameJson(frame);
    if (read === null) {
      return [];
    }
    // Who asked knows under which name; the frame is the one that a local engine gives.
    const { refId: _, ...own } = read;
    return [own];
  });
  return { frames, notices: readNotices(result.notices), state: result.state === 'streaming' ? 'streaming' : 'done' };
}

function readNotices(value: unknown): Notice[] {
  return (Array.isArray(value) ? value : []).filter(isObject).map((notice) => ({
    severity: notice.severity === 'error' || notice.severity === 'warning' ? notice.severity : 'info',
    text: String(notice.text),
    count: typeof notice.count === 'number' ? notice.count : 1,
    where: typeof notice.where === 'string' ? notice.where : null,
  }));
}
