import { rememberedTheme } from './shell/themeChoice';

const theme = rememberedTheme();

// Grafana's packages read these while they are being loaded: where icons and fonts are, and who is looking.
Object.assign(window, {
  __grafana_public_path__: '/public/',
  grafanaBootData: {
    settings: { buildInfo: { version: '13.2.2', commit: '', env: 'production', edition: 'Open Source' } },
    user: {
      id: 0,
      login: 'viewer',
      name: 'Viewer',
      orgId: 1,
      orgRole: 'Viewer',
      timezone: 'browser',
      weekStart: '',
      locale: 'en-US',
      language: 'en-US',
      theme,
      lightTheme: theme === 'light',
      permissions: {},
    },
    navTree: [],
  },
});
document.documentElement.dataset.theme = theme;

const root = document.getElementById('root');

if (root) {
  // Fetched beside the host, not after it.
  if (!/^\/(explore|about)/.test(window.location.pathname)) {
    import('./dashboard/DashboardPage').catch(() => undefined);
  }
  import('./boot').then(
    ({ boot }) => boot(root),
    () => {
      root.textContent =
        'The viewer could not be loaded. Reload the page; if that does not help, restart loopscope serve.';
    }
  );
}
