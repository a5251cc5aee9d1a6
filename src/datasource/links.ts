import type { DataFrame, DataLink, DateTime, Field, TimeRange } from '@grafana/data';
import { loopPath } from '../core/appPaths';
import type { LoopFilter, QueryType } from '../core/query/query';
import { QUERY_SCHEMA_VERSION } from '../core/query/query';
import type { LoopscopeQuery } from './types';

/** The data source that links lead to: the one that answered. */
export interface LinkTarget {
  uid: string;
  name: string;
  /** The range that was asked for: Explore would begin with its own. */
  range?: TimeRange;
}

/** The value of the clicked cell. Grafana puts it into one string of the query, so nothing in it can add another. */
const VALUE = '${__value.raw}';
const TRACE_OF_ROW = '${__data.fields.traceId}';
/** The same for an address: nothing in it can end the parameter that it stands in. */
const VALUE_IN_URL = '${__value.raw:percentencode}';
const ITERATION_IN_URL = '${__data.fields.iteration:percentencode}';

/** Adds links to the fields of an answer that name a loop: its trace, its iterations, its goal. */
export function addLinks(frame: DataFrame, queryType: QueryType, target: LinkTarget): DataFrame {
  return { ...frame, fields: frame.fields.map((field) => withLinks(field, linksOf(field, queryType, target))) };
}

/** One link a field of a table: with several, Grafana draws its text as plain. */
function linksOf(field: Field, queryType: QueryType, target: LinkTarget): DataLink[] {
  switch (field.name) {
    case 'traceId':
      return [openLoop(target, queryType === 'iterations' || queryType === 'steps')];
    case 'durationMs':
      return queryType === 'loops'
        ? [link('Show the trace in Explore', target, { queryType: 'trace', traceId: TRACE_OF_ROW })]
        : [];
    case 'traceID':
      return [
        openLoop(target, false),
        link('Show the goal by iteration', target, { queryType: 'goal', traceId: VALUE }),
        link('Show the iterations', target, { queryType: 'iterations', traceId: VALUE }),
      ];
    case 'loop':
      return [
        link('Show the iterations of this loop', target, { queryType: 'iterations', filters: [is('loop', VALUE)] }),
      ];
    case 'iterations':
      return queryType === 'loops'
        ? [link('Show these iterations', target, { queryType: 'iterations', traceId: TRACE_OF_ROW })]
        : [];
    default:
      return [];
  }
}

/** The page of the loop of a cell, at the iteration of its row where a table has one. */
function openLoop({ uid, range }: LinkTarget, atIteration: boolean): DataLink {
  const [from, to] = range ? [range.raw.from, range.raw.to].map(toAddress) : [];
  const path = loopPath({ dataSource: uid, traceId: 'TRACE', from, to });
  const url = path.replace('id=TRACE', `id=${VALUE_IN_URL}${atIteration ? `&iteration=${ITERATION_IN_URL}` : ''}`);
  return { title: atIteration ? 'Open the loop at this iteration' : 'Open the loop', url };
}

/** `now-3h` as it is, a time as milliseconds. */
const toAddress = (time: DateTime | string): string => (typeof time === 'string' ? time : String(time.valueOf()));

function is(key: string, value: string): LoopFilter {
  return { key, op: '=', value };
}

function link(title: string, target: LinkTarget, part: Partial<LoopscopeQuery>): DataLink<LoopscopeQuery> {
  return {
    title,
    url: '',
    internal: {
      datasourceUid: target.uid,
      datasourceName: target.name,
      ...(target.range && { range: target.range }),
      query: { refId: 'A', schemaVersion: QUERY_SCHEMA_VERSION, literal: true, ...part },
    },
  };
}

function withLinks(field: Field, links: DataLink[]): Field {
  return links.length === 0 ? field : { ...field, config: { ...field.config, links } };
}
