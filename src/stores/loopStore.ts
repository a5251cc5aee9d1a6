import type { Observable } from 'rxjs';
import type { Handoff, Step } from '../core/model/loop';
import type { EpochMs } from '../core/model/units';
import type { Notice } from '../core/model/notice';
import type { JsonObject } from '../core/formats/json';
import type { LoopQuery, TimeRange } from '../core/query/query';
import type { LoopTable } from '../core/table/loopTable';

/** The loops of a store as far as they have been read. */
export interface LoopReading {
  table: LoopTable;
  /** Whether a row of the table may answer: it lies in one of the files that were asked for. */
  includes(row: number): boolean;
  /** `file:line` of a row. */
  where(row: number): string;
  notices: Notice[];
  /** Of the price table by which costs were estimated; null where none is. */
  priceVersion: string | null;
  /** `streaming` while more is being read. */
  state: 'streaming' | 'done';
  /** Bytes read of bytes known to be there, in this reading. */
  progress: { read: number; total: number | null };
}

export interface StoreHealth {
  ok: boolean;
  message: string;
  details: string[];
}

/** One loop with all that happened in it. */
export interface LoopDetail {
  steps: Step[];
  handoffs: Handoff[];
  /** When it began, to stand in for steps without any time. */
  start: EpochMs | null;
  /** True where the store gives the steps of one iteration at a time: all others are missing. */
  inParts?: boolean;
}

/** Where loops come from. */
export interface LoopStore {
  /**
   * Brings the table up to date and tells of it while it grows. Unsubscribing stops the reading.
   * `query` is what the reading is for: stores that can, bring only what it needs; its filters are applied to the
   * table all the same. Without it, all loops of the range.
   */
  read(range: TimeRange, requestedAt: number, query?: LoopQuery): Observable<LoopReading>;
  /** The document of one loop, read again from where it lies. */
  document(traceId: string, signal: AbortSignal): Promise<JsonObject>;
  /** What happened in one loop, or at least what happened in one iteration of it. */
  open(traceId: string, signal: AbortSignal, iteration?: number | null): Promise<LoopDetail>;
  health(): Promise<StoreHealth>;
}
