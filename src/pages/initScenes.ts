import { initPluginTranslations } from '@grafana/i18n';

let ready: Promise<unknown> | null = null;

/** Once a page: the words of Scenes, which come in English with its code. */
export function initScenes(): Promise<unknown> {
  ready ??= initPluginTranslations('grafana-scenes').catch((error: unknown) => {
    ready = null;
    throw error;
  });
  return ready;
}
