import type { Notice } from '../../core/model/notice';
import type { ReadSince } from './searchService';

export const noNotices: Notice[] = [];

const time = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

export const openRangeNotice = (from: number): Notice => ({
  severity: 'info',
  text: `Jaeger is read from ${time(from)} on: it is asked by time, so give a time range to see older loops.`,
  count: 1,
  where: null,
});

export const tooManyServicesNotice = (read: number, of: number): Notice => ({
  severity: 'warning',
  text: `The first ${read} of ${of} services are read; name those with loops in the data source settings, or filter by resource.service.name.`,
  count: 1,
  where: null,
});

/** What a limit left out, and from when on nothing is missing. */
export function cutNotice(cut: Array<{ service: string; since: ReadSince }>, limit: number, to: number): Notice {
  const names = cut.map(({ service }) => service);
  const listed = names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
  const since = Math.max(...cut.map((end) => end.since ?? 0));
  const complete = since < to ? ` From ${time(since)} on none is missing.` : '';
  return {
    severity: 'warning',
    text: `Jaeger answers whole traces only, so at most about ${limit.toLocaleString('en-US')} loops of a service are read; ${listed} may hold more.${complete} Narrow the time range, filter by an attribute (span., resource.), or raise the limit.`,
    count: 1,
    where: null,
  };
}
