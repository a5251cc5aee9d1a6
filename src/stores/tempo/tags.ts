import { isObject, type JsonObject } from '../../core/formats/json';
import type { StepField } from '../../core/conventions/convention';
import { canonicalKey } from '../../core/query/loopColumns';
import { fieldRefs, isOfLoops, LOOP_SPANS, refText } from './marks';
import { createSharedWork } from './shared';
import type { Tempo } from './tempo';
import { attribute, fitBlocks, wellFormed } from './traceql';

/** How far back completion looks (s). */
const LOOK_BACK = 6 * 3600;
/** Completion may be this old (ms): it is asked for with every key stroke. */
const FRESH_MS = 30_000;
/** Keys and values offered, at most. */
const MOST = 1000;

const shared = new WeakMap<Tempo, ReturnType<typeof createSharedWork>>();

function sharedOf(tempo: Tempo) {
  const work = shared.get(tempo) ?? createSharedWork(FRESH_MS, 64);
  shared.set(tempo, work);
  return work;
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function recent() {
  const now = Math.ceil(Date.now() / 1000);
  return { start: now - LOOK_BACK, end: now + 60, limit: MOST };
}

async function ask(tempo: Tempo, path: string, params: Record<string, string | number>): Promise<JsonObject> {
  const { signal } = new AbortController();
  return sharedOf(tempo).get(`${path} ${JSON.stringify(params.q ?? '')}`, signal, (own) =>
    tempo.client.json('completion', path, params, own)
  );
}

/** Attributes of spans and resources, with their scope: `span.loop.name`. */
export async function readTagKeys(tempo: Tempo): Promise<string[]> {
  const json = await ask(tempo, '/api/v2/search/tags', recent());
  return list(json.scopes)
    .filter(isObject)
    .filter(({ name }) => name === 'span' || name === 'resource')
    .flatMap(({ name, tags }) => list(tags).map((tag) => `${String(name)}.${String(tag)}`))
    .sort()
    .slice(0, MOST);
}

/** The fields by which spans tell a column. */
const COLUMN_FIELDS: Readonly<Record<string, StepField>> = {
  loop: 'loopName',
  env: 'env',
  task: 'task',
  session: 'session',
  agent: 'agent',
  worker: 'worker',
  evaluator: 'evaluator',
  terminationReason: 'terminationReason',
  models: 'model',
};

/** Attributes of one column that are asked for their values: each is a request. */
const MOST_NAMES = 6;

/** The values of a column or of an attribute that spans of loops have. */
export async function readTagValues(tempo: Tempo, asked: string): Promise<string[]> {
  const key = canonicalKey(asked);
  const scoped = /^(span|resource)\.(.+)$/s.exec(key);
  const names =
    scoped !== null
      ? [attribute(scoped[1] === 'span' ? 'span' : 'resource', scoped[2])]
      : Object.hasOwn(COLUMN_FIELDS, key)
        ? fieldRefs(COLUMN_FIELDS[key]).map(refText)
        : [];
  const known = new Set(names.length > 1 ? await readTagKeys(tempo) : names);
  const used = names.filter((name) => known.has(name)).slice(0, MOST_NAMES);
  const answers = await Promise.all(used.map((name) => valuesOf(tempo, name)));
  return [...new Set(answers.flat())].sort().slice(0, MOST);
}

async function valuesOf(tempo: Tempo, name: string): Promise<string[]> {
  // Asked of all spans where hardly any but those of loops have it: Tempo answers that a hundred times as fast.
  const q: Record<string, string> = isOfLoops(name.slice(name.indexOf('.') + 1))
    ? {}
    : { q: fitBlocks(`{${LOOP_SPANS}}`) };
  const json = await ask(tempo, `/api/v2/search/tag/${encodeURIComponent(wellFormed(name))}/values`, {
    ...recent(),
    ...q,
  });
  return list(json.tagValues).flatMap((value) =>
    isObject(value) && (typeof value.value === 'string' || typeof value.value === 'number') ? [String(value.value)] : []
  );
}
