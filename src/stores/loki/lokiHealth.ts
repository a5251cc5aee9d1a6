import { firstValueFrom, last } from 'rxjs';
import type { LoopStore, StoreHealth } from '../loopStore';
import { describeLoops } from '../remote/describe';
import { failedHealth } from '../remote/failed';
import type { LokiApi } from './lokiApi';
import { LINE_LIMIT_TEXT } from './lokiNotices';

const DAY = 86_400_000;

/** What was reached, its version, and whether loops are in the chosen streams. */
export async function describeLoki(api: LokiApi, read: LoopStore['read'], selector: string): Promise<StoreHealth> {
  const { signal } = new AbortController();
  try {
    await api.labels(signal);
    const version = await api.version(signal);
    const now = Date.now();
    const reading = await firstValueFrom(read({ from: now - DAY, to: now }, now).pipe(last()));
    const loops = describeLoops(reading.table);
    const name = `Loki${version === '' ? '' : ` ${version}`} was reached`;
    return {
      ok: true,
      message:
        loops === null
          ? `${name}; ${selector.trim()} holds no loops of the last 24 hours.`
          : `${name}: ${loops} in ${selector.trim()} of the last 24 hours.`,
      details: [LINE_LIMIT_TEXT, ...reading.notices.map(({ text }) => text)],
    };
  } catch (error) {
    return failedHealth(error);
  }
}
