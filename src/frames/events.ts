import type { LoopTable } from '../core/table/loopTable';
import { known } from '../core/table/columns';
import { loopWarnings } from '../core/warnings/ofTable';
import { field } from './columns';
import type { Frame } from './frame';
import { loopTitle } from './curves';

interface LoopEvent {
  time: number;
  timeEnd: number | null;
  type: 'start' | 'end' | 'violation' | 'warning';
  row: number;
  title: string;
  text: string;
}

/** Starts, ends, safety violations and warnings of loops, oldest first: for annotations. */
export function eventsFrame(table: LoopTable, rows: number[]): Frame {
  const events: LoopEvent[] = [];
  const { loops, strings, violations } = table;
  for (const row of rows) {
    const title = loopTitle(table, row);
    const start = loops.startTime.get(row);
    const end = loops.endTime.get(row);
    const task = table.text(row, 'task');
    if (start === start) {
      const env = table.text(row, 'env');
      events.push({
        time: start,
        timeEnd: null,
        type: 'start',
        row,
        title: `${title} started`,
        text: [env === null ? null : `environment ${env}`, task === null ? null : `task ${task}`]
          .filter((part) => part !== null)
          .join(', '),
      });
    }
    if (end === end) {
      const reason = table.text(row, 'terminationReason');
      events.push({
        time: end,
        timeEnd: null,
        type: 'end',
        row,
        title: `${title} ended: ${table.outcome(row)}`,
        text: reason ?? 'no reason written',
      });
    }
    for (let i = 0; i < loops.violationCount.get(row); i++) {
      const at = 3 * (loops.violationStart.get(row) + i);
      const [time, iteration, code] = [violations.get(at), violations.get(at + 1), violations.get(at + 2)];
      if (time === time) {
        events.push({
          time,
          timeEnd: null,
          type: 'violation',
          row,
          title: `${title}: safety violation`,
          text: [code === code ? strings.at(code) : null, iteration === iteration ? `iteration ${iteration}` : null]
            .filter((part) => part !== null)
            .join(', '),
        });
      }
    }
  }
  rows.forEach((row) => events.push(...warningEvents(table, row)));
  events.sort((a, b) => a.time - b.time);
  const of = <T>(pick: (event: LoopEvent) => T) => events.map(pick);
  return {
    name: 'events',
    meta: { preferredVisualisationType: 'table' },
    fields: [
      field(
        'time',
        of(({ time }) => time)
      ),
      field(
        'timeEnd',
        of(({ timeEnd }) => timeEnd)
      ),
      field(
        'type',
        of(({ type }) => type)
      ),
      field(
        'loop',
        of(({ row }) => table.text(row, 'loop'))
      ),
      field(
        'traceId',
        of(({ row }) => table.traceIds[row])
      ),
      field(
        'outcome',
        of(({ row }) => table.outcome(row))
      ),
      field(
        'title',
        of(({ title }) => title)
      ),
      field(
        'text',
        of(({ text }) => text)
      ),
      field(
        'tags',
        of(({ type, row }) =>
          [type, table.text(row, 'loop'), table.text(row, 'env')].filter((tag) => tag !== null).join(',')
        )
      ),
    ],
    length: events.length,
  };
}

/** When an iteration ended; NaN where not known. */
function endOf({ loops, iterations }: LoopTable, row: number, number: number | null): number {
  const start = loops.iterationStart.get(row);
  for (let at = start; at < start + loops.iterationCount.get(row); at++) {
    if (iterations.iteration.get(at) === number) {
      return iterations.time.get(at);
    }
  }
  return NaN;
}

/** Warnings stand where they began and last as long as what they are about; safety violations have events of their own. */
function warningEvents(table: LoopTable, row: number): LoopEvent[] {
  const whole = known(table.loops.endTime.get(row)) ?? known(table.loops.startTime.get(row));
  return loopWarnings(table, row).flatMap((warning): LoopEvent[] => {
    const first = known(endOf(table, row, warning.firstIteration)) ?? whole;
    const last = known(endOf(table, row, warning.lastIteration));
    return first === null || warning.type === 'safety_violation'
      ? []
      : [
          {
            time: first,
            timeEnd: last !== null && last > first ? last : null,
            type: 'warning',
            row,
            title: `${loopTitle(table, row)}: ${warning.title}`,
            text: warning.what,
          },
        ];
  });
}
