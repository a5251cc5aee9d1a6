import type { DataSourceInstanceSettings } from '@grafana/data';
import { getBackendSrv, getDataSourceSrv } from '@grafana/runtime';
import type { QueryEngine } from '../engine/engine';
import { borrows, createBackendPort } from './backends';
import { normalizeOptions, type LoopscopeOptions, type StoreConfig } from './config';
import { createEngine } from './createEngine';
import { createGrafanaHttpPort } from './httpPort';

type Settings = Pick<DataSourceInstanceSettings<LoopscopeOptions>, 'uid' | 'url' | 'jsonData'>;
type Create = (config: StoreConfig, settings: Settings) => QueryEngine;

interface Entry {
  key: string;
  engine: QueryEngine;
}

const engines = new Map<string, Entry>();

/**
 * The engine of a data source: one for the whole page, so that all its panels share one read.
 * Saved with another URL or other options, it starts anew and the old one is let go.
 */
export function sharedEngine(settings: Settings, create: Create = createWithGrafana): QueryEngine {
  const config = normalizeOptions(settings.jsonData);
  const key = JSON.stringify([settings.url, config]);
  const known = engines.get(settings.uid);
  if (known?.key === key) {
    return known.engine;
  }
  const engine = create(config, settings);
  engines.set(settings.uid, { key, engine });
  return engine;
}

function createWithGrafana(config: StoreConfig, settings: Settings): QueryEngine {
  const port = borrows(config)
    ? createBackendPort(config.kind, config.backendUid, getDataSourceSrv, (baseUrl, name) =>
        createGrafanaHttpPort(getBackendSrv, baseUrl, name)
      )
    : createGrafanaHttpPort(getBackendSrv, settings.url ?? '');
  return createEngine(config, port);
}
