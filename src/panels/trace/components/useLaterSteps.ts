import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { DataQueryRequest } from '@grafana/data';
import type { DataSourceRef } from '@grafana/schema';
import type { Subscription } from 'rxjs';
import { isInParts, readSteps, type StepColumns } from '../model/steps';
import { askLoop } from './ask';

/** The iteration whose steps were asked for; `all` for those of the whole loop. */
export type Part = number | 'all';

export type PartState =
  | { status: 'loading' }
  /** `inParts`: of the whole loop not all steps were given. */
  | { status: 'done'; inParts?: boolean }
  | { status: 'error'; message: string };

interface Loaded {
  /** What it was loaded for. */
  of: string;
  states: Map<Part, PartState>;
  steps: Map<Part, StepColumns>;
}

export interface LaterSteps {
  steps: StepColumns[];
  states: ReadonlyMap<Part, PartState>;
  /** Asks for the steps of an iteration, unless that was done. */
  load: (part: Part) => void;
}

/** Steps that are asked for when they are needed; those of another loop or source are let go of. */
export function useLaterSteps(
  request: DataQueryRequest | undefined,
  source: DataSourceRef | null,
  traceId: string | null
): LaterSteps {
  const of = `${source?.uid ?? ''} ${traceId ?? ''}`;
  const [loaded, setLoaded] = useState<Loaded>(() => emptyOf(of));
  const running = useRef(new Map<Part, Subscription>());
  const current = useRef({ request, source, traceId, of });
  useEffect(() => {
    current.current = { request, source, traceId, of };
  });

  const begin = useCallback((part: Part) => {
    const { request, source, traceId, of } = current.current;
    const set = (state: PartState, steps?: StepColumns) =>
      setLoaded((before) => withPart(before.of === of ? before : emptyOf(of), part, state, steps));
    if (request === undefined || source === null || traceId === null) {
      set({ status: 'error', message: 'There is no data source to ask: add a Steps query to this panel.' });
      return;
    }
    set({ status: 'loading' });
    running.current.get(part)?.unsubscribe();
    running.current.set(
      part,
      askLoop(request, source, { queryType: 'steps', traceId, iteration: part === 'all' ? null : part }).subscribe({
        next: ([frame]) =>
          set(
            { status: 'done', inParts: frame !== undefined && isInParts(frame) },
            frame === undefined ? undefined : readSteps(frame, -1)
          ),
        error: (error: unknown) =>
          set({ status: 'error', message: error instanceof Error ? error.message : String(error) }),
      })
    );
  }, []);

  useEffect(() => {
    const subscriptions = running.current;
    return () => {
      subscriptions.forEach((subscription) => subscription.unsubscribe());
      subscriptions.clear();
    };
  }, [of]);

  // A refresh of the panel reads again what is open; what is shown stays until then.
  const asked = useRef(loaded);
  useEffect(() => {
    asked.current = loaded;
  });
  const refreshed = request?.requestId;
  const first = useRef(refreshed);
  useEffect(() => {
    if (first.current !== refreshed && asked.current.of === of) {
      first.current = refreshed;
      // an answer that takes longer than the refresh interval would never come
      [...asked.current.states.keys()].filter((part) => running.current.get(part)?.closed !== false).forEach(begin);
    }
  }, [refreshed, of, begin]);

  const own = loaded.of === of ? loaded : null;
  const load = useCallback(
    (part: Part) => {
      const known = asked.current.of === current.current.of ? asked.current.states.get(part) : undefined;
      if (known === undefined || known.status === 'error') {
        begin(part);
      }
    },
    [begin]
  );
  return useMemo(
    () => ({ steps: own === null ? [] : [...own.steps.values()], states: own?.states ?? new Map(), load }),
    [own, load]
  );
}

function emptyOf(of: string): Loaded {
  return { of, states: new Map(), steps: new Map() };
}

function withPart(before: Loaded, part: Part, state: PartState, steps: StepColumns | undefined): Loaded {
  return {
    of: before.of,
    states: new Map(before.states).set(
      part,
      before.steps.has(part) && state.status === 'loading' ? { status: 'done' } : state
    ),
    steps: steps === undefined ? before.steps : new Map(before.steps).set(part, steps),
  };
}
