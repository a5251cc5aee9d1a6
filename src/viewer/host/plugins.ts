import {
  AppPlugin,
  DataSourcePlugin,
  PanelPlugin,
  PluginType,
  type DataSourceApi,
  type DataSourcePluginMeta,
  type PanelPluginMeta,
  type PluginMetaInfo,
} from '@grafana/data';
import type { AmdLoader } from './amd';

/** Where `loopscope serve` serves the built plugin. */
export const PLUGIN_ROOT = '/public/plugins/loopscope-app';

export const DATASOURCE_TYPE = 'loopscope-datasource';

/** Folders of the built modules by plugin id. */
const FOLDERS: Record<string, string> = {
  [DATASOURCE_TYPE]: 'datasource',
  'loopscope-convergence-panel': 'panels/convergence',
  'loopscope-strips-panel': 'panels/strips',
  'loopscope-trace-panel': 'panels/trace',
};

export type HostDataSourcePlugin = DataSourcePlugin<DataSourceApi>;

export interface PluginSource {
  dataSourceMeta(): Promise<DataSourcePluginMeta>;
  dataSource(): Promise<HostDataSourcePlugin>;
  panel(id: string): Promise<PanelPlugin>;
  app(): Promise<AppPlugin>;
  loadedPanel(id: string): PanelPlugin | undefined;
}

export interface PluginSourceOptions {
  loader: AmdLoader;
  /** Stands in for Grafana's own panels; answers a placeholder for those it does not know. */
  hostPanel: (id: string) => PanelPlugin;
  fetchJson: (url: string) => Promise<unknown>;
}

/** The plugin's own modules by their id, and the host's panels for all others. */
export function createPluginSource({ loader, hostPanel, fetchJson }: PluginSourceOptions): PluginSource {
  const panels = new Map<string, PanelPlugin>();
  const metas = new Map<string, Promise<PanelPluginMeta>>();

  function meta(id: string): Promise<PanelPluginMeta> {
    const known = metas.get(id) ?? readMeta(id, fetchJson);
    metas.set(id, known);
    return known;
  }

  async function exported(id: string): Promise<unknown> {
    const { plugin } = await loader.load(`${PLUGIN_ROOT}/${FOLDERS[id]}/module.js`);
    return plugin;
  }

  return {
    dataSourceMeta: async () => ({ ...(await meta(DATASOURCE_TYPE)) }),
    async dataSource() {
      const [plugin, pluginMeta] = await Promise.all([exported(DATASOURCE_TYPE), meta(DATASOURCE_TYPE)]);
      if (!(plugin instanceof DataSourcePlugin)) {
        throw new Error('The data source module exports no data source plugin.');
      }
      plugin.meta = pluginMeta;
      return plugin;
    },
    async panel(id) {
      const known = panels.get(id);
      if (known) {
        return known;
      }
      const plugin = id in FOLDERS ? await exported(id) : hostPanel(id);
      if (!(plugin instanceof PanelPlugin)) {
        throw new Error(`The module of ${id} exports no panel plugin.`);
      }
      plugin.meta = id in FOLDERS ? await meta(id) : hostMeta(id, PluginType.panel);
      panels.set(id, plugin);
      return plugin;
    },
    async app() {
      const { plugin } = await loader.load(`${PLUGIN_ROOT}/module.js`);
      if (!(plugin instanceof AppPlugin)) {
        throw new Error('The module of the app exports no app plugin.');
      }
      const base = hostMeta('loopscope-app', PluginType.app);
      plugin.meta = {
        ...base,
        name: 'Loopscope',
        module: `${PLUGIN_ROOT}/module.js`,
        baseUrl: PLUGIN_ROOT,
        enabled: true,
      };
      return plugin;
    },
    loadedPanel: (id) => panels.get(id),
  };
}

async function readMeta(id: string, fetchJson: PluginSourceOptions['fetchJson']): Promise<PanelPluginMeta> {
  const folder = `${PLUGIN_ROOT}/${FOLDERS[id]}`;
  const json = await fetchJson(`${folder}/plugin.json`);
  const base = hostMeta(id, id === DATASOURCE_TYPE ? PluginType.datasource : PluginType.panel);
  const written = typeof json === 'object' && json !== null ? json : {};
  const logo = `${folder}/img/logo.svg`;
  return {
    ...base,
    ...written,
    id,
    module: `${folder}/module.js`,
    baseUrl: folder,
    info: { ...base.info, ...('info' in written ? Object(written.info) : {}), logos: { small: logo, large: logo } },
  };
}

function hostMeta(id: string, type: PluginType): PanelPluginMeta {
  const info: PluginMetaInfo = {
    author: { name: '' },
    description: '',
    links: [],
    logos: { small: '', large: '' },
    screenshots: [],
    updated: '',
    version: '',
  };
  return { id, name: id, type, module: '', baseUrl: '', info, sort: 0, skipDataQuery: id === 'text' };
}
