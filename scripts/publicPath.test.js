const NESTED = [
  { id: 'loopscope-datasource', folder: 'datasource' },
  { id: 'loopscope-convergence-panel', folder: 'panels/convergence' },
];

function publicPathFor(uri) {
  globalThis.APP_ID = 'loopscope-app';
  globalThis.NESTED_PLUGINS = NESTED;
  globalThis.__webpack_public_path__ = '';
  jest.isolateModules(() => {
    jest.doMock('amd-module', () => ({ uri }), { virtual: true });
    require('./publicPath');
  });
  return globalThis.__webpack_public_path__;
}

describe('public path of a plugin bundle', () => {
  test.each([
    ['the app', 'https://g.example/public/plugins/loopscope-app/module.js?_cache=1.0.0'],
    ['a nested data source', 'https://g.example/public/plugins/loopscope-datasource/module.js?_cache=1.0.0'],
    ['a nested panel', 'https://g.example/public/plugins/loopscope-convergence-panel/module.js'],
    ['a nested data source in the app folder', 'https://g.example/public/plugins/loopscope-app/datasource/module.js#x'],
    ['a nested panel in the app folder', 'https://g.example/public/plugins/loopscope-app/panels/convergence/module.js'],
  ])('%s: the folder of the app', (_, uri) => {
    expect(publicPathFor(uri)).toBe('https://g.example/public/plugins/loopscope-app/');
  });

  it('keeps the sub-path of an installation', () => {
    expect(publicPathFor('https://g.example/grafana/public/plugins/loopscope-datasource/module.js')).toBe(
      'https://g.example/grafana/public/plugins/loopscope-app/'
    );
  });

  it('keeps the address and version of a CDN', () => {
    const folder = 'https://cdn.example/loopscope-app/0.1.0/public/plugins/loopscope-app/';
    expect(publicPathFor(`${folder}datasource/module.js`)).toBe(folder);
    expect(publicPathFor(`${folder}module.js`)).toBe(folder);
  });

  it('falls back to where Grafana keeps plugins when the loader does not tell', () => {
    expect(publicPathFor(undefined)).toBe('public/plugins/loopscope-app/');
  });
});
