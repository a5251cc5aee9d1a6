import type { AppRootProps } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import { Suspense, lazy, type ComponentType } from 'react';
import { APP_ROOT } from '../core/appPaths';
import { NotFound } from './NotFound';

/** The pages by the last part of their path; each is loaded when it is first opened. */
const PAGES: Record<string, ComponentType> = {
  '': lazy(() => withScenes(() => import('./loops/LoopsPage').then((module) => ({ default: module.LoopsPage })))),
  loop: lazy(() => withScenes(() => import('./loop/LoopPage').then((module) => ({ default: module.LoopPage })))),
  compare: lazy(() =>
    withScenes(() => import('./compare/ComparePage').then((module) => ({ default: module.ComparePage })))
  ),
  sources: lazy(() => import('./sources/SourcesPage').then((module) => ({ default: module.SourcesPage }))),
};

/** What Grafana mounts at the app's path and below. */
export default function RootPage({ path }: AppRootProps) {
  const name = pageName(path);
  const Page = Object.hasOwn(PAGES, name) ? PAGES[name] : NotFound;
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
      <Page />
    </Suspense>
  );
}

/** `/a/loopscope-app/loop` is `loop`, wherever Grafana is mounted. */
export function pageName(path: string): string {
  const at = path.indexOf(APP_ROOT);
  return at < 0 ? '' : path.slice(at + APP_ROOT.length).replace(/^\/+|\/+$/g, '');
}

/** Scenes asks for its words before anything of it is drawn. */
async function withScenes<T>(load: () => Promise<T>): Promise<T> {
  const [page, { initScenes }] = await Promise.all([load(), import('./initScenes')]);
  await initScenes();
  return page;
}
