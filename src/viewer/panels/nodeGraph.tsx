import { PanelPlugin, type PanelProps } from '@grafana/data';
import { HandoffMap } from '../../pages/handoffs/HandoffMap';

/** Node graph frames as the app's handoff map: what Grafana draws with its own node graph. */
function NodeGraphPanel({ data, height }: PanelProps) {
  return <HandoffMap frames={data.series} height={height} />;
}

export const nodeGraphPanel = new PanelPlugin(NodeGraphPanel);
