import type { Detector, Finding } from './detector';
import type { WarningOptions } from './options';
import { median } from './scores';
import { say } from './words';

/** Fewer iterations give no measure of what is usual. */
const FEWEST = 2;

/** What is known of the pace of a loop that is not finished; NaN where not known. */
export interface Pace {
  startTime: number;
  /** When each iteration ended (ms since the epoch). */
  times: number[];
  /** How long each iteration took (ms). */
  latencies: number[];
  lastIteration: number | null;
}

/** Unfinished and silent for many times its median iteration, as of a moment (ms). */
export function findStale(
  { startTime, times, latencies, lastIteration }: Pace,
  asOf: number,
  { staleRunning: { factor, floorMs } }: WarningOptions
): Finding | null {
  const ends = times.filter((time) => time === time);
  const told = latencies.filter((latency) => latency > 0);
  const gaps = [startTime, ...ends].flatMap((time, i, all) =>
    i > 0 && time - all[i - 1] > 0 ? [time - all[i - 1]] : []
  );
  const lengths = told.length >= FEWEST ? told : gaps;
  const usual = median(lengths);
  const lastSign = Math.max(...[startTime, ...ends.slice(-1)].filter((time) => time === time));
  const silence = asOf - lastSign;
  if (lengths.length < FEWEST || !(silence > factor * usual) || !(silence > floorMs)) {
    return null;
  }
  return {
    type: 'stale_running',
    firstIteration: lastIteration,
    lastIteration,
    count: 1,
    confidence: 0.8,
    figures: [silence, usual],
    evidence: lastIteration === null ? [] : [lastIteration],
  };
}

/** A loop that stopped writing. It depends on the moment of asking, so it is found when a query is answered. */
export const staleRunning: Detector = {
  type: 'stale_running',
  detect: () => null,
  words({ figures: [silence, usual], lastIteration }) {
    return {
      title: 'Running, but silent',
      what: `Nothing was heard of the loop for ${say.seconds(silence)}${lastIteration === null ? '' : ` since iteration ${lastIteration}`}; its median iteration takes ${say.seconds(usual)}.`,
      why: 'It hangs in a call, its process is gone, or its telemetry no longer arrives: nobody will tell you which.',
      try: 'See whether its process still runs; set a time limit on model and tool calls; check the exporter.',
    };
  },
};
