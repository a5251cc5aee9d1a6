import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { UrlSyncContextProvider, sceneGraph, type SceneObject } from '@grafana/scenes';
import { Alert, LoadingPlaceholder, TextLink, useStyles2, useTheme2 } from '@grafana/ui';
import { useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { lendInterpolator } from '../host/templateSrv';
import { useDocumentTitle } from '../shell/useDocumentTitle';
import { NotFound } from '../shell/NotFound';
import { DashboardLinks } from './DashboardLinks';
import { DASHBOARDS, fetchDashboard } from './list';
import type { DashboardModel } from './model';
import { toScene } from './toScene';

type Loaded =
  | { state: 'loading' }
  | { state: 'none' }
  | { state: 'failed'; message: string }
  | { state: 'ready'; dashboard: DashboardModel };

/** One bundled dashboard, with its variables and range in the address. */
export function DashboardPage({ uid }: { uid: string }) {
  const styles = useStyles2(getStyles);
  const loaded = useDashboard(uid);
  switch (loaded.state) {
    case 'loading':
      return <LoadingPlaceholder text="Loading dashboard…" />;
    case 'none':
      return <NotFound />;
    case 'failed':
      return (
        <div className={styles.page}>
          <Alert title="The dashboard could not be read" severity="error">
            {loaded.message}
          </Alert>
        </div>
      );
    case 'ready':
      return <DashboardView dashboard={loaded.dashboard} />;
  }
}

function DashboardView({ dashboard }: { dashboard: DashboardModel }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  useDocumentTitle(dashboard.title);
  // Field configurations are worked out with the theme's colours: another theme, another scene.
  const scene = useMemo(() => (theme ? toScene(dashboard, { refresh: '5s' }) : null), [dashboard, theme]);

  // Before the scene's own effects, which ask their data sources at once.
  useLayoutEffect(() => (scene ? lendInterpolator(interpolateIn(scene)) : undefined), [scene]);

  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1 className={styles.title}>{dashboard.title}</h1>
        {DASHBOARDS.length > 1 && (
          <nav className={styles.others} aria-label="Dashboards">
            {DASHBOARDS.filter(({ uid }) => uid !== dashboard.uid).map(({ uid, title }) => (
              <TextLink key={uid} href={`/d/${uid}`} inline={false} variant="bodySmall">
                {title}
              </TextLink>
            ))}
          </nav>
        )}
        <DashboardLinks links={dashboard.links ?? []} />
      </div>
      {scene && (
        <UrlSyncContextProvider key={theme.colors.mode} scene={scene} updateUrlOnInit={false} createBrowserHistorySteps>
          <scene.Component model={scene} />
        </UrlSyncContextProvider>
      )}
    </div>
  );
}

function interpolateIn(scene: SceneObject): Parameters<typeof lendInterpolator>[0] {
  return (target, scopedVars, format) => {
    const origin: unknown = scopedVars?.__sceneObject?.value?.valueOf();
    const within = isSceneObject(origin) ? origin : scene;
    const formatter = typeof format === 'function' ? (...args: unknown[]) => String(format(...args)) : format;
    return sceneGraph.interpolate(within, target, scopedVars, formatter);
  };
}

function isSceneObject(value: unknown): value is SceneObject {
  return typeof value === 'object' && value !== null && 'state' in value && 'getRoot' in value;
}

function useDashboard(uid: string): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ state: 'loading' });
  useEffect(() => {
    let current = true;
    setLoaded({ state: 'loading' });
    fetchDashboard(uid).then(
      (dashboard) => current && setLoaded(dashboard ? { state: 'ready', dashboard } : { state: 'none' }),
      (error: Error) => current && setLoaded({ state: 'failed', message: error.message })
    );
    return () => {
      current = false;
    };
  }, [uid]);
  return loaded;
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({
    display: 'flex',
    flexDirection: 'column',
    flexGrow: 1,
    gap: theme.spacing(1),
    padding: theme.spacing(1.5, 2, 3),
    [theme.breakpoints.down('sm')]: { padding: theme.spacing(1) },
  }),
  head: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 2),
  }),
  title: css({ ...theme.typography.h4, margin: 0 }),
  others: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 2) }),
});
