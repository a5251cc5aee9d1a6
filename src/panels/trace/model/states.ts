import type { ReadableFrame } from './columns';
import type { ReadFrames } from './read';

export interface Message {
  title: string;
  text: string;
}

/** Why there is nothing to draw and what to do, or null where there is. */
export function whyEmpty(
  frames: readonly ReadableFrame[],
  read: ReadFrames,
  loading: boolean,
  failure: string | undefined
): Message | null {
  if (read.iterations.length > 0 || read.steps.some(({ length }) => length > 0)) {
    return null;
  }
  if (failure) {
    return { title: 'The loop could not be read', text: failure };
  }
  if (loading) {
    return { title: 'Reading the loop', text: 'Its iterations come first, its steps when you open one.' };
  }
  if (read.foreign.length > 0 && !read.hasIterations && !read.hasSteps) {
    return {
      title: 'These data hold no loop',
      text: `Choose the query types Iterations and Steps with the trace ID of one loop. What came instead: ${list(read.foreign)}.`,
    };
  }
  return frames.some((frame) => frame.fields.length > 0)
    ? { title: 'No such loop in this time range', text: 'Widen the time range, or check the trace ID of the query.' }
    : {
        title: 'No data',
        text: 'Choose a Loopscope data source, the query type Iterations and the trace ID of one loop.',
      };
}

function list(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => (name.length > 60 ? `${name.slice(0, 59)}…` : name));
  return names.length > most ? `${shown.join(', ')} and ${names.length - most} more` : shown.join(', ');
}
