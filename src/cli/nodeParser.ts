import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  createInlineParser,
  createPooledParser,
  type BlockParser,
  type ParseAnswer,
  type ParseRequest,
  type ParserThread,
} from '../stores/jsonl/parser';
import { spawnNodeThread } from './nodeThread';

/** The worker's bundle lies beside the program's. */
const WORKER = join(__dirname, 'indexer.worker.js');

const spawn = (): ParserThread => spawnNodeThread<ParseRequest, ParseAnswer>(WORKER);

/** Parses beside the main thread where there is a second core. */
export function createNodeParser(): BlockParser {
  const cores = availableParallelism();
  return cores > 1 && existsSync(WORKER)
    ? createPooledParser(spawn, Math.min(cores - 1, 4), true)
    : createInlineParser(Infinity);
}
