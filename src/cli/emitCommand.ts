import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseDuration } from '../core/query/interval';
import { accumulate } from './emit/metrics';
import { readRecords } from './emit/records';
import { readReplays, retell, type ReplaySet, type Retold } from './emit/replay';
import { LOKI_MAX_LINE, lokiPush, post, SendError } from './emit/send';
import { plain } from './plain';
import { UsageError } from './usageError';

export interface EmitOptions {
  otlp?: string;
  loki?: string;
  every: string;
  loops: string;
  once: boolean;
}

interface Targets {
  traces: string | null;
  metrics: string | null;
  loki: string | null;
}

/** Loops of one round end within this before now (ms): backends leave older ones out of their metrics. */
const SPREAD_MS = 20_000;

/** Answers of tracing backends, which know no such path. */
const NO_METRICS = new Set([404, 405]);

function readUrl(text: string | undefined, option: string): string | null {
  if (text === undefined) {
    return null;
  }
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new UsageError(`${option} ${text} is no URL; write it as http://host:port.`);
  }
  return text.replace(/\/+$/, '');
}

function readTargets({ otlp, loki }: EmitOptions): Targets {
  const base = readUrl(otlp, '--otlp');
  const logs = readUrl(loki, '--loki');
  if (base === null && logs === null) {
    throw new UsageError(
      'Say where to send the loops: --otlp http://127.0.0.1:4318, --loki http://127.0.0.1:3100, or both.'
    );
  }
  return {
    traces: base && `${base}/v1/traces`,
    metrics: base && `${base}/v1/metrics`,
    loki: logs && `${logs}/loki/api/v1/push`,
  };
}

/**
 * Sends loops again and again as if they had just ended: spans and metrics over OTLP/HTTP, documents as lines to Loki.
 * Answers the exit code; a round that fails is told and the next one tried, unless there is only one.
 */
export async function runEmit(paths: string[], options: EmitOptions): Promise<number> {
  const targets = readTargets(options);
  const every = parseDuration(options.every);
  const most = Number(options.loops);
  if (every < 1000) {
    throw new UsageError(`--every ${options.every} is no duration of at least a second; write it as 60s or 5m.`);
  }
  if (!Number.isInteger(most) || most < 1) {
    throw new UsageError(`--loops ${options.loops} is no whole number above 0.`);
  }
  const set = readReplays(await readRecords(paths));
  if (set.loops.length === 0 && set.metrics.length === 0) {
    throw new UsageError('There is nothing to send there: neither documents of LTF nor OTLP exports.');
  }
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await rounds(set, targets, { every, most, once: options.once }, stop.signal);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

async function rounds(
  set: ReplaySet,
  targets: Targets,
  { every, most, once }: { every: number; most: number; once: boolean },
  signal: AbortSignal
): Promise<number> {
  const run = randomUUID();
  const started = Date.now();
  const size = Math.min(most, set.loops.length);
  for (let round = 1; ; round++) {
    const first = (round - 1) * size;
    const chosen = Array.from({ length: size }, (_, i) => set.loops[(first + i) % set.loops.length]);
    const now = Date.now();
    const told = chosen.map((replay, i) =>
      retell(replay, now - Math.round((SPREAD_MS * (size - 1 - i)) / size), `${run}/${round}`)
    );
    const metrics = set.metrics.map((body) => accumulate(body, round, started, now));
    const faults = await send(told, metrics, targets, now, signal);
    if (signal.aborted) {
      return 0;
    }
    faults.forEach((fault) => process.stderr.write(`loopscope: ${plain(fault)}\n`));
    if (round === 1 && faults.length === 0) {
      process.stdout.write(
        `Sent ${size} of ${set.loops.length} loops${once ? '' : `; the next ones every ${every / 1000} s`}.\n`
      );
    }
    if (once) {
      return faults.length > 0 ? 1 : 0;
    }
    await sleep(every, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) {
      return 0;
    }
  }
}

/** Sends one round to all targets; what went wrong, a sentence each. One that is down leaves the others be. */
async function send(
  told: Retold[],
  metrics: unknown[],
  targets: Targets,
  now: number,
  signal: AbortSignal
): Promise<string[]> {
  const faults: string[] = [];
  const all = async (url: string | null, bodies: unknown[]): Promise<void> => {
    try {
      for (const body of url === null ? [] : bodies) {
        await post(url ?? '', body, signal);
      }
    } catch (error) {
      if (url === targets.metrics && error instanceof SendError && NO_METRICS.has(error.status)) {
        targets.metrics = null;
        process.stderr.write(`loopscope: ${plain(url ?? '')} takes no metrics; only spans are sent.\n`);
        return;
      }
      faults.push(error instanceof Error ? error.message : String(error));
    }
  };
  const lines = told.flatMap(({ document }) => (document === null ? [] : [JSON.stringify(document)]));
  const short = lines.filter((line) => Buffer.byteLength(line) <= LOKI_MAX_LINE);
  if (targets.loki !== null && short.length < lines.length) {
    faults.push(
      `${lines.length - short.length} loops are longer than the 256 KiB that Loki takes of a line; they were not sent there.`
    );
  }
  await Promise.all([
    all(
      targets.traces,
      told.map(({ traces }) => traces)
    ),
    all(targets.metrics, metrics),
    all(targets.loki, short.length > 0 ? [lokiPush(short, now)] : []),
  ]);
  return faults;
}
