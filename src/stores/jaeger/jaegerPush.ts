import { canonicalKey, isAttributeKey } from '../../core/query/loopColumns';
import type { LoopFilter, LoopQuery } from '../../core/query/query';
import { QueryError } from '../../core/query/queryError';

/** What a search asks of Jaeger itself; all filters are applied to its answer once more. */
export interface JaegerPush {
  /** The only service that can hold what is asked for; null where any may. */
  service: string | null;
  tags: Record<string, string>;
  /** The one loop that is asked for by its id; null for any. */
  traceId: string | null;
  /**
   * How long before the time range a span may have started (ms): filters are on the first span of a loop,
   * which lies before the range where the loop is at work since then.
   */
  lookBack: number;
}

/** Longest loop that a filter on its first span finds from within (ms). */
export const LOOK_BACK_MS = 6 * 3_600_000;

/** Search keys with a meaning of their own in Jaeger. */
const SPECIAL = /^(error$|span\.|scope\.|resource\.|otel\.)/;
/** Storages do not index long values, and write numbers each in their own way. */
const isExact = (value: string) => value !== '' && value.length <= 200 && Number.isNaN(Number(value));

const SERVICE = 'resource.service.name';

/** What of a query Jaeger can look for without losing a loop. */
export function planPush({ filters, expr, traceId }: Pick<LoopQuery, 'filters' | 'expr' | 'traceId'>): JaegerPush {
  const equal = filters.filter(({ key, op, value }) => key !== '' && op === '=' && value !== '');
  const byId = traceId.trim() || (equal.find(({ key }) => canonicalKey(key) === 'traceId')?.value ?? '');
  const tags = Object.fromEntries(equal.filter(isTag).map(({ key, value }) => [key.replace(/^\w+\./, ''), value]));
  return {
    service: equal.find(({ key }) => key === SERVICE)?.value ?? null,
    tags: { ...tags, ...readTags(expr) },
    traceId: byId === '' ? null : byId,
    lookBack: Object.keys(tags).length === 0 ? 0 : LOOK_BACK_MS,
  };
}

function isTag({ key, value }: LoopFilter): boolean {
  const isRaw = isAttributeKey(key) && canonicalKey(key) === key && !key.startsWith('metadata.') && key !== SERVICE;
  return isRaw && !SPECIAL.test(key.replace(/^\w+\./, '')) && isExact(value);
}

const PAIR = /\s*([^\s="{}]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?=\s|$)/y;

/** Tags as people write them for Jaeger: `key=value other="two words"`, or a JSON object. */
export function readTags(expr: string): Record<string, string> {
  const text = expr.trim();
  if (text === '') {
    return {};
  }
  const tags: Record<string, string> = {};
  if (text.startsWith('{')) {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new QueryError(malformed(text));
    }
    for (const [key, inner] of Object.entries(Object(value))) {
      tags[key] = String(inner);
    }
    return tags;
  }
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < text.length) {
    const found = PAIR.exec(text);
    if (found === null) {
      throw new QueryError(malformed(text));
    }
    tags[found[1]] = found[3] ?? found[2].replace(/\\(.)/g, '$1');
  }
  return tags;
}

const malformed = (text: string) =>
  `The raw condition ${text.slice(0, 80)} is not one for Jaeger: write tags as key=value, or as a JSON object of strings.`;
