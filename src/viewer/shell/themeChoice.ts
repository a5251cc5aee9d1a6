export type ThemeName = 'dark' | 'light';

const KEY = 'loopscope.viewer.theme';

/** The theme chosen before, else what the system prefers. */
export function rememberedTheme(): ThemeName {
  const saved = read();
  if (saved === 'dark' || saved === 'light') {
    return saved;
  }
  return window.matchMedia?.('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

export function rememberTheme(theme: ThemeName): void {
  try {
    window.localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be switched off; the choice then lasts as long as the page.
  }
}

function read(): string | null {
  try {
    return window.localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
