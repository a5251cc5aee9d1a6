const { createElement } = require('react');

/** Icons without fetching them. */
module.exports = {
  __esModule: true,
  default: ({ src, className, title }) => createElement('svg', { 'data-src': src, className, 'aria-label': title }),
  cacheStore: {},
};
