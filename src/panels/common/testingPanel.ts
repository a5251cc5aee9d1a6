import { EventBusSrv, getDefaultTimeRange, LoadingState, type PanelData, type PanelProps } from '@grafana/data';

/** What Grafana hands to a panel of 1,000 by 400 pixels, for tests. */
export function panelProps<T extends object>(options: T, data: Partial<PanelData>): PanelProps<T> {
  const timeRange = getDefaultTimeRange();
  return {
    id: 1,
    data: { state: LoadingState.Done, series: [], timeRange, ...data },
    timeRange,
    timeZone: 'utc',
    options,
    transparent: false,
    width: 1000,
    height: 400,
    fieldConfig: { defaults: {}, overrides: [] },
    renderCounter: 0,
    title: '',
    eventBus: new EventBusSrv(),
    onOptionsChange: jest.fn(),
    onFieldConfigChange: jest.fn(),
    replaceVariables: (text) => text,
    onChangeTimeRange: jest.fn(),
  };
}
