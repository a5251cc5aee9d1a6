/** @jest-environment jsdom */
import {
  AdHocFiltersVariable,
  CustomVariable,
  DataSourceVariable,
  IntervalVariable,
  QueryVariable,
  SceneDataTransformer,
  SceneGridItem,
  SceneGridRow,
  SceneQueryRunner,
  SceneRefreshPicker,
  TextBoxVariable,
  VizPanel,
  sceneGraph,
} from '@grafana/scenes';
import { readDashboard, type DashboardModel, type PanelModel } from './model';
import { toScene } from './toScene';

const datasource = { type: 'loopscope-datasource', uid: '${datasource}' };

function dashboard(part: Partial<DashboardModel> = {}): DashboardModel {
  return { uid: 'a', title: 'A dashboard', panels: [], ...part };
}

function panel(part: Partial<PanelModel>): PanelModel {
  return { type: 'stat', gridPos: { x: 0, y: 0, w: 6, h: 4 }, ...part };
}

function firstPanel(model: PanelModel): VizPanel {
  const [item] = toScene(dashboard({ panels: [model] })).state.body.state.children;
  const body = item instanceof SceneGridItem ? item.state.body : undefined;
  if (!(body instanceof VizPanel)) {
    throw new Error('no panel');
  }
  return body;
}

describe('range and refresh', () => {
  it("takes the dashboard's own before the host's", () => {
    const host = { time: { from: 'now-6h', to: 'now' }, refresh: '5s' };
    const own = toScene(dashboard({ time: { from: 'now-2d', to: 'now' }, refresh: '30s' }), host);
    const bare = toScene(dashboard(), host);
    expect(own.state.$timeRange?.state).toMatchObject({ from: 'now-2d', to: 'now' });
    expect(bare.state.$timeRange?.state).toMatchObject({ from: 'now-6h', to: 'now' });
    const refreshOf = (scene: typeof own) =>
      scene.state.clock.find((control) => control instanceof SceneRefreshPicker)?.state.refresh;
    expect([refreshOf(own), refreshOf(bare)]).toEqual(['30s', '5s']);
  });
});

describe('variables', () => {
  const scene = toScene(
    dashboard({
      templating: {
        list: [
          { type: 'datasource', name: 'datasource', query: 'loopscope-datasource', hide: 1 },
          { type: 'query', name: 'loop', datasource, query: { key: 'loop' }, multi: true, includeAll: true },
          { type: 'adhoc', name: 'filters', datasource, filters: [{ key: 'env', operator: '=', value: 'prod' }] },
          { type: 'custom', name: 'metric', query: 'tokens,costUsd', current: { value: 'costUsd', text: 'Cost' } },
          { type: 'textbox', name: 'search', query: 'repair' },
          { type: 'interval', name: 'step', query: '1m, 5m', auto: true, current: { value: '$__auto_interval_step' } },
          { type: 'snapshot', name: 'unknown' },
        ],
      },
    })
  );
  const find = (name: string) => sceneGraph.lookupVariable(name, scene);

  it('knows each type and leaves out what it does not know', () => {
    expect(find('datasource')).toBeInstanceOf(DataSourceVariable);
    expect(find('loop')).toBeInstanceOf(QueryVariable);
    expect(find('filters')).toBeInstanceOf(AdHocFiltersVariable);
    expect(find('metric')).toBeInstanceOf(CustomVariable);
    expect(find('search')).toBeInstanceOf(TextBoxVariable);
    expect(find('step')).toBeInstanceOf(IntervalVariable);
    expect(find('unknown')).toBeNull();
  });

  it('keeps what was saved of them', () => {
    expect(find('datasource')?.state).toMatchObject({ pluginId: 'loopscope-datasource', hide: 1 });
    expect(find('loop')?.state).toMatchObject({ query: { key: 'loop' }, isMulti: true, includeAll: true, datasource });
    expect(find('filters')?.state).toMatchObject({ filters: [{ key: 'env', operator: '=', value: 'prod' }] });
    expect(find('metric')?.getValue()).toBe('costUsd');
    expect(find('search')?.getValue()).toBe('repair');
    expect(find('step')?.state).toMatchObject({ value: '$__auto', intervals: ['1m', '5m'], autoEnabled: true });
  });
});

