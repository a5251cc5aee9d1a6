import { askOnce } from './ask';
import { loopsQuery } from './queries';
import { framesOf, readLoopRows, type LoopRow } from './readLoops';

const DAY = 86_400_000;
/** How far back is looked, step by step: a backend that keeps years of traces is not asked for all of them at once. */
const STEPS = [7 * DAY, 90 * DAY, Infinity];

/** The newest loop of a data source, whenever it ran; null where there is none at all. */
export async function findLatest(uid: string, signal: AbortSignal): Promise<LoopRow | null> {
  const now = Date.now();
  for (const back of STEPS) {
    signal.throwIfAborted();
    const range = { from: Math.max(0, now - back), to: now + DAY };
    const frames = await askOnce(uid, [loopsQuery('latest', [], 1)], range);
    const [latest] = readLoopRows(framesOf(frames, 'latest'));
    if (latest !== undefined) {
      return latest;
    }
  }
  return null;
}
