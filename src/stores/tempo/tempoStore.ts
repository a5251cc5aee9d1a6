import { throwError } from 'rxjs';
import type { LoopSetOptions } from '../loopSet';
import type { LoopStore } from '../loopStore';
import type { HttpPort } from '../port';
import { StoreError } from '../storeError';

export interface TempoOptions extends LoopSetOptions {
  /** Sent as `X-Scope-OrgID`, for servers of several tenants. */
  tenant?: string;
  /** Most loops that one query reads; what is beyond is told. */
  maxLoops?: number;
}

const notYet = () => new StoreError('Tempo is not read by this version.', ['Give the URL of JSON lines.']);

/** Loops out of a Tempo, by its HTTP interface. */
export function createTempoStore(_http: HttpPort, _options: TempoOptions = {}): LoopStore {
  return {
    read: () => throwError(notYet),
    document: () => Promise.reject(notYet()),
    open: () => Promise.reject(notYet()),
    health: () => Promise.resolve({ ok: false, message: notYet().message, details: notYet().advice }),
  };
}
