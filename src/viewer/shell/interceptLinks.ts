import { locationService } from '@grafana/runtime';

/** Paths of the server itself; everything else of this origin is a page of the viewer. */
const SERVER_PATHS = /^\/(api|files|public|dashboards|metrics)(\/|$)/;

/** Follows plain links to pages of the viewer without loading it again; answers what stops it. */
export function interceptLinks(): () => void {
  function onClick(event: MouseEvent) {
    const anchor = event.target instanceof Element ? event.target.closest('a') : null;
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!anchor || !isPlain || event.defaultPrevented || anchor.hasAttribute('download')) {
      return;
    }
    const target = anchor.getAttribute('target') ?? '_self';
    const url = new URL(anchor.href, document.baseURI);
    if (
      anchor.href === '' ||
      url.origin !== window.location.origin ||
      target !== '_self' ||
      SERVER_PATHS.test(url.pathname)
    ) {
      return;
    }
    event.preventDefault();
    locationService.push(url.pathname + url.search + url.hash);
  }
  document.addEventListener('click', onClick);
  return () => document.removeEventListener('click', onClick);
}
