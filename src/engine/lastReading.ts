import { firstValueFrom, last } from 'rxjs';
import type { LoopReading, LoopStore } from '../stores/loopStore';

/** How far back stores that are ordered by date are looked at for completion (ms). */
const RECENT = 7 * 86_400_000;
/** Completion may be this old (ms): it is asked for with every key stroke. */
const MAX_AGE = 30_000;

/** All loops of a store, or those of the last days where all cannot be had. */
export async function lastReading(store: LoopStore): Promise<LoopReading> {
  const now = Date.now();
  try {
    return await firstValueFrom(store.read({ from: null, to: null }, now - MAX_AGE).pipe(last()));
  } catch {
    return firstValueFrom(store.read({ from: now - RECENT, to: now }, now - MAX_AGE).pipe(last()));
  }
}
