import { createServer, type Server } from 'node:http';
import { resolve } from 'node:path';
import { pathPatterns } from '../../openStore';
import { UsageError } from '../../usageError';
import { refuseOtherHosts } from '../loopback';
import { openJournal, type Journal } from './journal';
import type { OtlpReceiver } from './receiver';

/** The port of OTLP/HTTP that exporters send to where they are told nothing. */
export const OTLP_PORT = 4318;
/** Exporters that send every few seconds keep their connection. */
const KEEP_ALIVE_MS = 65_000;

/** Opens the folder of `--data`, which need not be there yet. */
export async function openData(folder: string): Promise<Journal> {
  try {
    return await openJournal({ folder });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`Nothing can be kept in --data ${folder} (${reason}); name a folder that may be written.`);
  }
}

/** The files of the folder as part of the store, unless they are already named. */
export const dataPatterns = (folder: string, paths: string[]): string[] =>
  paths.some((path) => resolve(path) === resolve(folder)) ? [] : pathPatterns(folder);

/** A server that takes exports and nothing else. */
export function createOtlpServer(receiver: OtlpReceiver, loopbackOnly: boolean): Server {
  return createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (!loopbackOnly || !refuseOtherHosts(request, response)) {
      void receiver.answer((request.url ?? '/').split('?')[0], request, response);
    }
  });
}
