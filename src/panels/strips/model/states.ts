import { count } from '../../common/figures';
import type { StripGeometry } from './geometry';
import { isSqueezed } from './geometry';
import type { Strips } from './strips';

export interface Message {
  title: string;
  text: string;
}

/** Why there is nothing to draw and what to do, or null where there is. `failure`: why the query failed, in words. */
export function whyEmpty(strips: Strips, loading: boolean, failure?: string): Message | null {
  if (strips.loops.length > 0) {
    return null;
  }
  if (failure) {
    return { title: 'The loops could not be read', text: failure };
  }
  if (loading) {
    return { title: 'Reading loops…', text: 'They appear here as they are read.' };
  }
  if (strips.foreign.length > 0) {
    return {
      title: 'These data hold no loops',
      text: `Choose the query types Loops and Iterations. What came instead: ${list(strips.foreign)}.`,
    };
  }
  return strips.frames.some((frame) => frame.fields.length > 0)
    ? { title: 'No loops in this time range', text: 'Widen the time range, or take filters away.' }
    : {
        title: 'No data',
        text: 'Choose a Loopscope data source with the query types Loops and Iterations, or widen the time range.',
      };
}

/** What is drawn only in part, a sentence each. */
export function remarks(strips: Strips, geometry: StripGeometry, loading: boolean, failure?: string): string[] {
  const { loops } = strips;
  const out: string[] = [];
  if (failure) {
    out.push(`A query failed: ${failure}`);
  }
  const notLoaded = loops.filter(({ length, iterations }) => length === 0 && iterations > 0).length;
  if (loading) {
    out.push('More is being read.');
  } else if (!strips.hasIterations) {
    out.push('Loops only: add a second query of the type Iterations to see their strips.');
  } else if (notLoaded > 0) {
    out.push(
      `Iterations of ${count(notLoaded, 'loop')} were not loaded: raise the limit of the query of the type Iterations.`
    );
  }
  const partial = loops.filter(({ length, iterations }) => length > 0 && iterations > length).length;
  if (partial > 0) {
    out.push(`${count(partial, 'loop')} had more iterations than were loaded.`);
  }
  const squeezed = loops.filter(({ length }) => isSqueezed(geometry, length)).length;
  if (squeezed > 0) {
    out.push(`${count(squeezed, 'strip')} squeezed to fit: cells there do not stand below those of other loops.`);
  }
  if (strips.foreign.length > 0) {
    out.push(`Not used, for they hold no loops: ${list(strips.foreign)}.`);
  }
  return out;
}

function list(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => (name.length > 60 ? `${name.slice(0, 59)}…` : name));
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
