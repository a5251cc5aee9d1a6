import type { ChartId } from '../options';
import { count } from '../../common/figures';
import type { ReadableFrame } from '../../common/frames';
import type { ReadResult } from './read';

export interface Message {
  title: string;
  text: string;
}

/** Why there is nothing to draw and what to do, or null where there is. `failure`: why the query failed, in words. */
export function whyEmpty(
  frames: readonly ReadableFrame[],
  read: ReadResult,
  loading: boolean,
  failure?: string
): Message | null {
  if (read.loops.length > 0) {
    return null;
  }
  if (failure) {
    return { title: 'The loops could not be read', text: failure };
  }
  if (loading) {
    return { title: 'Reading iterations…', text: 'The curves are drawn as they are read.' };
  }
  if (read.withoutIterations.length > 0 && !read.hasLoopsTable) {
    return {
      title: `${count(read.withoutIterations.length, 'loop')} without iterations`,
      text: `${list(read.withoutIterations)} ended before the first iteration was written. The loop's trace may show why.`,
    };
  }
  if (read.hasLoopsTable) {
    return {
      title: 'Loops, but not their iterations',
      text: 'Choose the query type Iterations, or add it as a second query: this one lists loops only.',
    };
  }
  if (read.foreign.length > 0) {
    return {
      title: 'These data hold no iterations of loops',
      text: `Choose the query type Iterations (or Goal, LES or Tokens). What came instead: ${list(read.foreign)}.`,
    };
  }
  return frames.some((frame) => frame.fields.length > 0)
    ? { title: 'No loops in this time range', text: 'Widen the time range, or take filters away.' }
    : {
        title: 'No data',
        text: 'Choose a Loopscope data source and the query type Iterations, or widen the time range.',
      };
}

/** What is drawn only in part, a sentence each. */
export function remarks(read: ReadResult, unplaced: number, axis: string, drawn: number, failure?: string): string[] {
  const out: string[] = [];
  if (failure) {
    out.push(`A query failed: ${failure}`);
  }
  if (read.withoutIterations.length > 0) {
    out.push(`${count(read.withoutIterations.length, 'loop')} without iterations: ${list(read.withoutIterations)}.`);
  }
  if (unplaced > 0) {
    out.push(
      `${count(unplaced, 'loop')} not drawn: ${axis === 'tokens' ? 'tokens' : 'times'} not reported. Choose another axis.`
    );
  }
  if (drawn < read.loops.length) {
    out.push(`${drawn} of ${read.loops.length} loops drawn singly; the band counts all.`);
  }
  if (read.foreign.length > 0) {
    out.push(`Not used, for they hold no iterations: ${list(read.foreign)}.`);
  }
  if (read.notJoined > 0) {
    out.push(`${count(read.notJoined, 'frame')} could not be joined: use the iteration axis in all queries.`);
  }
  return out;
}

/** Charts that a low panel has no room for. */
export function leftOut(charts: readonly ChartId[]): string {
  const names: Record<ChartId, string> = { goal: 'goal score', les: 'LES', tokens: 'tokens', cost: 'cost' };
  return `Left out for lack of height: ${charts.map((id) => names[id]).join(', ')}.`;
}

function list(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => (name.length > 60 ? `${name.slice(0, 59)}…` : name));
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
