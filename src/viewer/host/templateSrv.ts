import type { ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';

type Format = Parameters<TemplateSrv['replace']>[2];

/** Interpolates with the variables of what is on screen; a dashboard lends its own while it is shown. */
export type Interpolate = (target: string, scopedVars?: ScopedVars, format?: Format) => string;

const VARIABLE = /\$\{([^}:]+)(?::([^}]+))?\}|\$(\w+)|\[\[([^\]:]+)(?::([^\]]+))?\]\]/g;

let interpolator: Interpolate | undefined;

/** Lends a dashboard's variables to the data sources; answers what takes them back. */
export function lendInterpolator(interpolate: Interpolate): () => void {
  interpolator = interpolate;
  return () => {
    if (interpolator === interpolate) {
      interpolator = undefined;
    }
  };
}

export const templateSrv: TemplateSrv = {
  getVariables: () => [],
  containsTemplate: (target) => target !== undefined && target.search(VARIABLE) !== -1,
  updateTimeRange: () => undefined,
  replace(target, scopedVars, format) {
    if (target === undefined || target === '' || !target.match(VARIABLE)) {
      return target ?? '';
    }
    return interpolator ? interpolator(target, scopedVars, format) : replaceScoped(target, scopedVars, format);
  },
};

/** Interpolation without a dashboard: scoped variables and the context of a data link. */
export function replaceScoped(target: string, scopedVars: ScopedVars = {}, format?: Format): string {
  return target.replace(VARIABLE, (match, braced, bracedFormat, plain, square, squareFormat) => {
    const [name, ...path] = splitPath(String(braced ?? plain ?? square));
    const value =
      name === '__value' || name === '__data' || name === '__field'
        ? linked(scopedVars, name, path)
        : pick(scopedVars[name]?.value, path);
    return value === undefined || value === null ? match : formatValue(value, bracedFormat ?? squareFormat ?? format);
  });
}

/** `a.b["c.d"]` is `a`, `b`, `c.d`. */
function splitPath(path: string): string[] {
  return [...path.matchAll(/\["([^"]+)"\]|\['([^']+)'\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? match[4]
  );
}

function linked(scopedVars: ScopedVars, name: string, path: string[]): unknown {
  const context = scopedVars.__dataContext?.value;
  if (!context) {
    return undefined;
  }
  const { frame, field, rowIndex, calculatedValue } = context;
  if (name === '__field') {
    return path[0] === 'name' ? field.name : path[0] === 'labels' ? field.labels?.[path[1]] : undefined;
  }
  if (name === '__data') {
    const wanted = path[0] === 'fields' ? path[1] : undefined;
    const other = wanted === undefined ? undefined : findField(frame.fields, wanted);
    return rowIndex === undefined ? undefined : other?.values[rowIndex];
  }
  if (calculatedValue) {
    return path[0] === 'text' ? calculatedValue.text : calculatedValue.numeric;
  }
  const raw = rowIndex === undefined ? undefined : field.values[rowIndex];
  return path[0] === 'text' && field.display ? field.display(raw).text : raw;
}

interface Named {
  name: string;
  config?: { displayName?: string };
  values: unknown[];
}

function findField(fields: Named[], wanted: string): Named | undefined {
  return (
    fields.find((field) => field.name === wanted || field.config?.displayName === wanted) ??
    (/^\d+$/.test(wanted) ? fields[Number(wanted)] : undefined)
  );
}

function pick(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value
  );
}

function formatValue(value: unknown, format: Format): string {
  if (typeof format === 'function') {
    return String(format(value, {}, undefined));
  }
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return format === 'uriencode' || format === 'percentencode' || format === 'queryparam'
    ? encodeURIComponent(text)
    : text;
}
