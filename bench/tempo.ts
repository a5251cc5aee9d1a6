import { performance } from 'node:perf_hooks';
import { lastValueFrom } from 'rxjs';
import { completeQuery } from '../src/core/query/defaults';
import type { LoopQuery } from '../src/core/query/query';
import type { QueryAnswer } from '../src/engine/engine';
import { createTempoEngine } from '../src/engine/tempoEngine';
import { createFetchPort } from '../src/stores/fetchPort';
import type { HttpPort } from '../src/stores/port';
import { fillTempo, SERVICE } from './tempoFill';

const { TEMPO_URL = '', OTLP_URL = '', BENCH_FILL = '' } = process.env;
const root = TEMPO_URL.replace(/\/+$/, '');
const LOOPS = process.argv.includes('--small') ? 1_000 : 10_000;
const DAY = 86_400_000;

const line = (what: string, figure: string, aim = '') =>
  process.stdout.write(`${what.padEnd(58)} ${figure.padStart(22)}  ${aim}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Traffic {
  requests: number;
  /** Requests for a trace in one piece. */
  wholeTraces: number;
  bytes: number;
  /** Time during which at least one request was under way (ms). */
  waited: number;
}

/** Speaks to Tempo and tells what went over the wire. */
function counting(): { port: HttpPort; traffic: Traffic } {
  const fetched = createFetchPort();
  const traffic: Traffic = { requests: 0, wholeTraces: 0, bytes: 0, waited: 0 };
  let running = 0;
  let since = 0;
  const begin = () => {
    since = running++ === 0 ? performance.now() : since;
  };
  const end = () => {
    traffic.waited += --running === 0 ? performance.now() - since : 0;
  };
  const port: HttpPort = {
    async request(request) {
      traffic.requests++;
      traffic.wholeTraces += /^\/api(\/v2)?\/traces\//.test(request.url) ? 1 : 0;
      begin();
      try {
        const answer = await fetched.request({ ...request, url: root + request.url });
        const chunks: Uint8Array[] = [];
        for await (const chunk of answer.body) {
          traffic.bytes += chunk.length;
          chunks.push(chunk);
        }
        return {
          ...answer,
          body: (async function* () {
            yield* chunks;
          })(),
        };
      } finally {
        end();
      }
    },
  };
  return { port, traffic };
}

/** Seconds of processor that the server has used so far; null where it does not tell. */
async function serverSeconds(): Promise<number | null> {
  const answer = await fetch(`${root}/metrics`).catch(() => null);
  const found = /^process_cpu_seconds_total (\S+)/m.exec(answer?.ok === true ? await answer.text() : '');
  return found === null ? null : Number(found[1]);
}

/** Asks once, of an engine of its own, and prints what it took. */
async function measure(what: string, query: Partial<LoopQuery>): Promise<QueryAnswer> {
  const { port, traffic } = counting();
  const engine = createTempoEngine(port, { prices: null, maxLoops: LOOPS });
  const now = Date.now();
  const context = { range: { from: now - DAY, to: now }, intervalMs: 600_000, maxDataPoints: 144, requestedAt: now };
  const serverBefore = await serverSeconds();
  const ownBefore = process.cpuUsage();
  const began = performance.now();
  const answer = await lastValueFrom(engine.query(completeQuery(query), context));
  const total = performance.now() - began;
  const used = process.cpuUsage(ownBefore);
  const serverAfter = await serverSeconds();
  const own = (used.user + used.system) / 1000;
  const between = total - traffic.waited;
  const rows = answer.frames[0]?.length ?? 0;
  line(what, `${(total / 1000).toFixed(1)} s, ${rows.toLocaleString('en-US')} rows`);
  line('  requests, bytes of answers', `${traffic.requests}, ${(traffic.bytes / 1024 / 1024).toFixed(1)} MB`);
  line(
    '  while no request is under way, beside waiting for Tempo',
    `${between.toFixed(0)} ms, ${((100 * between) / traffic.waited).toFixed(1)} %`,
    'under 10 %'
  );
  if (serverBefore !== null && serverAfter !== null) {
    const server = (serverAfter - serverBefore) * 1000;
    line(
      '  processor time here, beside that of Tempo',
      `${own.toFixed(0)} ms, ${server > 0 ? ((100 * own) / server).toFixed(1) : '-'} %`
    );
  }
  line('  whole traces that were fetched', String(traffic.wholeTraces), '0');
  answer.notices.forEach(({ text }) => process.stdout.write(`    ${text}\n`));
  if (traffic.wholeTraces > 0) {
    process.exitCode = 1;
  }
  return answer;
}

/** How many loops of the benchmark a list of the last day finds, up to the number that is wanted. */
async function present(): Promise<number> {
  const now = Math.ceil(Date.now() / 1000);
  const q = encodeURIComponent(`{name="loop.run"&&resource.service.name="${SERVICE}"}`);
  const url = `${root}/api/search?q=${q}&start=${now - 86_400}&end=${now + 60}&limit=${LOOPS}&spss=1`;
  const answer = await fetch(url);
  if (!answer.ok) {
    throw new Error(`TEMPO_URL answers ${answer.status}: ${(await answer.text()).slice(0, 200)}`);
  }
  const json = (await answer.json()) as { traces?: unknown[] };
  return json.traces?.length ?? 0;
}

async function run(): Promise<void> {
  if (BENCH_FILL === '1' || (await present()) < LOOPS) {
    if (OTLP_URL === '') {
      line('Tempo does not hold the loops: set OTLP_URL to fill it', 'skipped');
      return;
    }
    const began = performance.now();
    await fillTempo(OTLP_URL.replace(/\/+$/, ''), LOOPS);
    for (let tries = 0; tries < 60 && (await present()) < LOOPS; tries++) {
      await pause(2000);
    }
    line(
      `${LOOPS.toLocaleString('en-US')} loops sent and found`,
      `${((performance.now() - began) / 1000).toFixed(0)} s`
    );
  }
  const loops = `loops, limit ${LOOPS.toLocaleString('en-US')}`;
  await measure(loops, { queryType: 'loops', limit: LOOPS });
  await measure('loops, limit 100', { queryType: 'loops', limit: 100 });
  const onlyLoops = [{ key: 'system', op: '=' as const, value: 'loopotel' }];
  const series = { queryType: 'series' as const, filters: onlyLoops };
  await measure('series over 24 h: tokens by loop', { ...series, metric: 'tokens', groupBy: 'loop' });
  await measure('series over 24 h: count of loops', { ...series, metric: 'loops' });
}

if (TEMPO_URL === '') {
  line('TEMPO_URL is not set (OTLP_URL to fill it)', 'skipped');
} else {
  run().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
