import type { PanelMenuItem } from '@grafana/data';
import { VizPanel, VizPanelMenu, getExploreURL, sceneGraph } from '@grafana/scenes';

/** The menu of a panel: its queries, as they stand, in Explore. */
export function panelMenu(): VizPanelMenu {
  const menu = new VizPanelMenu({ items: [] });
  // The address holds what the variables are now, so it is worked out each time the menu opens.
  menu.addActivationHandler(() => {
    const panel = menu.parent;
    const data = panel instanceof VizPanel ? sceneGraph.getData(panel).state.data : undefined;
    if (!panel || !data?.request) {
      return;
    }
    void getExploreURL(data, panel, data.timeRange).then((href) => {
      const explore: PanelMenuItem = { text: 'Explore', iconClassName: 'compass', href };
      menu.setState({ items: [explore] });
    });
  });
  return menu;
}
