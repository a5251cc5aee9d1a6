import {
  dateTime,
  LoadingState,
  PluginType,
  VariableHide,
  type DataQueryRequest,
  type DataSourceInstanceSettings,
  type ScopedVars,
} from '@grafana/data';
import type { TemplateSrv, VariableInterpolation } from '@grafana/runtime';
import { of, type Observable } from 'rxjs';
import type { LoopQuery } from '../core/query/query';
import type { QueryAnswer, QueryContext, QueryEngine } from '../engine/engine';
import type { Frame, FrameField } from '../frames/frame';
import type { LoopscopeQuery } from './types';

/** An engine that answers what a test tells it to. */
export function fakeEngine(part: Partial<QueryEngine> = {}): QueryEngine {
  return {
    query: () => of(answer([])),
    tagKeys: () => Promise.resolve([{ key: 'loop', description: 'Name of the loop' }, { key: 'env' }]),
    tagValues: (key) => Promise.resolve(key === 'env' ? ['prod', 'stage'] : []),
    health: () => Promise.resolve({ ok: true, message: '3 loops read.', details: [] }),
    ...part,
  };
}

/** An engine that keeps what it was asked. */
export function recordingEngine(reply: (query: LoopQuery) => Observable<QueryAnswer> = () => of(answer([]))) {
  const asked: Array<{ query: LoopQuery; context: QueryContext }> = [];
  const engine = fakeEngine({
    query: (query, context) => {
      asked.push({ query, context });
      return reply(query);
    },
  });
  return { engine, asked };
}

export function answer(frames: Frame[], part: Partial<QueryAnswer> = {}): QueryAnswer {
  return { frames, notices: [], state: 'done', ...part };
}

export function frame(name: string, columns: Record<string, unknown[]>, part: Partial<Frame> = {}): Frame {
  const fields = Object.entries(columns).map(([key, values]): FrameField => ({
    name: key,
    type: values.every((value) => typeof value === 'number') ? 'number' : 'string',
    config: {},
    values,
  }));
  return { name, meta: {}, fields, length: fields[0]?.values.length ?? 0, ...part };
}

export const FROM = Date.UTC(2026, 0, 1);
export const TO = Date.UTC(2026, 0, 2);

export function request<Q extends { refId: string } = LoopscopeQuery>(
  targets: Q[],
  part: Partial<DataQueryRequest<Q>> = {}
): DataQueryRequest<Q> {
  const [from, to] = [dateTime(FROM), dateTime(TO)];
  return {
    requestId: 'Q100',
    app: 'dashboard',
    interval: '1m',
    intervalMs: 60_000,
    maxDataPoints: 500,
    range: { from, to, raw: { from, to } },
    scopedVars: {},
    startTime: TO,
    targets,
    timezone: 'utc',
    ...part,
  };
}

/** A data source as Grafana lists it. */
export function instanceSettings(
  part: Pick<DataSourceInstanceSettings, 'uid' | 'name' | 'type'>
): DataSourceInstanceSettings {
  const info = {
    author: { name: '' },
    description: '',
    links: [],
    logos: { small: '', large: '' },
    screenshots: [],
    updated: '',
    version: '',
  };
  const meta = { id: part.type, name: part.type, type: PluginType.datasource, module: '', baseUrl: '', info };
  return { ...part, meta, access: 'proxy', readOnly: false, jsonData: {} };
}

interface FakeVariable {
  value: string | string[];
  type?: string;
  /** Set where "All" is chosen and has a pattern of its own. */
  customAll?: string;
}

type Format = (value: unknown, variable: { type?: string }) => string;

/** Replaces `$name`, `${name}` and `${name:regex}` like Grafana does, one pass only. */
export function fakeTemplateSrv(variables: Record<string, FakeVariable> = {}): TemplateSrv {
  const replace = (
    target = '',
    scopedVars: ScopedVars = {},
    format?: string | Format,
    seen?: VariableInterpolation[]
  ): string =>
    target.replace(
      /\$(\w+)|\$\{(\w+)(?::(\w+))?\}/g,
      (match: string, plain?: string, braced?: string, own?: string) => {
        const variableName = plain ?? braced ?? '';
        const known = variableName in scopedVars ? { value: scopedVars[variableName]?.value } : variables[variableName];
        const fmt = own ?? format;
        const value = known ? show(known, fmt) : match;
        seen?.push({
          match,
          variableName,
          format: typeof fmt === 'string' ? fmt : undefined,
          value,
          found: known !== undefined,
        });
        return value;
      }
    );
  return {
    getVariables: () =>
      Object.keys(variables).map((name) => ({ name, type: 'textbox', ...BASE, query: '', current: {}, options: [] })),
    replace,
    containsTemplate: (target = '') => target.includes('$'),
    updateTimeRange: () => undefined,
  };
}

const BASE = {
  id: '',
  rootStateKey: null,
  global: false,
  hide: VariableHide.dontHide,
  skipUrlSync: false,
  index: 0,
  state: LoadingState.Done,
  error: null,
  description: null,
  originalQuery: null,
};

function show({ value, type, customAll }: FakeVariable, format?: string | Format): string {
  if (customAll !== undefined) {
    return customAll;
  }
  return typeof format === 'function'
    ? format(value, { type })
    : Array.isArray(value)
      ? `{${value.join(',')}}`
      : String(value);
}
