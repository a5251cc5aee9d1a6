import type { ReadableFrame } from '../../common/frames';
import type { LoopSeries, SeriesWarning } from './series';

export type WarningsByLoop = Map<string, SeriesWarning[]>;

const COLUMNS = ['traceId', 'type', 'severity', 'title', 'what', 'firstIteration'];

export const isWarningsTable = (byName: ReadonlyMap<string, number>) => COLUMNS.every((name) => byName.has(name));

const toSeverity = (value: unknown): SeriesWarning['severity'] =>
  value === 'critical' || value === 'info' ? value : 'warning';

/** Rows of a `warnings` table that name an iteration, by loop. */
export function readWarnings(frame: ReadableFrame, byName: ReadonlyMap<string, number>, into: WarningsByLoop): void {
  const at = (name: string, row: number): unknown => frame.fields[byName.get(name) ?? -1]?.values[row];
  for (let row = 0; row < frame.length; row++) {
    const key = at('traceId', row);
    const first = at('firstIteration', row);
    const last = at('lastIteration', row);
    if (typeof key === 'string' && typeof first === 'number') {
      const warning: SeriesWarning = {
        severity: toSeverity(at('severity', row)),
        title: String(at('title', row)),
        what: String(at('what', row)),
        first,
        last: typeof last === 'number' ? last : first,
      };
      into.set(key, [...(into.get(key) ?? []), warning]);
    }
  }
}

/** Warnings that are about the iteration of a point. */
export const warningsAt = ({ warnings = [], numbers }: LoopSeries, point: number): SeriesWarning[] =>
  warnings.filter(({ first, last }) => numbers.iteration[point] >= first && numbers.iteration[point] <= last);
