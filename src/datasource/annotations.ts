import type { AnnotationQuery, AnnotationSupport } from '@grafana/data';
import { QUERY_SCHEMA_VERSION } from '../core/query/query';
import { AnnotationEditor } from './components/AnnotationEditor';
import type { LoopscopeQuery } from './types';

const DEFAULT_QUERY: Partial<LoopscopeQuery> = {
  schemaVersion: QUERY_SCHEMA_VERSION,
  queryType: 'events',
  eventTypes: ['end', 'violation'],
};

/** Starts, ends and violations of loops on the panels of a dashboard. */
export const loopscopeAnnotations: AnnotationSupport<LoopscopeQuery> = {
  QueryEditor: AnnotationEditor,
  getDefaultQuery: () => ({ ...DEFAULT_QUERY }),
  prepareQuery: (annotation: AnnotationQuery<LoopscopeQuery>) => ({
    ...DEFAULT_QUERY,
    ...annotation.target,
    refId: annotation.target?.refId || 'Anno',
    queryType: 'events',
  }),
};
