import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { spawnNodeThread } from '../../nodeThread';
import {
  createInlineDecoder,
  createThreadedDecoder,
  type DecodeAnswer,
  type DecodeRequest,
  type ExportDecoder,
} from './decoder';

/** The worker's bundle lies beside the program's. */
const WORKER = join(__dirname, 'otlp.worker.js');

/** Decodes large exports beside the main thread. */
export const createNodeDecoder = (): ExportDecoder =>
  existsSync(WORKER)
    ? createThreadedDecoder(() => spawnNodeThread<DecodeRequest, DecodeAnswer>(WORKER))
    : createInlineDecoder();
