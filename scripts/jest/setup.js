require('@testing-library/jest-dom');

if (typeof window !== 'undefined') {
  // jsdom has no layout: what Grafana's components ask for at import or first render
  window.matchMedia ??= (query) => ({
    matches: false,
    media: query,
    onchange: null,
    addListener() {},
    removeListener() {},
    addEventListener() {},
    removeEventListener() {},
    dispatchEvent: () => false,
  });
  class NothingObserved {
    observe() {}
    unobserve() {}
    disconnect() {}
    takeRecords() {
      return [];
    }
  }
  window.ResizeObserver ??= NothingObserved;
  window.IntersectionObserver ??= NothingObserved;
  const util = require('node:util');
  window.TextEncoder ??= util.TextEncoder;
  window.TextDecoder ??= util.TextDecoder;
  window.structuredClone ??= structuredClone;
}
