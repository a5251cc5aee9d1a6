/**
 * Runs first in every plugin bundle: points chunks and workers to the app's folder.
 *
 * Grafana serves a nested plugin as `public/plugins/<nested id>/module.js` (a CDN: `<app>/<folder>/module.js`), while its
 * chunks lie in the app's folder. The module's own URL keeps sub-path installations and CDNs working.
 */
import amdModule from 'amd-module';

/* global NESTED_PLUGINS, APP_ID, __webpack_public_path__ */
function appFolder(uri) {
  const folder = uri.split(/[?#]/)[0].replace(/[^/]*$/, '');
  for (const { id, folder: nested } of NESTED_PLUGINS) {
    if (folder.endsWith(`/${id}/`)) {
      return `${folder.slice(0, -id.length - 1)}${APP_ID}/`;
    }
    if (folder.endsWith(`/${nested}/`)) {
      return folder.slice(0, -nested.length - 1);
    }
  }
  return folder;
}

__webpack_public_path__ = amdModule && amdModule.uri ? appFolder(amdModule.uri) : `public/plugins/${APP_ID}/`;
