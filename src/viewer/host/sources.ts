import type { ViewerSource } from './dataSourceSrv';

/** Set by name in dashboards and links of the viewer, so they never change. */
export const SERVER_UID = 'loopscope-viewer';
export const FILES_UID = 'loopscope-viewer-files';

/** More files than this are left to the server: the browser would have to read them all. */
const MOST_FILES = 20;

/** The stores of the server that serves this page: asked for whole answers, or for its files as they are. */
export async function readSources(fetchJson: (url: string) => Promise<unknown>): Promise<ViewerSource[]> {
  const { origin } = window.location;
  const server: ViewerSource = { uid: SERVER_UID, name: 'This server', url: origin, jsonData: { kind: 'server' } };
  // A server may hold no files at all; what it answers to queries is still worth showing.
  const paths = await fetchJson('/files').then(readNames, () => []);
  if (paths.length === 0 || paths.length > MOST_FILES) {
    return [server];
  }
  const files = {
    uid: FILES_UID,
    name: 'Files, read in the browser',
    url: `${origin}/files`,
    jsonData: { kind: 'jsonl', paths },
  };
  return [server, files];
}

function readNames(list: unknown): string[] {
  return Array.isArray(list)
    ? list.flatMap((entry: unknown) =>
        typeof entry === 'object' && entry !== null && 'name' in entry && typeof entry.name === 'string'
          ? [entry.name]
          : []
      )
    : [];
}
