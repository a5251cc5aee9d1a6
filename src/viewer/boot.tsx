import { createRoot } from 'react-dom/client';
import { setupHost } from './host/setup';
import { applyTheme } from './host/theme';
import { App } from './shell/App';
import { interceptLinks } from './shell/interceptLinks';
import { rememberedTheme } from './shell/themeChoice';

/** Starts the host and draws the viewer; what fails before is said in a sentence. */
export async function boot(root: HTMLElement): Promise<void> {
  try {
    const { events, plugins } = await setupHost();
    const theme = rememberedTheme();
    applyTheme(theme);
    interceptLinks();
    createRoot(root).render(<App events={events} plugins={plugins} initialTheme={theme} />);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'The server did not answer.';
    root.textContent = `Loopscope could not start: ${reason} Is loopscope serve still running? Reload the page to try again.`;
  }
}
