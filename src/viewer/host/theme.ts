import { createTheme, getThemeById, type GrafanaTheme2 } from '@grafana/data';
import { config } from '@grafana/runtime';
import type { ThemeName } from '../shell/themeChoice';

/** Grafana's own theme, also for code that reads it from `config` rather than from the context. */
export function applyTheme(name: ThemeName): GrafanaTheme2 {
  const theme = getThemeById(name) ?? createTheme({ colors: { mode: name } });
  config.theme2 = theme;
  config.theme = theme.v1;
  config.bootData.user.theme = name;
  config.bootData.user.lightTheme = name === 'light';
  document.documentElement.dataset.theme = name;
  document.body.className = `theme-${name}`;
  return theme;
}
