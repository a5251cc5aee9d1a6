/** @jest-environment jsdom */
import { createAmdLoader } from './amd';

interface Define {
  (...args: unknown[]): void;
  amd: object;
}

function define(...args: unknown[]): void {
  const installed: Define = Reflect.get(window, 'define');
  installed(...args);
}

function loaderOf(scripts: Record<string, () => void>, shared: Record<string, unknown> = {}) {
  const runs: string[] = [];
  const loader = createAmdLoader({
    shared,
    runScript: (url) => {
      const { pathname } = new URL(url);
      runs.push(pathname);
      if (!(pathname in scripts)) {
        return Promise.reject(new Error(`${pathname} is not there`));
      }
      scripts[pathname]();
      return Promise.resolve();
    },
  });
  return { loader, runs };
}

describe('createAmdLoader', () => {
  it('hands shared packages to a module and answers what it returns', async () => {
    const react = { version: 19 };
    const { loader } = loaderOf(
      { '/module.js': () => define(['react'], (given: typeof react) => ({ plugin: given })) },
      { react }
    );
    expect((await loader.load('/module.js')).plugin).toBe(react);
  });

  it('takes named modules, modules without dependencies and modules that fill `exports`', async () => {
    const { loader } = loaderOf({
      '/named.js': () => define('a-name', [], () => ({ value: 1 })),
      '/bare.js': () => define(() => ({ value: 2 })),
      '/exports.js': () => define(['exports'], (exports: Record<string, number>) => void (exports.value = 3)),
    });
    const loaded = [await loader.load('/named.js'), await loader.load('/bare.js'), await loader.load('/exports.js')];
    expect(loaded.map(({ value }) => value)).toEqual([1, 2, 3]);
  });

  it('tells a module its own address', async () => {
    const { loader } = loaderOf({
      '/public/module.js': () => define(['module'], (module: { uri: string }) => ({ uri: module.uri })),
    });
    expect((await loader.load('public/module.js')).uri).toBe('http://localhost/public/module.js');
  });

  it('runs a module once however often it is asked for', async () => {
    const { loader, runs } = loaderOf({ '/module.js': () => define([], () => ({})) });
    const [one, other] = await Promise.all([loader.load('/module.js'), loader.load('http://localhost/module.js')]);
    expect(one).toBe(other);
    expect(runs).toEqual(['/module.js']);
  });

  it('names the package that it does not share', async () => {
    const { loader } = loaderOf({ '/module.js': () => define(['d3'], () => ({})) }, { react: {} });
    await expect(loader.load('/module.js')).rejects.toThrow('"d3"');
  });

  it('says so when a script defines nothing, and tries again after a failure', async () => {
    const scripts: Record<string, () => void> = { '/module.js': () => undefined };
    const { loader } = loaderOf(scripts);
    await expect(loader.load('/module.js')).rejects.toThrow('defines nothing');
    scripts['/module.js'] = () => define([], () => ({ value: 'now' }));
    expect((await loader.load('/module.js')).value).toBe('now');
  });
});
