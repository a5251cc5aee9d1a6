import { rememberedTheme } from './shell/themeChoice';

// Everything of @grafana/ui that is a file (icons, fonts) is asked for below this path.
Object.assign(window, { __grafana_public_path__: '/public/' });
document.documentElement.dataset.theme = rememberedTheme();

const root = document.getElementById('root');

if (root) {
  import('./boot').then(
    ({ boot }) => boot(root),
    () => {
      root.textContent = 'The viewer could not be loaded. Reload the page; if that does not help, restart loopscope serve.';
    }
  );
}
