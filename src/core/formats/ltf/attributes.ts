import { isObject, type JsonObject } from '../json';
import type { FaultList } from './fields';

/** Attributes that have a column of their own, and so need no second home. */
const ROOT_COLUMNS = new Set([
  'loop.name',
  'loop.env_id',
  'loop.task_id',
  'loop.goal_target',
  'loop.outcome',
  'loop.termination_reason',
  'loop.tokens_total',
]);

const ITERATION_COLUMNS = new Set([
  'loop.name',
  'loop.env_id',
  'loop.task_id',
  'loop.iteration',
  'loop.goal_score',
  'loop.goal_target',
  'loop.tokens_delta',
  'loop.cost_usd',
  'loop.latency_ms',
  'loop.les.cumulative_normalized',
  'loop.les.effectiveness',
  'loop.worker.id',
  'loop.evaluator.id',
  // The root span tells the versions too.
  'loop.lss_version',
  'loop.les_version',
]);

const MAX_PAIRS = 64;
const MAX_TEXT = 256;
const MAX_DEPTH = 6;

export type AttributePairs = Array<[key: string, value: string]>;

/** Keys with their prefix, made once each: documents of one emitter share theirs. */
const prefixed = { span: new Map<string, string>(), metadata: new Map<string, string>() };
/** Hostile documents must not fill the memory with keys. */
const MAX_KEYS = 2000;

function withPrefix(prefix: keyof typeof prefixed, key: string): string {
  const known = prefixed[prefix];
  let whole = known.get(key);
  if (whole === undefined) {
    whole = `${prefix}.${key}`.slice(0, MAX_TEXT);
    if (known.size < MAX_KEYS) {
      known.set(key, whole);
    }
  }
  return whole;
}

function pushText(pairs: AttributePairs, key: string, value: string, faults: FaultList): void {
  if (pairs.length >= MAX_PAIRS) {
    faults.add('too-many', `more than ${MAX_PAIRS} attributes`);
    return;
  }
  const text = value.length > MAX_TEXT ? value.slice(0, MAX_TEXT) : value;
  for (const pair of pairs) {
    if (pair[0] === key && pair[1] === text) {
      return;
    }
  }
  pairs.push([key, text]);
}

function push(pairs: AttributePairs, key: string, value: unknown, depth: number, faults: FaultList): void {
  if (typeof value === 'string') {
    pushText(pairs, key, value, faults);
  } else if (typeof value === 'number' || typeof value === 'boolean') {
    pushText(pairs, key, String(value), faults);
  } else if (typeof value === 'object' && value !== null) {
    if (depth >= MAX_DEPTH) {
      faults.add('too-many', `${key.slice(0, 60)} is nested deeper than ${MAX_DEPTH}`);
    } else if (Array.isArray(value)) {
      // Each element answers for the key: `metadata.tags = nightly`.
      value.slice(0, MAX_PAIRS).forEach((element) => push(pairs, key, element, depth + 1, faults));
    } else if (isObject(value)) {
      for (const inner of Object.keys(value).slice(0, MAX_PAIRS)) {
        push(pairs, `${key}.${inner}`.slice(0, MAX_TEXT), value[inner], depth + 1, faults);
      }
    }
  }
}

/** The document's free `metadata`, flattened: `metadata.nested.key`. */
export function pushMetadata(pairs: AttributePairs, metadata: unknown, faults: FaultList): void {
  if (isObject(metadata)) {
    for (const key in metadata) {
      push(pairs, withPrefix('metadata', key), metadata[key], 0, faults);
    }
  }
}

/** Attributes of the root or of an iteration that no column holds: `span.loop.lss_version`. */
export function pushSpanAttributes(
  pairs: AttributePairs,
  attributes: JsonObject,
  isRoot: boolean,
  faults: FaultList
): void {
  const columns = isRoot ? ROOT_COLUMNS : ITERATION_COLUMNS;
  for (const key in attributes) {
    if (!columns.has(key)) {
      push(pairs, withPrefix('span', key), attributes[key], 0, faults);
    }
  }
}
