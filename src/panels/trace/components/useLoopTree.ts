import { useCallback, useEffect, useMemo } from 'react';
import type { DataQueryRequest } from '@grafana/data';
import type { DataSourceRef } from '@grafana/schema';
import type { IterationFacts } from '../model/iterations';
import { displayOrder } from '../model/order';
import { partsOf, type ReadFrames } from '../model/read';
import type { Note } from '../model/rows';
import { placeWarnings, problemStops } from '../model/stops';
import { buildTree } from '../model/tree';
import type { TraceOptions } from '../options';
import { useLaterSteps } from './useLaterSteps';

/** Loops with no more calls than this are read whole: their failures are known before an iteration is opened. */
const LOADED_AT_ONCE = 2000;

/** Calls of models and tools; an iteration counts as one, too. */
const callsOf = (facts: readonly IterationFacts[]) =>
  facts.reduce((sum, { figures }) => sum + 1 + (figures.llmCalls || 0) + (figures.toolCalls || 0), 0);

/** The tree of one loop, out of the frames and of the steps that were asked for since. */
export function useLoopTree(
  read: ReadFrames,
  traceId: string | null,
  request: DataQueryRequest | undefined,
  source: DataSourceRef | null,
  loadSteps: TraceOptions['loadSteps'],
  openSpan: string
) {
  const later = useLaterSteps(request, source, traceId);
  const parts = useMemo(() => partsOf(read, traceId, later.steps), [read, traceId, later.steps]);
  const asked = loadSteps === 'open' || (loadSteps === 'auto' && !read.hasSteps);
  const small = loadSteps === 'auto' && callsOf(parts.facts) <= LOADED_AT_ONCE;
  const wantsAll = !read.hasSteps && (loadSteps === 'panel' || small || (openSpan !== '' && parts.facts.length === 0));
  // else its row would come with the steps and push the others down, under the pointer
  const keepsOutside =
    !read.hasSteps && (asked || wantsAll) && source !== null && traceId !== null && parts.facts.length > 0;
  const tree = useMemo(() => buildTree(parts.steps, parts.facts, keepsOutside), [parts, keepsOutside]);
  const order = useMemo(() => displayOrder(tree), [tree]);
  const places = useMemo(() => placeWarnings(tree, parts.warnings), [tree, parts.warnings]);
  const problems = useMemo(() => problemStops(tree, order, places), [tree, order, places]);

  const { load, states } = later;
  const whole = states.get('all');
  /** A loop that its store does not give whole: the steps of an iteration come when it is opened. */
  const inParts = read.inParts || (whole?.status === 'done' && whole.inParts === true);
  const onDemand = inParts || (asked && !wantsAll);
  useEffect(() => {
    if (wantsAll) {
      load('all');
    }
  }, [wantsAll, load]);

  /** What stands below an opened group while its steps are not there. */
  const noteOf = useCallback(
    (g: number): Note | null => {
      const { iteration, roots } = tree.groups[g];
      const isOutside = iteration !== iteration;
      const own = isOutside ? whole : states.get(iteration);
      const state = inParts ? own : wantsAll ? whole : (own ?? whole);
      if (state?.status === 'error') {
        return { tone: 'error', text: state.message };
      }
      if (roots.length > 0) {
        return null;
      }
      if (inParts && state === undefined) {
        return { tone: 'plain', text: 'Its steps are read once fewer iterations are open.' };
      }
      return state?.status === 'loading' || ((onDemand || wantsAll) && state === undefined)
        ? { tone: 'loading', text: 'Reading the steps…' }
        : {
            tone: 'plain',
            text: `No steps were reported ${isOutside ? 'outside the iterations' : 'for this iteration'}.`,
          };
    },
    [tree, states, onDemand, wantsAll, inParts, whole]
  );
  return { tree, order, places, problems, onDemand, inParts, load, noteOf, warnings: parts.warnings };
}

export type LoopData = ReturnType<typeof useLoopTree>;
