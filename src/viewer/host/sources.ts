import type { ViewerSource } from './dataSourceSrv';

/** Set by name in dashboards and links of the viewer, so they never change. */
export const SERVER_UID = 'loopscope-viewer';
export const FILES_UID = 'loopscope-viewer-files';

/** The stores of the server that serves this page. */
export async function readSources(_fetchJson: (url: string) => Promise<unknown>): Promise<ViewerSource[]> {
  const { origin } = window.location;
  return [{ uid: SERVER_UID, name: 'This server', url: origin, jsonData: { kind: 'server' } }];
}
