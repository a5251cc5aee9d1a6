import type { DataSourceJsonData } from '@grafana/data';

export const STORE_KINDS = ['jsonl', 'server'] as const;
/** How the loops are reached: files over HTTP, or a running `loopscope serve` that answers whole queries. */
export type StoreKind = (typeof STORE_KINDS)[number];

export const DEFAULT_GOAL_TARGET = 0.8;
export const DEFAULT_PATHS: readonly string[] = ['loops.jsonl'];

export interface LoopscopeOptions extends DataSourceJsonData {
  kind?: StoreKind;
  /** File patterns relative to the URL: names, globs, and `{YYYY}`, `{MM}`, `{DD}`, `{HH}` for dates (UTC). */
  paths?: string[];
  /** The target of loops that carry none, 0..1. */
  defaultGoalTarget?: number;
  /** A price table of one's own: `{version, models: [{model, input, cachedInput, output}]}`. */
  prices?: unknown;
}

export interface StoreConfig {
  kind: StoreKind;
  paths: string[];
  defaultGoalTarget: number;
  /** As saved; absent where the prices that come along count. */
  prices?: unknown;
}

/** Reads provisioned or saved options; what is missing or of a wrong shape takes its default. */
export function normalizeOptions(jsonData: unknown): StoreConfig {
  const saved = isRecord(jsonData) ? jsonData : {};
  const paths = readPaths(saved.paths);
  return {
    kind: STORE_KINDS.find((kind) => kind === saved.kind) ?? 'jsonl',
    paths: paths.length > 0 ? paths : [...DEFAULT_PATHS],
    defaultGoalTarget: readTarget(saved.defaultGoalTarget) ?? DEFAULT_GOAL_TARGET,
    ...(saved.prices === undefined || saved.prices === null ? {} : { prices: saved.prices }),
  };
}

function readPaths(value: unknown): string[] {
  const parts: unknown[] = typeof value === 'string' ? [value] : Array.isArray(value) ? value : [];
  return parts.filter((part) => typeof part === 'string').flatMap(splitPatterns);
}

/** `a.jsonl, b.jsonl.gz` is two patterns; a comma inside braces belongs to a glob. */
export function splitPatterns(text: string): string[] {
  return text
    .split(/,(?![^{]*\})/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** A target as a number within 0..1, null for anything else. Provisioned files often quote numbers. */
export function readTarget(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && number >= 0 && number <= 1 ? number : null;
}

const DATE_PARTS = new Set(['YYYY', 'MM', 'DD', 'HH']);

/** What is wrong with a file pattern, in one sentence; null for a good one. */
export function checkPattern(pattern: string): string | null {
  const text = pattern.trim();
  if (text === '') {
    return 'Write a file name, or remove this line.';
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    return 'Write only the part after the URL above, such as loops.jsonl.';
  }
  if (text.startsWith('/')) {
    return 'Leave out the first slash: the name is relative to the URL above.';
  }
  if (hasParentSegment(text)) {
    return 'A name cannot lead out of the folder with "..": point the URL to the folder above instead.';
  }
  for (const [, part] of text.matchAll(/\{([^{},]*)\}/g)) {
    if (!DATE_PARTS.has(part)) {
      return `{${part}} is no part of a date. Use {YYYY}, {MM}, {DD} and {HH}.`;
    }
  }
  return null;
}

/** True where a path has a `..` segment, also a percent-encoded one. */
export function hasParentSegment(path: string): boolean {
  return path.split(/[/\\]|%2f|%5c/i).some((segment) => /^(\.|%2e){2}$/i.test(segment));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
