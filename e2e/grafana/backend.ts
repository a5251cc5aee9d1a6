import { spawnSync } from 'node:child_process';
import type { APIRequestContext } from '@playwright/test';
import { PROGRAM } from '../support/server';
import type { Site } from '../support/site';
import { addDataSource, grafanaUrl, removeDataSource } from './grafana';

export type BackendKind = 'tempo' | 'jaeger' | 'loki';

interface BackendAddress {
  /** As Grafana reaches it. */
  url: string | undefined;
  /** What `loopscope emit` sends the sample loops with. */
  send: string[];
}

const { TEMPO_URL, OTLP_URL, JAEGER_URL, JAEGER_OTLP_URL, LOKI_URL } = process.env;

const otlp = (url: string | undefined) => (url === undefined ? [] : ['--otlp', url]);
const ADDRESSES: Record<BackendKind, BackendAddress> = {
  tempo: { url: TEMPO_URL, send: otlp(OTLP_URL) },
  jaeger: { url: JAEGER_URL, send: otlp(JAEGER_OTLP_URL) },
  loki: { url: LOKI_URL, send: LOKI_URL === undefined ? [] : ['--loki', LOKI_URL] },
};

/** Why tests of a backend are left out; empty where they are not. */
export const whyNot = (kind: BackendKind): string =>
  ADDRESSES[kind].url === undefined || ADDRESSES[kind].send.length === 0
    ? `Set ${{ tempo: 'TEMPO_URL and OTLP_URL', jaeger: 'JAEGER_URL and JAEGER_OTLP_URL', loki: 'LOKI_URL' }[kind]} to addresses of a running one.`
    : '';

/** All sample loops, as if they had just ended. */
export function sendSamples(kind: BackendKind): void {
  const { status, stderr } = spawnSync(
    process.execPath,
    [PROGRAM, 'emit', '--once', '--loops', '100', ...ADDRESSES[kind].send],
    { encoding: 'utf8' }
  );
  if (status !== 0) {
    throw new Error(`The sample loops were not taken: ${stderr}`);
  }
}

export interface BackendSite extends Site {
  /** The data source of Grafana's own kind, which is read through. */
  through: { name: string; uid: string };
  remove(): Promise<void>;
}

/** A data source of Grafana's own kind, and one of ours that reads through it. */
export async function addBackend(api: APIRequestContext, kind: BackendKind): Promise<BackendSite> {
  const through = `Browser tests ${kind} ${Date.now()}`;
  const backendUid = await addDataSource(api, { name: through, type: kind, url: ADDRESSES[kind].url });
  const name = `Loopscope over ${through}`;
  const ds = await addDataSource(api, {
    name,
    type: 'loopscope-datasource',
    jsonData: { kind, backendUid, ...(kind === 'loki' ? { selector: '{service_name="loops"}' } : {}) },
  });
  return {
    url: grafanaUrl(),
    ds,
    name,
    through: { name: through, uid: backendUid },
    async remove() {
      await removeDataSource(api, ds);
      await removeDataSource(api, backendUid);
    },
  };
}
