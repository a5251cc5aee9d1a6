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

/** Answers queries, wherever the loops are. Unsubscribing cancels what was asked. */
export interface QueryEngine {
  query(query: LoopQuery, context: QueryContext): Observable<QueryAnswer>;
  tagKeys(): Promise<TagKey[]>;
  tagValues(key: string): Promise<string[]>;
  health(): Promise<EngineHealth>;
}
