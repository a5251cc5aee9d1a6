import type { Notice } from '../../core/model/notice';
import type { LinesOfPage } from './lokiLines';

const time = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
const info = (text: string, count = 1): Notice => ({ severity: 'info', text, count, where: null });
const warning = (text: string, count = 1): Notice => ({ severity: 'warning', text, count, where: null });
const number = (n: number) => n.toLocaleString('en-US');

export const LINE_LIMIT_TEXT =
  'Loki refuses lines over 256 KiB unless max_line_size is raised: documents of long loops never arrive; ship such loops to a file or as spans.';

export const openRangeNotice = (from: number): Notice =>
  info(`Loki is read from ${time(from)} on: it is asked by time, so give a time range to see older loops.`);

export const shippedLaterNotice = (hours: number): Notice =>
  info(
    `Loki knows when a line was shipped, not when its loop ran: lines shipped up to ${hours} h after the time range are read, too; loops shipped later are missing.`
  );

export const cutNotice = (lines: number, since: number): Notice =>
  warning(
    `Only the newest ${number(lines)} lines are read, those shipped since ${time(since)}; narrow the time range, the stream selector or the filters to see older ones.`
  );

export const crowdedNotice = (): Notice =>
  warning('More lines share one time than Loki gives at once: some of them are not read.');

/** What a person should know about the lines that were no loops. */
export function lineNotices(pages: LinesOfPage[]): Notice[] {
  const faults = pages.reduce((sum, { lines }) => sum + lines.faultCount, 0);
  const cutShort = pages.reduce((sum, page) => sum + page.cutShort, 0);
  const first = pages.flatMap(({ lines }) => lines.faults)[0];
  const count = pages.reduce((sum, page) => sum + page.count, 0);
  return [
    ...(first === undefined
      ? []
      : [
          warning(
            `${number(faults)} of ${number(count)} lines of these streams hold no loop that can be read (the first is ${first.text}). The other lines are read; a narrower stream selector leaves them out.`,
            faults
          ),
        ]),
    ...(cutShort > 0
      ? [
          warning(
            `${number(cutShort)} ${cutShort === 1 ? 'line was' : 'lines were'} cut at Loki's longest line, so these loops cannot be read; raise max_line_size in Loki.`,
            cutShort
          ),
        ]
      : []),
  ];
}
