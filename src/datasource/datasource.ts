import {
  CoreApp,
  DataSourceApi,
  type AdHocVariableFilter,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceGetTagValuesOptions,
  type DataSourceInstanceSettings,
  type MetricFindValue,
  type QueryFixAction,
  type ScopedVars,
  type TestDataSourceResponse,
} from '@grafana/data';
import { getDataSourceSrv, getTemplateSrv } from '@grafana/runtime';
import type { Observable } from 'rxjs';
import { QUERY_SCHEMA_VERSION } from '../core/query/query';
import type { QueryEngine } from '../engine/engine';
import { loopscopeAnnotations } from './annotations';
import { borrows, findBackend } from './backends';
import { normalizeOptions, type LoopscopeOptions, type StoreConfig, type StoreKind } from './config';
import { sharedEngine } from './engines';
import { messageOf } from './errors';
import { modifyQuery } from './explore';
import { interpolateQuery } from './interpolate';
import { runQueries } from './runQueries';
import { toKeyOptions, toValueOptions } from './tags';
import { describeQuery } from './text';
import type { LoopscopeQuery } from './types';
import { LoopscopeVariables } from './variables';

/** Wires an engine to Grafana: what it computes is computed elsewhere. */
export class LoopscopeDataSource extends DataSourceApi<LoopscopeQuery, LoopscopeOptions> {
  readonly engine: QueryEngine;
  override readonly annotations = loopscopeAnnotations;
  override readonly variables: LoopscopeVariables;
  readonly kind: StoreKind;
  readonly #config: StoreConfig;

  constructor(settings: DataSourceInstanceSettings<LoopscopeOptions>, engine: QueryEngine = sharedEngine(settings)) {
    super(settings);
    this.#config = normalizeOptions(settings.jsonData);
    this.kind = this.#config.kind;
    this.engine = engine;
    this.variables = new LoopscopeVariables(engine);
  }

  override query(request: DataQueryRequest<LoopscopeQuery>): Observable<DataQueryResponse> {
    return runQueries(this.engine, request, getTemplateSrv(), { uid: this.uid, name: this.name });
  }

  override async testDatasource(): Promise<TestDataSourceResponse> {
    try {
      const { ok, message, details } = await this.engine.health();
      const [detail = '', ...verbose] = [...this.#through(), ...details];
      return {
        status: ok ? 'success' : 'error',
        message,
        details: { message: detail, verboseMessage: verbose.join('\n') },
      };
    } catch (error) {
      return { status: 'error', message: messageOf(error), details: {} };
    }
  }

  /** Whom the engine asks, where that is another data source. */
  #through(): string[] {
    if (!borrows(this.#config)) {
      return [];
    }
    const { kind, backendUid } = this.#config;
    const { name } = findBackend(kind, backendUid, getDataSourceSrv());
    return [`Asked through the data source "${name}".`];
  }

  override getDefaultQuery(app: CoreApp): Partial<LoopscopeQuery> {
    const queryType = app === CoreApp.Dashboard || app === CoreApp.PanelEditor ? 'series' : 'loops';
    return { schemaVersion: QUERY_SCHEMA_VERSION, queryType };
  }

  override filterQuery(query: LoopscopeQuery): boolean {
    return !query.hide && !(query.queryType === 'trace' && !query.traceId?.trim());
  }

  override getQueryDisplayText(query: LoopscopeQuery): string {
    return describeQuery(query);
  }

  override interpolateVariablesInQueries(
    queries: LoopscopeQuery[],
    scopedVars: ScopedVars,
    filters?: AdHocVariableFilter[]
  ): LoopscopeQuery[] {
    return queries.map((query) => ({
      ...interpolateQuery(query, scopedVars, getTemplateSrv(), filters),
      datasource: this.getRef(),
    }));
  }

  override modifyQuery(query: LoopscopeQuery, action: QueryFixAction): LoopscopeQuery {
    return modifyQuery(query, action);
  }

  override async getTagKeys(): Promise<MetricFindValue[]> {
    return toKeyOptions(await this.engine.tagKeys());
  }

  override async getTagValues({ key }: DataSourceGetTagValuesOptions<LoopscopeQuery>): Promise<MetricFindValue[]> {
    return toValueOptions(await this.engine.tagValues(key));
  }
}
