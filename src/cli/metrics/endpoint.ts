import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import { chooseExposition, CONTENT_TYPES } from './exposition';
import type { Exporter } from './exporter';

const pack = promisify(gzip);

/** Answers a scrape: OpenMetrics where it is asked for, 503 with a sentence while nothing can be read. */
export async function answerScrape(
  exporter: Exporter,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const format = chooseExposition(request.headers.accept);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Vary', 'Accept, Accept-Encoding');
  let text: string;
  try {
    text = await exporter.scrape(format);
  } catch (error) {
    response.statusCode = 503;
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
    response.setHeader('Retry-After', '15');
    response.end(`There are no metrics yet: ${error instanceof Error ? error.message : String(error)}\n`);
    return;
  }
  response.setHeader('Content-Type', CONTENT_TYPES[format]);
  if (/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    response.setHeader('Content-Encoding', 'gzip');
    response.end(await pack(text, { level: 3 }));
  } else {
    response.end(text);
  }
}
