import type { QueryEngine } from '../engine/engine';
import { createLocalEngine } from '../engine/localEngine';
import { createServerEngine } from '../engine/serverEngine';
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
      return createServerEngine(http, '');
  }
}
