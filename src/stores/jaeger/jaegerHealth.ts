import { firstValueFrom, last } from 'rxjs';
import type { LoopStore, StoreHealth } from '../loopStore';
import type { Asker } from '../remote/asker';
import { describeLoops } from '../remote/describe';
import { failedHealth } from '../remote/failed';
import type { JaegerApi } from './jaegerApi';

const HOURS_24 = 86_400_000;

/** What was reached, by which interface, and whether loops are in it. */
export async function describeJaeger(api: JaegerApi, asker: Asker, read: LoopStore['read']): Promise<StoreHealth> {
  const { signal } = new AbortController();
  try {
    const version = await api.version(signal);
    const services = await api.services(signal);
    const name = `Jaeger${await programVersion(asker, signal)} was reached (${
      version === 'v3' ? 'API v3' : 'the API of earlier versions, /api/traces'
    })`;
    const details = ['Jaeger answers whole traces only: lists of loops are bounded and say so.'];
    if (services.length === 0) {
      return { ok: true, message: `${name}; it holds no services yet.`, details };
    }
    details.unshift(`Services: ${services.slice(0, 20).join(', ')}${services.length > 20 ? ', ...' : ''}.`);
    const now = Date.now();
    const reading = await firstValueFrom(read({ from: now - HOURS_24, to: now }, now).pipe(last()));
    const loops = describeLoops(reading.table);
    const count = `${services.length} service${services.length === 1 ? '' : 's'}`;
    return {
      ok: true,
      message: `${name}: ${count}, ${loops === null ? 'no loops in the last 24 hours' : `of the last 24 hours ${loops}`}.`,
      details: [...details, ...reading.notices.map(({ text }) => text)],
    };
  } catch (error) {
    return failedHealth(error);
  }
}

/** ` v2.10.0`: only the user interface tells it; empty where it does not. */
async function programVersion(asker: Asker, signal: AbortSignal): Promise<string> {
  try {
    const page = await asker.text('/', { signal, maxBytes: 1e6 });
    const found = /"gitVersion"\s*:\s*"(v\d[\w.+-]{0,40})"/.exec(page);
    return found === null ? '' : ` ${found[1]}`;
  } catch {
    return '';
  }
}
