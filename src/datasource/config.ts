import type { DataSourceJsonData } from '@grafana/data';

export const BACKEND_KINDS = ['tempo', 'jaeger', 'loki'] as const;
/** Backends that Grafana has data sources of its own for. */
export type BackendKind = (typeof BACKEND_KINDS)[number];

export const STORE_KINDS = ['jsonl', 'server', ...BACKEND_KINDS] as const;
/** How the loops are reached: files over HTTP, a running `loopscope serve` that answers whole queries, or a backend. */
export type StoreKind = (typeof STORE_KINDS)[number];

export const isBackend = (kind: StoreKind): kind is BackendKind => BACKEND_KINDS.some((known) => known === kind);

export const DEFAULT_GOAL_TARGET = 0.8;
export const DEFAULT_PATHS: readonly string[] = ['loops.jsonl'];

export interface LoopscopeOptions extends DataSourceJsonData {
  kind?: StoreKind;
  /** File patterns relative to the URL: names, globs, and `{YYYY}`, `{MM}`, `{DD}`, `{HH}` for dates (UTC). */
  paths?: string[];
  /** Uid of the Tempo, Jaeger or Loki data source that is asked; absent where the URL of this one counts. */
  backendUid?: string;
  /** Which log streams of Loki hold loops: `{service_name="loops"}`. */
  selector?: string;
  /** Services of Jaeger that are asked; none asks all. */
  services?: string[];
  /** The most loops that one query takes from a backend. */
  maxLoops?: number;
  /** How long after the end of a time range Loki is searched for its loops (hours): lines bear the time they were shipped. */
  shippedWithinHours?: number;
  /** The target of loops that carry none, 0..1. */
  defaultGoalTarget?: number;
  /** The evaluation whose score tells how near the goal is, for systems that write several. */
  goalName?: string;
  /** A span attribute that holds the goal score. */
  goalAttribute?: string;
  /** The lowest and the highest value of the goal score, where it is not 0..1. */
  goalRange?: [min: number, max: number];
  /** A price table of one's own: `{version, models: [{model, input, cachedInput, output}]}`. */
  prices?: unknown;
  /** Loops that cost more get a warning (US dollars). */
  costBudgetUsd?: number;
  /** Loops that use more tokens get a warning. */
  tokenBudget?: number;
  /** Uid of the Prometheus data source that has the metrics of these loops; absent takes the first one. */
  alertsUid?: string;
  /** Uid of the Loki data source in which the programs that run these loops log; absent for none. */
  logsUid?: string;
  /** LogQL for the lines of one loop, with `${traceId}` where its id stands; `DEFAULT_LOGS_QUERY` unless set. */
  logsQuery?: string;
}

/** Lines that came by OpenTelemetry have their trace id as structured metadata. */
export const DEFAULT_LOGS_QUERY = '{service_name=~".+"} | trace_id="${traceId}"';

export interface StoreConfig {
  kind: StoreKind;
  paths: string[];
  defaultGoalTarget: number;
  /** Empty where a data source is to be asked but none is chosen; absent where the URL counts. */
  backendUid?: string;
  selector?: string;
  services?: string[];
  maxLoops?: number;
  shippedWithinHours?: number;
  costBudgetUsd?: number;
  tokenBudget?: number;
  goalName?: string;
  goalAttribute?: string;
  goalRange?: [min: number, max: number];
  /** As saved; absent where the prices that come along count. */
  prices?: unknown;
}

/** Reads provisioned or saved options; what is missing or of a wrong shape takes its default. */
export function normalizeOptions(jsonData: unknown): StoreConfig {
  const saved = isRecord(jsonData) ? jsonData : {};
  const paths = readPaths(saved.paths);
  const kind = STORE_KINDS.find((known) => known === saved.kind) ?? 'jsonl';
  return {
    kind,
    paths: paths.length > 0 ? paths : [...DEFAULT_PATHS],
    defaultGoalTarget: readTarget(saved.defaultGoalTarget) ?? DEFAULT_GOAL_TARGET,
    ...(isBackend(kind) && typeof saved.backendUid === 'string' ? { backendUid: saved.backendUid.trim() } : {}),
    ...given('selector', readText(saved.selector)),
    ...given('services', readList(saved.services)),
    ...given('maxLoops', readMaxLoops(saved.maxLoops)),
    ...given('shippedWithinHours', readHours(saved.shippedWithinHours)),
    ...given('costBudgetUsd', readBudget(saved.costBudgetUsd)),
    ...given('tokenBudget', readBudget(saved.tokenBudget)),
    ...given('goalName', readText(saved.goalName)),
    ...given('goalAttribute', readText(saved.goalAttribute)),
    ...given('goalRange', readRange(saved.goalRange)),
    ...given('prices', saved.prices ?? null),
  };
}

function given<K extends string, V>(key: K, value: V | null): Partial<Record<K, V>> {
  const part: Partial<Record<K, V>> = {};
  if (value !== null) {
    part[key] = value;
  }
  return part;
}

function readText(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? null : text;
}

/** `[a, b]` or `a, b`; null for none. */
export function readList(value: unknown): string[] | null {
  const parts: unknown[] = typeof value === 'string' ? [value] : Array.isArray(value) ? value : [];
  const texts = parts
    .filter((part) => typeof part === 'string')
    .flatMap((part) => part.split(','))
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return texts.length === 0 ? null : texts;
}

function readNumber(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** A whole number above 0, null for anything else. */
export function readMaxLoops(value: unknown): number | null {
  const number = readNumber(value);
  return number !== null && number >= 1 ? Math.floor(number) : null;
}

/** An amount above 0, null for anything else: without one there is no budget. */
export function readBudget(value: unknown): number | null {
  const number = readNumber(value);
  return number !== null && number > 0 ? number : null;
}

/** A time of 0 hours or more, null for anything else. */
export function readHours(value: unknown): number | null {
  const number = readNumber(value);
  return number !== null && number >= 0 ? number : null;
}

/** Two numbers, the lower first; null for anything else. */
export function readRange(value: unknown): [min: number, max: number] | null {
  if (!Array.isArray(value) || value.length !== 2) {
    return null;
  }
  const [min, max] = value.map(readNumber);
  return min === null || max === null || min >= max ? null : [min, max];
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
  const number = readNumber(value);
  return number !== null && number >= 0 && number <= 1 ? number : null;
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
