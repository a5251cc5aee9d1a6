import { throwError } from 'rxjs';
import type { QueryEngine } from '../engine/engine';
import { createLocalEngine } from '../engine/localEngine';
import { createHttpFiles } from '../stores/jsonl/httpFiles';
import { createJsonlStore } from '../stores/jsonl/jsonlStore';
import type { HttpPort } from '../stores/port';
import type { StoreConfig } from './config';

/** The engine that a data source's options ask for. URLs that it asks of the port are below the data source's. */
export function createEngine({ kind, paths, defaultGoalTarget }: StoreConfig, http: HttpPort): QueryEngine {
  switch (kind) {
    case 'jsonl':
      return createLocalEngine(
        createJsonlStore({ files: createHttpFiles(http, ''), patterns: paths, defaultGoalTarget })
      );
    case 'server':
      return missingEngine('A Loopscope server cannot be asked yet: choose JSONL files over HTTP.');
  }
}

function missingEngine(message: string): QueryEngine {
  return {
    query: () => throwError(() => new Error(message)),
    tagKeys: () => Promise.resolve([]),
    tagValues: () => Promise.resolve([]),
    health: () => Promise.resolve({ ok: false, message, details: [] }),
  };
}
