import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';

/** What a dashboard asks: eight panels over a week. */
const PANELS: Array<Record<string, unknown>> = [
  { queryType: 'iterations', limit: 100 },
  { queryType: 'loops', limit: 100 },
  { queryType: 'series', metric: 'loops', groupBy: 'outcome' },
  { queryType: 'series', metric: 'tokens', groupBy: 'loop' },
  { queryType: 'series', metric: 'costUsd', groupBy: 'env' },
  { queryType: 'series', metric: 'goalScore', groupBy: 'loop' },
  { queryType: 'series', metric: 'lesCumulative', aggregation: 'p50', interval: 'range' },
  { queryType: 'series', metric: 'successRatio', interval: 'range' },
];

function post(port: number, body: unknown): Promise<{ bytes: number; ms: number; text: string }> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        path: '/api/query',
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Accept-Encoding': 'gzip' },
      },
      (answer) => {
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
        answer.on('end', () => resolve({ bytes, ms: performance.now() - began, text: String(answer.statusCode) }));
      }
    );
    asked.on('error', reject);
    asked.end(JSON.stringify(body));
  });
}

/** A dashboard of 8 panels asked of a `loopscope serve` that holds the store. */
export async function benchServe(
  path: string,
  _folder: string,
  line: (what: string, figure: string, aim?: string) => void
): Promise<void> {
  const program = join(__dirname, '..', '..', 'dist', 'cli', 'loopscope.js');
  const server = spawn(process.execPath, [program, 'serve', path, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      server.stdout.on('data', (chunk: Buffer) => {
        const found = /:(\d+)\//.exec(chunk.toString());
        if (found !== null) {
          resolve(Number(found[1]));
        }
      });
      server.once('exit', () => reject(new Error('loopscope serve ended early')));
    });
    const range = { from: Date.UTC(2026, 10, 18), to: Date.UTC(2026, 10, 25) };
    const ask = (query: Record<string, unknown>) =>
      post(port, { queries: [{ refId: 'A', ...query }], range, intervalMs: 600_000, maxDataPoints: 800 });
    // Wait until all is indexed: a health check reads to the end.
    await new Promise<void>((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: '/api/health' }, (answer) => answer.resume().on('end', () => resolve()))
        .on('error', reject)
        .end();
    });
    await Promise.all(PANELS.map(ask));
    let worst = 0;
    let bytes = 0;
    for (const panel of PANELS) {
      const answer = await ask(panel);
      worst = Math.max(worst, answer.ms);
      bytes += answer.bytes;
      line(
        `    ${JSON.stringify(panel).slice(0, 54)}`,
        `${answer.ms.toFixed(0)} ms, ${(answer.bytes / 1024).toFixed(0)} KB`
      );
    }
    line('behind loopscope serve: 8 panels, slowest query', `${worst.toFixed(0)} ms`, 'under 300 ms');
    line('  bytes to the browser for all of them', `${(bytes / 1024).toFixed(0)} KB`, 'under 1,024 KB');
  } finally {
    server.kill();
  }
}
