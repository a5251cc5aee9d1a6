import { askOnce } from '../data/ask';
import { pageQuery } from '../data/queries';
import { readLoopRows } from '../data/readLoops';
import { readSaved } from '../data/saved';
import { listSources } from '../data/sources';

/** How far back a loop is looked for (ms). */
const LOOKED_BACK = 7 * 86_400_000;

/**
 * The data source that has a loop: links from alerts know its id and nothing else. All are asked at once; the one that
 * was used last goes before others that have it too. Null where none has it.
 */
export async function findSource(traceId: string, now = Date.now()): Promise<string | null> {
  const saved = readSaved().dataSource;
  const uids = listSources().map(({ uid }) => uid);
  const query = pageQuery('loops', { queryType: 'loops', traceId });
  const range = { from: now - LOOKED_BACK, to: now };
  const has = async (uid: string): Promise<string> => {
    const rows = readLoopRows(await askOnce(uid, [query], range));
    if (!rows.some((row) => row.traceId === traceId)) {
      throw new Error(`${uid} has no such loop.`);
    }
    return uid;
  };
  const asked = uids.map((uid) => has(uid));
  const first = uids.indexOf(saved);
  if (first >= 0) {
    const used = await asked[first].catch(() => null);
    if (used !== null) {
      return used;
    }
  }
  // One that cannot be reached is no reason to give up on the others.
  return Promise.any(asked).catch(() => null);
}
