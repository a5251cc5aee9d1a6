import type { TimeRange } from '@grafana/data';
import { useMemo } from 'react';
import { iterationsQuery, loopsQuery, pageQuery } from '../data/queries';
import { framesOf, readLoopRows, type LoopRow } from '../data/readLoops';
import { useAsk, type Asked } from '../data/useAsk';
import { readIterations, type IterationRow } from '../loop/readIterations';
import { readMessageRows } from '../loop/readMessages';
import { readSteps } from '../loop/readSteps';
import { groupIterations } from './cohort';
import type { Side } from './pass';

const NONE: never[] = [];

export interface Inside {
  asked: Asked;
  side: Side;
}

/** What happened inside of a loop: its steps and what was said; nothing is asked for an empty id. */
export function useInside(ds: string, traceId: string, iterations: IterationRow[], range: TimeRange): Inside {
  const queries = useMemo(
    () =>
      traceId === ''
        ? null
        : [
            pageQuery('steps', { queryType: 'steps', traceId }),
            pageQuery('messages', { queryType: 'messages', traceId }),
          ],
    [traceId]
  );
  const asked = useAsk(ds, queries, range);
  const series = asked.data?.series;
  const side = useMemo(
    (): Side => ({
      iterations,
      steps: readSteps(framesOf(series ?? NONE, 'steps')),
      messages: readMessageRows(framesOf(series ?? NONE, 'messages')),
    }),
    [iterations, series]
  );
  return { asked, side };
}

export interface Cohort {
  asked: Asked;
  rows: LoopRow[];
  /** Iterations of each loop. */
  loops: IterationRow[][];
}

/** The loops of one name in the range, without the one that is compared; nothing is asked for null. */
export function useCohort(ds: string, name: string | null, except: string, range: TimeRange): Cohort {
  const queries = useMemo(() => {
    if (name === null) {
      return null;
    }
    const filters = [{ key: 'loop', op: '=' as const, value: name }];
    return [loopsQuery('loops', filters), iterationsQuery('iterations', filters)];
  }, [name]);
  const asked = useAsk(ds, queries, range);
  const series = asked.data?.series;
  const rows = useMemo(
    () => readLoopRows(framesOf(series ?? NONE, 'loops')).filter(({ traceId }) => traceId !== except),
    [series, except]
  );
  const loops = useMemo(
    () => groupIterations(framesOf(series ?? NONE, 'iterations'), readIterations, except),
    [series, except]
  );
  return { asked, rows, loops };
}
