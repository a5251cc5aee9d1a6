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
  const v8 = require('node:v8');
  window.structuredClone ??= (value) => v8.deserialize(v8.serialize(value));
}

// Property tests draw the same values each time, so that a change is judged by what it changes;
// FAST_CHECK_SEED=random looks further.
const { configureGlobal } = require('fast-check');
const seed = process.env.FAST_CHECK_SEED;
configureGlobal(seed === 'random' ? {} : { seed: Number(seed ?? 20261121) });
