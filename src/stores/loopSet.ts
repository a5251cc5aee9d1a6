import type { ParsedLines } from '../core/formats/lines';
import type { SpanRecord } from '../core/formats/otlp/span';
import type { RunOptions } from '../core/runs/run';
import { toSteps } from '../core/runs/toSteps';
import { TraceIndex } from '../core/runs/traceIndex';
import { completeWarningOptions } from '../core/warnings/options';
import type { Notice } from '../core/model/notice';
import type { Place } from '../core/table/batch';
import { LoopTable } from '../core/table/loopTable';
import type { LoopDetail, LoopReading } from './loopStore';
import { StoreError } from './storeError';

export interface LoopSetOptions extends RunOptions {
  /** The target of loops that name none; 0.8 where not given. */
  defaultGoalTarget?: number;
}

/** The loops that a backend's answers put together, and what a store tells of them. */
export interface LoopSet {
  readonly table: LoopTable;
  /** Spans in any order, more than once, a trace in any number of pieces. */
  addSpans(spans: Iterable<SpanRecord>): void;
  /** Says that not all steps of a trace are read, but of one iteration at most: how often it called is not known. */
  lacksSteps(traceId: string, butOf: number | null): void;
  /** Lines as files hold them: documents, spans and metrics. `source` is shown as the place of what is odd in them. */
  addLines(lines: ParsedLines): void;
  reading(notices: Notice[], state: LoopReading['state'], progress?: LoopReading['progress']): LoopReading;
  /** The steps of a loop that came as spans; throws a StoreError where it did not. */
  open(traceId: string): LoopDetail;
}

const NO_PLACE: Place = { offset: 0, length: 0, line: 0 };

/** Loops out of spans and lines, for stores whose backend answers queries anew each time. */
export function createLoopSet({ defaultGoalTarget, warnings: given, ...run }: LoopSetOptions): LoopSet {
  const warnings = completeWarningOptions({ goalTarget: defaultGoalTarget, ...given });
  const table = new LoopTable(defaultGoalTarget, warnings);
  const traces = new TraceIndex({ ...run, warnings });
  let added = 0;

  function flush(): void {
    const { batches, gone } = traces.flush();
    gone.forEach((traceId) => table.drop(traceId));
    batches.forEach(({ batch, source }) => table.append(batch, source));
  }

  return {
    table,
    addSpans(spans) {
      for (const span of spans) {
        traces.add(span, 0, NO_PLACE);
      }
      flush();
    },
    lacksSteps(traceId, butOf) {
      traces.lacksSteps(traceId, butOf);
      flush();
    },
    addLines(lines) {
      table.append(lines.batch, 0);
      for (const { place, spans } of lines.spans) {
        spans.forEach((span) => traces.add(span, 0, place));
      }
      for (const { points } of lines.metrics) {
        points.forEach((point) => traces.addMetric(point, 0, String(added++)));
      }
      flush();
    },
    reading: (notices, state, progress = { read: 0, total: null }) => ({
      table,
      includes: () => true,
      where: (row) => table.traceIds[row],
      notices,
      priceVersion: run.prices?.version ?? null,
      state,
      progress,
    }),
    open(traceId) {
      const found = traces.run(traceId);
      if (found === undefined) {
        throw new StoreError(`The loop ${traceId.slice(0, 80)} is not in what was read.`, [
          'Refresh to read it again.',
        ]);
      }
      return { steps: toSteps(found), handoffs: found.handoffs, start: found.loop.startTime };
    },
  };
}
