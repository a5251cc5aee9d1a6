import type {
  DataSourceApi,
  DataSourceInstanceSettings,
  DataSourcePluginMeta,
  DataSourceRef,
  ScopedVars,
} from '@grafana/data';
import type { DataSourceSrv, GetDataSourceListFilters, TemplateSrv } from '@grafana/runtime';
import { DATASOURCE_TYPE, type PluginSource } from './plugins';

/** A data source that the viewer has without anybody setting one up. */
export interface ViewerSource {
  uid: string;
  name: string;
  url: string;
  jsonData: Record<string, unknown>;
}

export interface DataSourceSrvOptions {
  sources: ViewerSource[];
  meta: DataSourcePluginMeta;
  plugins: Pick<PluginSource, 'dataSource'>;
  templateSrv: TemplateSrv;
}

type Ref = DataSourceRef | string | null | undefined;

/** Grafana's data source service over a fixed list; the first one is the default. */
export function createDataSourceSrv({ sources, meta, plugins, templateSrv }: DataSourceSrvOptions): DataSourceSrv {
  const list = sources.map((source, index): DataSourceInstanceSettings => ({
    ...source,
    id: index + 1,
    type: DATASOURCE_TYPE,
    meta,
    readOnly: true,
    isDefault: index === 0,
    access: 'proxy',
  }));
  const instances = new Map<string, Promise<DataSourceApi>>();

  function settingsOf(ref: Ref, scopedVars?: ScopedVars): DataSourceInstanceSettings | undefined {
    const asked = typeof ref === 'object' && ref !== null ? (ref.uid ?? ref.type) : ref;
    if (asked === undefined || asked === null || asked === '' || asked === 'default') {
      return list[0];
    }
    const key = templateSrv.replace(asked, scopedVars);
    const found = list.find(({ uid, name, type }) => key === uid || key === name || key === type);
    // As in Grafana, the name and uid of a variable are kept: they are what is saved.
    return found && key !== asked
      ? { ...found, rawRef: { uid: found.uid, type: found.type }, uid: asked, name: asked }
      : found;
  }

  async function create(settings: DataSourceInstanceSettings): Promise<DataSourceApi> {
    const plugin = await plugins.dataSource();
    const instance: DataSourceApi = new plugin.DataSourceClass(settings);
    instance.components = plugin.components;
    instance.meta ??= settings.meta;
    return instance;
  }

  return {
    async get(ref, scopedVars) {
      const settings = settingsOf(ref, scopedVars);
      if (!settings) {
        throw new Error(`There is no data source ${typeof ref === 'string' ? ref : (ref?.uid ?? '')} here.`);
      }
      const original = list.find(({ uid }) => uid === (settings.rawRef?.uid ?? settings.uid)) ?? settings;
      const known = instances.get(original.uid) ?? create(original);
      instances.set(original.uid, known);
      known.catch(() => instances.delete(original.uid));
      return known;
    },
    getInstanceSettings: settingsOf,
    getList: (filters = {}) => list.filter((settings) => isAsked(settings, filters)),
    reload: () => Promise.resolve(),
    registerRuntimeDataSource: () => {
      throw new Error('The viewer takes no data sources at run time.');
    },
  };
}

function isAsked(settings: DataSourceInstanceSettings, filters: GetDataSourceListFilters): boolean {
  const { type, pluginId, filter } = filters;
  const types = type === undefined ? undefined : [type].flat();
  return (
    (types === undefined || types.includes(settings.type)) &&
    (pluginId === undefined || pluginId === settings.type) &&
    (filter === undefined || filter(settings))
  );
}
