import type { Notice } from '../../core/model/notice';
import type { SpanRecord } from '../../core/formats/otlp/span';
import type { LoopSet } from '../loopSet';
import type { LoopReading } from '../loopStore';
import type { FoundTrace } from './foundTrace';

/** What a reading has brought together so far, with what it still lacks. */
export interface Parts {
  add(traces: FoundTrace[]): void;
  /** As `add`, traces of which only what stands for iterations was read. */
  addIterations(traces: FoundTrace[]): void;
  /** Ids of spans that are the parents of others and were not read, with the traces that they belong to. */
  missing(): Array<[spanId: string, traceId: string]>;
  /** Whether a row of the table is a loop at all, and not just some trace. */
  isLoop(row: number): boolean;
  reading(notices: Notice[], state: LoopReading['state']): LoopReading;
  notices(): Notice[];
  /** Traces in which an event was found whose time and number a search does not tell. */
  eventful(): string[];
}

/** A step of a workflow that is a trace of its own: it goes with the others of its session. */
export const workflowSession = ({ name, parentSpanId, attributes }: SpanRecord): string | null =>
  parentSpanId === null &&
  (name === 'loom.workflow.step' || attributes['loom.span.name'] === 'loom.workflow.step') &&
  typeof attributes.session_id === 'string'
    ? attributes.session_id
    : null;

export function createParts(set: LoopSet): Parts {
  const have = new Map<string, Set<string>>();
  /** By trace: emitters with a fixed seed, and those that send again what they recorded, repeat ids in others. */
  const wanted = new Map<string, Set<string>>();
  /** Traces of which not all spans that fit were given. */
  const cut = new Set<string>();
  const eventful = new Set<string>();
  const isLoop = (row: number) => set.table.system(row) !== 'other';

  const add: Parts['add'] = (traces) => {
    // Oldest first, as files are written: the first trace of a session gives the loop its id.
    const ordered = [...traces].sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
    for (const { traceId, spans, matched } of ordered) {
      const ids = have.get(traceId) ?? new Set<string>();
      have.set(traceId, ids);
      const parents = wanted.get(traceId) ?? new Set<string>();
      wanted.set(traceId, parents);
      for (const { spanId } of spans) {
        ids.add(spanId);
        parents.delete(spanId);
      }
      for (const { parentSpanId } of spans) {
        if (parentSpanId !== null && !ids.has(parentSpanId)) {
          parents.add(parentSpanId);
        }
      }
      if (spans.some(({ events }) => events.some(({ name }) => name === 'loop.safety.violation'))) {
        eventful.add(traceId);
      }
      if (matched > spans.length) {
        cut.add(traceId);
      }
    }
    set.addSpans(ordered.flatMap(({ spans }) => spans));
  };

  return {
    isLoop,
    add,
    addIterations(traces) {
      traces.forEach(({ traceId }) => set.lacksSteps(traceId, null));
      add(traces);
    },
    missing: () =>
      [...wanted].flatMap(([traceId, spanIds]) => [...spanIds].map((id): [string, string] => [id, traceId])),
    eventful: () => [...eventful],
    reading(notices, state) {
      const reading = set.reading([...notices], state);
      return { ...reading, includes: (row) => reading.includes(row) && isLoop(row) };
    },
    notices(): Notice[] {
      const large = [...cut];
      return large.length === 0
        ? []
        : [
            {
              severity: 'warning',
              text: `Tempo did not give all spans of ${large.length === 1 ? 'a loop' : `${large.length} loops`}: counts, tokens and cost of it may be too low; open the loop to see all.`,
              count: large.length,
              where: large[0],
            },
          ];
    },
  };
}
