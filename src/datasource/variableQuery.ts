import { isRecord } from './config';
import { readFilters } from './migrate';
import type { LoopscopeVariableQuery } from './types';

/** A saved variable query; the plain string of older dashboards is the key. */
export function readVariableQuery(
  saved: unknown
): Required<Omit<LoopscopeVariableQuery, 'datasource' | 'hide' | 'queryType'>> {
  if (typeof saved === 'string') {
    return { refId: 'variable', key: saved.trim(), filters: [] };
  }
  const source = isRecord(saved) ? saved : {};
  const key = [source.key, source.query].find((value) => typeof value === 'string');
  return {
    refId: typeof source.refId === 'string' && source.refId !== '' ? source.refId : 'variable',
    key: typeof key === 'string' ? key.trim() : '',
    filters: readFilters(source.filters, []),
  };
}
