import type { StoreHealth } from '../loopStore';
import { StoreError } from '../storeError';
import { TempoError } from './errors';
import { LOOP_SPANS } from './marks';
import type { Tempo } from './tempo';
import { MOST_WHOLE, OLD_TEMPO } from './earlier';

/** How far back loops are looked for (s). */
const LOOK_BACK = 24 * 3600;
const TIMEOUT = 15_000;

/** Whether a Tempo answers, which one, and whether loops are in it. */
export async function tempoHealth(tempo: Tempo): Promise<StoreHealth> {
  const signal = AbortSignal.timeout(TIMEOUT);
  try {
    const version = await readVersion(tempo, signal);
    const now = Math.ceil(Date.now() / 1000);
    const window = { start: now - LOOK_BACK, end: now + 60 };
    const isOld = await tempo.search.learn(signal);
    const [loop] = await tempo.search.traces(`{${LOOP_SPANS}}`, window, 1, signal);
    const name = `Tempo${version === null ? '' : ` ${version}`}`;
    const details = isOld ? [`${OLD_TEMPO} At most ${MOST_WHOLE} loops are read.`] : [];
    return loop === undefined
      ? {
          ok: true,
          message: `${name} answers; no loops of the last 24 hours are in it.`,
          details: [...details, 'Send traces of agents with gen_ai.*, OpenInference, loop.* or the like to it.'],
        }
      : { ok: true, message: `${name} answers, and there are loops in it.`, details };
  } catch (error) {
    if (signal.aborted) {
      return {
        ok: false,
        message: `Tempo did not answer within ${TIMEOUT / 1000} s.`,
        details: ['Check the URL and the load of Tempo.'],
      };
    }
    return {
      ok: false,
      message: error instanceof Error ? error.message : String(error),
      details: error instanceof StoreError ? error.advice : [],
    };
  }
}

/** The version that the server tells; proxies may hide it. */
async function readVersion(tempo: Tempo, signal: AbortSignal): Promise<string | null> {
  try {
    const { version } = await tempo.client.json('its version', '/api/status/buildinfo', {}, signal);
    return typeof version === 'string' && version !== '' ? version.slice(0, 40) : null;
  } catch (error) {
    if (error instanceof TempoError && (error.refusal === 'missing' || error.status === 403)) {
      return null;
    }
    throw error;
  }
}
