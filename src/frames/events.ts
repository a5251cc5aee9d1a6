import type { LoopTable } from '../core/table/loopTable';
import { field } from './columns';
import type { Frame } from './frame';
import { loopTitle } from './curves';

interface LoopEvent {
  time: number;
  timeEnd: number | null;
  type: 'start' | 'end' | 'violation';
  row: number;
  title: string;
  text: string;
}

/** Starts, ends and safety violations of loops, oldest first: for annotations. */
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
