import { css } from '@emotion/css';
import { PluginContextProvider, type AppPlugin, type GrafanaTheme2 } from '@grafana/data';
import { Alert, LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { Suspense, useEffect, useState } from 'react';
import { useLocation } from 'react-router-dom';
import type { PluginSource } from '../host/plugins';
import { useDocumentTitle } from './useDocumentTitle';

export const APP_PATH = '/a/loopscope-app';

/** The pages of the plugin's app, as Grafana mounts them. */
export function AppPluginPage({ plugins }: { plugins: PluginSource }) {
  const styles = useStyles2(getStyles);
  useDocumentTitle('Loops');
  const location = useLocation();
  const [{ plugin, error }, setLoaded] = useState<{ plugin?: AppPlugin; error?: string }>({});
  useEffect(() => {
    let current = true;
    plugins.app().then(
      (loaded) => current && setLoaded({ plugin: loaded }),
      (reason: Error) => current && setLoaded({ error: reason.message })
    );
    return () => {
      current = false;
    };
  }, [plugins]);

  if (error !== undefined) {
    return (
      <Alert severity="error" title="The app could not be loaded">
        {error}
      </Alert>
    );
  }
  const Root = plugin?.root;
  if (!plugin || !Root) {
    return <LoadingPlaceholder text="Loading…" />;
  }
  return (
    <div className={styles.page}>
      <PluginContextProvider meta={plugin.meta}>
        <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
          <Root
            meta={plugin.meta}
            basename={APP_PATH}
            path={location.pathname}
            query={Object.fromEntries(new URLSearchParams(location.search))}
            onNavChanged={() => undefined}
          />
        </Suspense>
      </PluginContextProvider>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', flexGrow: 1, padding: theme.spacing(2), minWidth: 0 }),
});
