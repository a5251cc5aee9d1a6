import type { Observable } from 'rxjs';
import type { LoopQuery, TimeRange } from '../core/query/query';
import type { Notice } from '../core/model/notice';
import type { Frame } from '../frames/frame';

export interface QueryContext {
  range: TimeRange;
  /** Milliseconds of a panel's own bucket. */
  intervalMs: number;
  /** Most buckets a series may have. */
  maxDataPoints: number;
  /** When the request was made (ms since the epoch): a read begun just before it serves it too. */
  requestedAt: number;
}

export interface QueryAnswer {
  frames: Frame[];
  notices: Notice[];
  /** `streaming` while more is being read; the last answer is `done`. */
  state: 'streaming' | 'done';
}

export interface TagKey {
  key: string;
  /** Shown beside the key: what it is. */
  description?: string;
}

export interface EngineHealth {
  ok: boolean;
  /** One sentence for a person. */
  message: string;
  /** What to do, or more detail; one line each. */
  details: string[];
}

/** One loop as it was written. */
export interface LoopDocument {
  /** `otlp` is put together from spans where no document of the loop is kept. */
  format: 'ltf' | 'loopgym' | 'otlp' | 'other';
  /** JSON, indented. */
  text: string;
  /** How it breaks the schema of its format: path and sentence. */
  faults: Array<{ path: string; text: string }>;
}

/** Answers queries, wherever the loops are. Unsubscribing cancels what was asked. */
export interface QueryEngine {
  query(query: LoopQuery, context: QueryContext): Observable<QueryAnswer>;
  tagKeys(): Promise<TagKey[]>;
  tagValues(key: string): Promise<string[]>;
  health(): Promise<EngineHealth>;
  /** The document of one loop. Missing where the engine cannot give one. */
  document?(traceId: string, range: TimeRange, signal: AbortSignal): Promise<LoopDocument>;
}
