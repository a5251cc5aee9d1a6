import { AppPlugin } from '@grafana/data';
import { lazy } from 'react';

// Every import here is loaded with Grafana's first page that shows the app: keep it to this.
const RootPage = lazy(() => import('./pages/RootPage'));

export const plugin = new AppPlugin().setRootPage(RootPage);
