import { AppPlugin } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import { Suspense, lazy } from 'react';
import type { EmbeddedLoopProps } from './pages/extensions/EmbeddedLoop';
import { EXPLORE_LINK, PANEL_LINK } from './pages/extensions/links';

// Every import here is loaded with Grafana's dashboards, whose menus have our link: keep it to this.
const RootPage = lazy(() => import('./pages/RootPage'));
const EmbeddedLoop = lazy(() => import('./pages/extensions/EmbeddedLoop'));

export const plugin = new AppPlugin()
  .setRootPage(RootPage)
  .addLink(PANEL_LINK)
  .addLink(EXPLORE_LINK)
  .exposeComponent<EmbeddedLoopProps>({
    id: 'loopscope-app/loop/v1',
    title: 'Loop',
    description: 'How one loop converged, by its trace id',
    component: (props) => (
      <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
        <EmbeddedLoop {...props} />
      </Suspense>
    ),
  });
