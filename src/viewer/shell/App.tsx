import { css } from '@emotion/css';
import { ThemeContext, type EventBusExtended, type GrafanaTheme2 } from '@grafana/data';
import { LocationServiceProvider, locationService } from '@grafana/runtime';
import {
  ErrorBoundaryAlert,
  GlobalStyles,
  LoadingPlaceholder,
  ModalRoot,
  ModalsProvider,
  PortalContainer,
  useStyles2,
} from '@grafana/ui';
import { Suspense, lazy, useState, useSyncExternalStore, type ReactNode } from 'react';
import { Navigate, Route, Router, Routes, useLocation, useParams } from 'react-router-dom';
import { DASHBOARDS } from '../dashboard/list';
import type { PluginSource } from '../host/plugins';
import { applyTheme } from '../host/theme';
import { APP_PATH, AppPluginPage } from './AppPluginPage';
import { Header } from './Header';
import { NotFound } from './NotFound';
import { Toasts } from './Toasts';
import { rememberTheme, type ThemeName } from './themeChoice';

const DashboardPage = lazy(() =>
  import('../dashboard/DashboardPage').then((module) => ({ default: module.DashboardPage }))
);
const ExplorePage = lazy(() => import('../explore/ExplorePage').then((module) => ({ default: module.ExplorePage })));
const AboutPage = lazy(() => import('./AboutPage').then((module) => ({ default: module.AboutPage })));

interface AppProps {
  events: EventBusExtended;
  plugins: PluginSource;
  initialTheme: ThemeName;
}

export function App({ events, plugins, initialTheme }: AppProps) {
  const [{ name, theme }, setTheme] = useState(() => ({ name: initialTheme, theme: applyTheme(initialTheme) }));

  function toggleTheme() {
    const next = name === 'dark' ? 'light' : 'dark';
    rememberTheme(next);
    setTheme({ name: next, theme: applyTheme(next) });
  }

  return (
    <ThemeContext.Provider value={theme}>
      <LocationServiceProvider service={locationService}>
        <HistoryRouter>
          <ModalsProvider>
            <GlobalStyles />
            <Shell header={<Header theme={name} onToggleTheme={toggleTheme} />}>
              <Pages plugins={plugins} />
            </Shell>
            <Toasts events={events} />
            <ModalRoot />
            <PortalContainer />
          </ModalsProvider>
        </HistoryRouter>
      </LocationServiceProvider>
    </ThemeContext.Provider>
  );
}

function Pages({ plugins }: { plugins: PluginSource }) {
  return (
    <ErrorBoundaryAlert title="This page could not be drawn.">
      <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
        <Routes>
          <Route path="/" element={<Home />} />
          <Route path="/d/:uid/*" element={<DashboardRoute />} />
          <Route path={`${APP_PATH}/*`} element={<AppPluginPage plugins={plugins} />} />
          <Route path="/explore" element={<ExplorePage />} />
          <Route path="/about" element={<AboutPage />} />
          {/* Where Grafana sets data sources up; here they come with the server. */}
          <Route path="/connections/*" element={<Navigate replace to="/about" />} />
          <Route path="*" element={<NotFound />} />
        </Routes>
      </Suspense>
    </ErrorBoundaryAlert>
  );
}

/** The first dashboard; range and variables of the address go with it. */
function Home() {
  const { search } = useLocation();
  return <Navigate replace to={{ pathname: `/d/${DASHBOARDS[0].uid}`, search }} />;
}

function DashboardRoute() {
  const { uid = '' } = useParams();
  return <DashboardPage uid={uid} />;
}

function Shell({ header, children }: { header: ReactNode; children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.shell}>
      {header}
      <main className={styles.main}>{children}</main>
    </div>
  );
}

/** React Router on the history that Grafana's location service writes. */
function HistoryRouter({ children }: { children: ReactNode }) {
  const history = locationService.getHistory();
  const location = useSyncExternalStore(
    (onChange) => history.listen(onChange),
    () => history.location
  );
  return (
    <Router location={location} navigator={history}>
      {children}
    </Router>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  shell: css({
    display: 'flex',
    flexDirection: 'column',
    minHeight: '100vh',
    background: theme.colors.background.canvas,
  }),
  main: css({ display: 'flex', flexDirection: 'column', flexGrow: 1, minWidth: 0 }),
});
