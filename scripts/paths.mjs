import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const DIST = join(ROOT, 'dist');
/** Tells when the last complete build began. */
export const BUILD_STAMP = join(ROOT, '.cache', 'build.json');

export function toPosix(path) {
  return path.split(sep).join('/');
}
