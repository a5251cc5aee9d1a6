import {
  LoadingState,
  applyFieldOverrides,
  getDefaultTimeRange,
  getPanelOptionsWithDefaults,
  mapInternalLinkToExplore,
  type DataLinkPostProcessor,
  type TimeRange,
  type FieldConfigSource,
  type PanelData,
  type PanelPlugin,
} from '@grafana/data';
import { getAppEvents, getPluginImportUtils, getTemplateSrv, type PanelRendererProps } from '@grafana/runtime';
import { ErrorBoundaryAlert, useTheme2 } from '@grafana/ui';
import { useEffect, useMemo, useState } from 'react';
import { PanelMessage } from './PanelMessage';

interface HostPanelProps {
  pluginId: string;
  data: PanelData;
  width: number;
  height: number;
  title?: string;
  options?: object;
  fieldConfig?: FieldConfigSource;
  onChangeTimeRange?: (range: { from: number; to: number }) => void;
}

const noFieldConfig: FieldConfigSource = { defaults: {}, overrides: [] };

/** A panel plugin on its own, without a dashboard: as Explore draws its results. */
export function HostPanel(props: HostPanelProps) {
  const { pluginId, data, width, height, title = '', options, fieldConfig = noFieldConfig, onChangeTimeRange } = props;
  const { plugin, error } = usePanelPlugin(pluginId);
  const theme = useTheme2();
  const prepared = useMemo(() => prepare(plugin, options, fieldConfig), [plugin, options, fieldConfig]);
  const series = useMemo(
    () =>
      applyFieldOverrides({
        data: data.series,
        fieldConfig: prepared.fieldConfig,
        fieldConfigRegistry: plugin?.fieldConfigRegistry,
        replaceVariables: replace,
        theme,
        timeZone: 'browser',
        dataLinkPostProcessor: (link) => inRange(link, data.timeRange),
      }),
    [data.series, data.timeRange, prepared.fieldConfig, plugin, theme]
  );

  if (error !== undefined) {
    return <PanelMessage>{error}</PanelMessage>;
  }
  const Panel = plugin?.panel;
  if (!Panel) {
    return null;
  }
  return (
    <ErrorBoundaryAlert title="This panel could not be drawn." dependencies={[data]}>
      <Panel
        id={1}
        data={{ ...data, series }}
        timeRange={data.timeRange}
        timeZone="browser"
        options={prepared.options}
        fieldConfig={prepared.fieldConfig}
        transparent={false}
        width={width}
        height={height}
        renderCounter={0}
        title={title}
        eventBus={getAppEvents()}
        onOptionsChange={() => undefined}
        onFieldConfigChange={() => undefined}
        replaceVariables={replace}
        onChangeTimeRange={onChangeTimeRange ?? (() => undefined)}
      />
    </ErrorBoundaryAlert>
  );
}

/** What `PanelRenderer` of `@grafana/runtime` is here. */
export function HostPanelRenderer({ pluginId, title, data, options, width, height, fieldConfig }: PanelRendererProps) {
  const panelData = data ?? { state: LoadingState.Done, series: [], timeRange: getDefaultTimeRange() };
  return (
    <HostPanel {...{ pluginId, title, width, height, fieldConfig }} data={panelData} options={Object(options ?? {})} />
  );
}

/** A link to another query opens over the same range. */
function inRange(
  { link, linkModel, dataLinkScopedVars, field, replaceVariables }: Parameters<DataLinkPostProcessor>[0],
  range: TimeRange
) {
  return link.internal
    ? mapInternalLinkToExplore({
        link,
        internalLink: link.internal,
        scopedVars: dataLinkScopedVars,
        field,
        range: link.internal.range ?? range,
        replaceVariables,
      })
    : linkModel;
}

function usePanelPlugin(id: string): { plugin?: PanelPlugin; error?: string } {
  const [loaded, setLoaded] = useState<{ id: string; plugin?: PanelPlugin; error?: string }>(() => ({
    id,
    plugin: getPluginImportUtils().getPanelPluginFromCache(id),
  }));
  useEffect(() => {
    let current = true;
    getPluginImportUtils()
      .importPanelPlugin(id)
      .then(
        (plugin) => current && setLoaded({ id, plugin }),
        (error: Error) => current && setLoaded({ id, error: error.message })
      );
    return () => {
      current = false;
    };
  }, [id]);
  return loaded.id === id ? loaded : {};
}

function prepare(plugin: PanelPlugin | undefined, options: object | undefined, fieldConfig: FieldConfigSource) {
  if (!plugin) {
    return { options: options ?? {}, fieldConfig };
  }
  return getPanelOptionsWithDefaults({
    plugin,
    currentOptions: { ...options },
    currentFieldConfig: fieldConfig,
    isAfterPluginChange: false,
  });
}

const replace: (...args: Parameters<ReturnType<typeof getTemplateSrv>['replace']>) => string = (...args) =>
  getTemplateSrv().replace(...args);
