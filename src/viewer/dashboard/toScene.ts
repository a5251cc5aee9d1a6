import type { AnnotationQuery, DataSourceRef } from '@grafana/data';
import {
  SceneDataLayerSet,
  SceneDataTransformer,
  SceneGridItem,
  SceneGridLayout,
  SceneGridRow,
  SceneQueryRunner,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
  SceneVariableSet,
  VariableValueSelectors,
  VizPanel,
  behaviors,
  dataLayers,
  type SceneDataProvider,
  type SceneGridItemLike,
} from '@grafana/scenes';
import { AnnotationControls } from './AnnotationControls';
import { DashboardScene } from './DashboardScene';
import type { DashboardModel, GridPos, PanelModel } from './model';
import { panelMenu } from './panelMenu';
import { toVariable } from './toVariables';

export interface SceneOptions {
  /** Where the dashboard names none. */
  time?: { from: string; to: string };
  refresh?: string;
}

const REFRESH_INTERVALS = ['5s', '10s', '30s', '1m', '5m', '15m'];

/** A classic dashboard as a scene that can be looked at: nothing is dragged, edited or saved. */
export function toScene(dashboard: DashboardModel, { time, refresh }: SceneOptions = {}): DashboardScene {
  const range = dashboard.time ?? time ?? { from: 'now-1h', to: 'now' };
  const variables = (dashboard.templating?.list ?? []).flatMap((model) => toVariable(model) ?? []);
  const layers = toLayers(dashboard);

  return new DashboardScene({
    $timeRange: new SceneTimeRange({ ...range, timeZone: dashboard.timezone || undefined }),
    $variables: new SceneVariableSet({ variables }),
    $data:
      layers.length > 0
        ? new SceneDataLayerSet({ name: layers.map(({ state }) => state.name).join(', '), layers })
        : undefined,
    $behaviors: [new behaviors.CursorSync({ sync: dashboard.graphTooltip })],
    filters: [new VariableValueSelectors({}), ...(layers.length > 0 ? [new AnnotationControls({})] : [])],
    clock: [
      new SceneTimePicker({ isOnCanvas: true }),
      new SceneRefreshPicker({
        refresh: dashboard.refresh || refresh || '',
        intervals: dashboard.timepicker?.refresh_intervals ?? REFRESH_INTERVALS,
        isOnCanvas: true,
        withText: true,
      }),
    ],
    body: new SceneGridLayout({
      isDraggable: false,
      isResizable: false,
      isLazy: true,
      children: toGrid(dashboard.panels ?? []),
    }),
  });
}

/** Panels below an open row belong to it until the next row; a closed row carries its own. */
function toGrid(panels: PanelModel[]): SceneGridItemLike[] {
  const items: SceneGridItemLike[] = [];
  let open: { row: PanelModel; children: SceneGridItem[] } | undefined;

  const close = () => {
    if (open) {
      items.push(toRow(open.row, open.children));
    }
    open = undefined;
  };
  for (const panel of panels) {
    if (panel.type === 'row') {
      close();
      open = { row: panel, children: (panel.panels ?? []).map(toGridItem) };
    } else if (open && !open.row.collapsed) {
      open.children.push(toGridItem(panel));
    } else {
      close();
      items.push(toGridItem(panel));
    }
  }
  close();
  return items;
}

function toRow(row: PanelModel, children: SceneGridItem[]): SceneGridRow {
  return new SceneGridRow({
    key: `row-${row.id ?? row.title}`,
    title: row.title ?? '',
    isCollapsed: row.collapsed ?? false,
    y: row.gridPos?.y,
    children,
  });
}

const wholeWidth: GridPos = { x: 0, y: 0, w: 24, h: 8 };

function toGridItem(panel: PanelModel): SceneGridItem {
  const { x, y, w, h } = panel.gridPos ?? wholeWidth;
  return new SceneGridItem({ key: `grid-item-${panel.id}`, x, y, width: w, height: h, body: toPanel(panel) });
}

function toPanel(panel: PanelModel): VizPanel {
  return new VizPanel({
    key: `panel-${panel.id}`,
    title: panel.title ?? '',
    description: panel.description,
    pluginId: panel.type,
    pluginVersion: panel.pluginVersion,
    options: panel.options ?? {},
    fieldConfig: panel.fieldConfig ?? { defaults: {}, overrides: [] },
    displayMode: panel.transparent ? 'transparent' : 'default',
    hoverHeader: !panel.title,
    $data: toData(panel),
    menu: panel.targets && panel.targets.length > 0 ? panelMenu() : undefined,
  });
}

function toData(panel: PanelModel): SceneDataProvider | undefined {
  if (!panel.targets || panel.targets.length === 0) {
    return undefined;
  }
  const runner = new SceneQueryRunner({
    datasource: toRef(panel.datasource ?? panel.targets[0].datasource),
    queries: panel.targets,
    maxDataPoints: panel.maxDataPoints,
    minInterval: panel.interval,
    maxDataPointsFromWidth: panel.maxDataPoints === undefined,
    dataLayerFilter: { panelId: panel.id ?? 0 },
  });
  return panel.transformations && panel.transformations.length > 0
    ? new SceneDataTransformer({ $data: runner, transformations: panel.transformations })
    : runner;
}

function toRef(datasource: DataSourceRef | null | undefined): DataSourceRef | undefined {
  return datasource ?? undefined;
}

function toLayers(dashboard: DashboardModel) {
  return (dashboard.annotations?.list ?? [])
    .filter((query) => !isBuiltIn(query))
    .map(
      (query) =>
        new dataLayers.AnnotationsDataLayer({
          key: `annotations-${query.name}`,
          name: query.name,
          query,
          isEnabled: query.enable,
          isHidden: query.hide,
        })
    );
}

/** Grafana's own store of annotations, which nobody has here. */
function isBuiltIn(query: AnnotationQuery): boolean {
  return query.datasource?.uid === '-- Grafana --' || query.datasource?.type === 'grafana';
}
