import { EventBusSrv, type EventBusExtended } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import {
  FakeEchoSrv,
  config,
  locationService,
  setAppEvents,
  setBackendSrv,
  setCurrentUser,
  setDataSourceSrv,
  setEchoSrv,
  setLocationSrv,
  setPluginComponentHook,
  setPluginComponentsHook,
  setPluginFunctionsHook,
  setPluginImportUtils,
  setPluginLinksHook,
  setQueryRunnerFactory,
  setReturnToPreviousHook,
  setRunRequest,
  setTemplateSrv,
} from '@grafana/runtime';
import { setPanelDataErrorView } from '@grafana/runtime/components/PanelDataErrorView';
import { setPanelRenderer } from '@grafana/runtime/components/PanelRenderer';
import { hostPanel } from '../panels/hostPanels';
import { createAmdLoader } from './amd';
import { createBackendSrv } from './backendSrv';
import { createDataSourceSrv } from './dataSourceSrv';
import { HostPanelRenderer } from './HostPanel';
import { PanelMessage } from './PanelMessage';
import { createPluginSource, type PluginSource } from './plugins';
import { initRegistries } from './registries';
import { runRequest } from './runRequest';
import { sharedModules } from './sharedModules';
import { readSources } from './sources';
import { templateSrv } from './templateSrv';

export interface Host {
  events: EventBusExtended;
  plugins: PluginSource;
}

/** Fills in what Grafana gives its plugins when it starts. Once, before anything is drawn. */
export async function setupHost(): Promise<Host> {
  const events = new EventBusSrv();
  const backend = createBackendSrv({ events });
  const fetchJson = (url: string) => backend.get<unknown>(url);
  const plugins = createPluginSource({ loader: createAmdLoader({ shared: sharedModules }), hostPanel, fetchJson });

  fillConfig();
  initRegistries();

  setAppEvents(events);
  setBackendSrv(backend);
  setEchoSrv(new FakeEchoSrv());
  setTemplateSrv(templateSrv);
  setRunRequest(runRequest);
  setLocationSrv(locationService);
  setPluginImportUtils({
    importPanelPlugin: (id) => plugins.panel(id),
    getPanelPluginFromCache: (id) => plugins.loadedPanel(id),
  });
  setPanelRenderer(HostPanelRenderer);
  setPanelDataErrorView(({ message }) => PanelMessage({ children: message ?? 'No data in this range.' }));
  setQueryRunnerFactory(() => {
    throw new Error('The viewer has no query runner; panels are run by their dashboard.');
  });
  // Nothing extends the viewer.
  setPluginLinksHook(() => ({ links: [], isLoading: false }));
  setPluginComponentHook(() => ({ component: null, isLoading: false }));
  setPluginComponentsHook(() => ({ components: [], isLoading: false }));
  setPluginFunctionsHook(() => ({ functions: [], isLoading: false }));
  setReturnToPreviousHook(() => () => undefined);

  const [meta, sources] = await Promise.all([
    plugins.dataSourceMeta(),
    readSources(fetchJson),
    initPluginTranslations('grafana-scenes'),
  ]);
  setDataSourceSrv(createDataSourceSrv({ sources, meta, plugins, templateSrv }));
  return { events, plugins };
}

function fillConfig(): void {
  Object.assign(config, { appSubUrl: '', exploreEnabled: true, liveEnabled: false });
  setCurrentUser(config.bootData.user);
}
