import type { Hop } from '../runs/handoffs';
import type { Detector } from './detector';
import { LAST_BIT } from './scores';
import type { WarningSubject } from './subject';
import { say } from './words';

/** Agents of the longest round that is looked for. */
const MAX_ROUND = 8;

/** A place in the order of who is in control. */
interface Turn {
  agent: string;
  hop: Hop;
  /** Whether something new was done since the hop before it. */
  progress: boolean;
}

/** Who is in control, one after another: a list each time that control came back by itself instead of being handed on. */
function readTurns(hops: Hop[], news: number[]): Turn[][] {
  const stretches: Turn[][] = [];
  let current: Turn[] = [];
  let before = -Infinity;
  for (const hop of hops) {
    const last = current.at(-1)?.agent ?? null;
    const time = hop.time ?? before;
    if (hop.type === 'delegation' && hop.from !== last) {
      current = [];
    }
    if (current.length === 0) {
      stretches.push(current);
    }
    if (hop.to !== last || current.length === 0) {
      current.push({ agent: hop.to, hop, progress: news.some((at) => at >= before && at < time) });
    }
    before = time;
  }
  return stretches;
}

/** When something new was done (ms): a tool call that is no proven repeat of an earlier one, or a goal score that rose. */
function readNews({ loop, toolCalls }: WarningSubject, epsilon: number): number[] {
  const news: number[] = [];
  const seen = new Set<string>();
  for (const { step, tool, isHandoff, failed, input, result } of toolCalls()) {
    if (isHandoff || failed || step.span.startTime === null) {
      continue;
    }
    const key = input === null ? null : JSON.stringify([tool, input, result]);
    if (key === null || !seen.has(key)) {
      news.push(step.span.startTime);
    }
    if (key !== null) {
      seen.add(key);
    }
  }
  let best = NaN;
  for (const { goalScore, time } of loop.iterations) {
    if (goalScore !== null && time !== null && goalScore > best + epsilon + LAST_BIT) {
      news.push(time);
    }
    best = goalScore !== null && !(goalScore <= best) ? goalScore : best;
  }
  return news;
}

interface Bounce {
  round: Turn[];
  turns: Turn[];
  idle: number;
}

/** The longest stretch in which control goes round the same agents, hop for hop. */
function findBounce(turns: Turn[]): Bounce | null {
  let best: Bounce | null = null;
  for (let size = 2; size <= Math.min(MAX_ROUND, turns.length - 1); size++) {
    let start = 0;
    for (let i = size; i <= turns.length; i++) {
      const goesOn = i < turns.length && turns[i].agent === turns[i - size].agent;
      if (goesOn) {
        continue;
      }
      const stretch = turns.slice(start, i);
      // The first hop after a whole round is the first return.
      const after = stretch.slice(size + 1);
      const idle = after.filter(({ progress }) => !progress).length;
      if (idle * 2 > after.length && idle > (best?.idle ?? 0)) {
        best = { round: stretch.slice(0, size), turns: stretch, idle };
      }
      start = i - size + 1;
    }
  }
  return best;
}

/** Control goes round the same agents and nothing new is done on the way. */
export const handoffBounce: Detector = {
  type: 'handoff_bounce',
  detect(subject, { handoffBounce: { hops: least }, noProgress: { epsilon } }) {
    const { run } = subject;
    if (run === null || run.hops.length < least + 2) {
      return null;
    }
    const best = readTurns(run.hops, readNews(subject, epsilon))
      .map(findBounce)
      .reduce((most, found) => ((found?.idle ?? 0) > (most?.idle ?? 0) ? found : most), null);
    if (best === null || best.idle < least) {
      return null;
    }
    const { turns, round } = best;
    return {
      type: 'handoff_bounce',
      firstIteration: turns[0].hop.step.iteration,
      lastIteration: turns[turns.length - 1].hop.step.iteration,
      count: turns.length,
      confidence: Math.min(0.99, 0.85 + 0.03 * (best.idle - least)),
      figures: [round.map(({ agent }) => agent.slice(0, 60)).join(', '), round.length],
      evidence: turns.map(({ hop }) => hop.step.spanId),
    };
  },
  words(finding) {
    const [agents, size] = finding.figures;
    return {
      title: 'Handoffs go round in circles',
      what: `Control was handed on ${finding.count} times round the same ${size} agents (${agents})${say.where(finding)}, and nothing new was done on the way.`,
      why: 'Nobody of them feels responsible or is able to finish, and each hop pays for the whole context again.',
      try: 'Say who owns which kind of request, hand over what was already tried, and cap the number of handoffs.',
    };
  },
};
