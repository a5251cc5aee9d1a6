import { PanelPlugin } from '@grafana/data';
import { PanelMessage } from '../host/PanelMessage';
import { barGaugePanel } from './barGauge';
import { nodeGraphPanel } from './nodeGraph';
import { statPanel } from './stat';
import { tablePanel } from './table';
import { textPanel } from './text';
import { timeSeriesPanel } from './timeSeries';

/** The viewer's own versions of Grafana's core panels, which no package ships. */
const PANELS: Record<string, PanelPlugin> = {
  stat: statPanel,
  timeseries: timeSeriesPanel,
  table: tablePanel,
  bargauge: barGaugePanel,
  text: textPanel,
  nodeGraph: nodeGraphPanel,
};

/** A panel of the host, or a placeholder that says where the panel is shown. */
export function hostPanel(id: string): PanelPlugin {
  return Object.hasOwn(PANELS, id) ? PANELS[id] : new PanelPlugin(GrafanaOnly);
}

function GrafanaOnly() {
  return <PanelMessage>This panel type is shown in Grafana only.</PanelMessage>;
}
