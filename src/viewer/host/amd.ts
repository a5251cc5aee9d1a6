/**
 * Loads the plugins' AMD modules with script elements, so that no code is evaluated from strings
 * and a content security policy of `script-src 'self'` holds.
 */

export type ModuleExports = Record<string, unknown>;

type Factory = (...dependencies: unknown[]) => unknown;

interface Definition {
  dependencies: string[];
  factory: Factory;
}

export interface AmdLoader {
  /** Loads a module by its URL, once; a failed load may be tried again. */
  load(url: string): Promise<ModuleExports>;
}

export interface AmdOptions {
  /** Packages that the host hands to the modules, by the name they ask for. */
  shared: Record<string, unknown>;
  /** Runs the script at a URL and resolves once it has run. */
  runScript?: (url: string) => Promise<void>;
}

/** Installs `window.define` and answers the loader that belongs to it. */
export function createAmdLoader({ shared, runScript = appendScript }: AmdOptions): AmdLoader {
  const pending = new Map<string, Definition>();
  const loaded = new Map<string, Promise<ModuleExports>>();
  // For scripts that the document does not name while they run.
  let running: string | undefined;

  function define(...args: unknown[]): void {
    const url = currentScriptUrl() ?? running;
    const definition = readDefinition(args);
    if (url !== undefined && definition !== undefined) {
      pending.set(url, definition);
    }
  }
  Object.assign(window, { define: Object.assign(define, { amd: {} }) });

  async function run(url: string): Promise<ModuleExports> {
    running = url;
    await runScript(url);
    const definition = pending.get(url);
    pending.delete(url);
    if (!definition) {
      throw new Error(`${url} is no plugin module: it defines nothing.`);
    }
    return instantiate(url, definition, shared);
  }

  return {
    load(url) {
      const absolute = new URL(url, document.baseURI).href;
      const known = loaded.get(absolute);
      if (known) {
        return known;
      }
      const result = run(absolute);
      loaded.set(absolute, result);
      result.catch(() => loaded.delete(absolute));
      return result;
    },
  };
}

function instantiate(
  url: string,
  { dependencies, factory }: Definition,
  shared: Record<string, unknown>
): ModuleExports {
  const exports: ModuleExports = {};
  const module = { id: url, uri: url, exports };
  const answer = factory(
    ...dependencies.map((name) => {
      if (name === 'exports') {
        return exports;
      }
      if (name === 'module') {
        return module;
      }
      if (!Object.hasOwn(shared, name)) {
        throw new Error(`${url} asks for the package "${name}", which the viewer does not share.`);
      }
      return shared[name];
    })
  );
  return isExports(answer) ? answer : module.exports;
}

/** `define(factory)`, `define(dependencies, factory)` or `define(name, dependencies, factory)`. */
function readDefinition(args: unknown[]): Definition | undefined {
  const factory = args.at(-1);
  const dependencies = args.at(-2);
  if (typeof factory !== 'function') {
    return undefined;
  }
  return {
    dependencies: Array.isArray(dependencies) ? dependencies.map(String) : [],
    factory: (...values) => factory(...values),
  };
}

function isExports(value: unknown): value is ModuleExports {
  return typeof value === 'object' && value !== null;
}

function currentScriptUrl(): string | undefined {
  const script = document.currentScript;
  return script instanceof HTMLScriptElement && script.src !== '' ? script.src : undefined;
}

function appendScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => {
      script.remove();
      resolve();
    };
    script.onerror = () => {
      script.remove();
      reject(new Error(`The plugin module ${url} could not be loaded.`));
    };
    document.head.append(script);
  });
}