describe('panels', () => {
  it('keeps the place, options and field configuration', () => {
    const fieldConfig = { defaults: { unit: 'short' }, overrides: [] };
    const model = panel({ id: 7, title: 'Tokens', type: 'bargauge', options: { showUnfilled: false }, fieldConfig });
    const [item] = toScene(dashboard({ panels: [{ ...model, gridPos: { x: 6, y: 2, w: 12, h: 9 } }] })).state.body.state
      .children;
    expect(item.state).toMatchObject({ x: 6, y: 2, width: 12, height: 9 });
    expect(firstPanel(model).state).toMatchObject({
      key: 'panel-7',
      title: 'Tokens',
      pluginId: 'bargauge',
      options: { showUnfilled: false },
      fieldConfig,
    });
  });

  it('asks its targets of its data source', () => {
    const targets = [
      { refId: 'A', queryType: 'goal' },
      { refId: 'B', queryType: 'les' },
    ];
    const { $data } = firstPanel(panel({ datasource, targets, interval: '10s', maxDataPoints: 200 })).state;
    expect($data).toBeInstanceOf(SceneQueryRunner);
    expect($data?.state).toMatchObject({ datasource, queries: targets, minInterval: '10s', maxDataPoints: 200 });
  });

  it('transforms what its targets answer', () => {
    const transformations = [{ id: 'organize', options: {} }];
    const { $data } = firstPanel(panel({ targets: [{ refId: 'A' }], transformations })).state;
    expect($data).toBeInstanceOf(SceneDataTransformer);
    expect($data?.state).toMatchObject({ transformations });
    expect($data?.state.$data).toBeInstanceOf(SceneQueryRunner);
  });

  it('has no data where there is nothing to ask', () => {
    expect(firstPanel(panel({ type: 'text' })).state.$data).toBeUndefined();
  });
});

describe('rows', () => {
  const titlesIn = (row: SceneGridRow) =>
    row.state.children.map((child) =>
      child instanceof SceneGridItem && child.state.body instanceof VizPanel ? child.state.body.state.title : '?'
    );

  it('puts panels below an open row into it and takes those that a closed row carries', () => {
    const { children } = toScene(
      dashboard({
        panels: [
          panel({ id: 1, title: 'above' }),
          { id: 2, type: 'row', title: 'Open', collapsed: false, panels: [] },
          panel({ id: 3, title: 'in open' }),
          { id: 4, type: 'row', title: 'Closed', collapsed: true, panels: [panel({ id: 5, title: 'in closed' })] },
          panel({ id: 6, title: 'after' }),
        ],
      })
    ).state.body.state;
    const rows = children.filter((child) => child instanceof SceneGridRow);
    expect(children.map((child) => child.constructor.name)).toEqual([
      'SceneGridItem',
      'SceneGridRow',
      'SceneGridRow',
      'SceneGridItem',
    ]);
    expect(rows.map(titlesIn)).toEqual([['in open'], ['in closed']]);
    expect(rows.map(({ state }) => state.isCollapsed)).toEqual([false, true]);
  });
});

describe('annotations', () => {
  it("asks for all but Grafana's own", () => {
    const { $data } = toScene(
      dashboard({
        annotations: {
          list: [
            {
              name: 'built in',
              enable: true,
              iconColor: 'blue',
              datasource: { type: 'grafana', uid: '-- Grafana --' },
            },
            { name: 'Loops ended', enable: true, iconColor: 'green', datasource },
          ],
        },
      })
    ).state;
    expect($data?.state).toMatchObject({ layers: [{ state: { name: 'Loops ended', isEnabled: true } }] });
  });
});

describe('readDashboard', () => {
  it('refuses what is no dashboard', () => {
    expect(() => readDashboard({ error: 'not there' })).toThrow('no dashboard');
    expect(readDashboard({ title: 'A', panels: [] }).title).toBe('A');
  });
});
