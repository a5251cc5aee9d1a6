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

function push(pairs: AttributePairs, key: string, value: unknown, depth: number, faults: FaultList): void {
  if (value === null || value === undefined) {
    return;
  }
  if (Array.isArray(value) || isObject(value)) {
    if (depth >= MAX_DEPTH) {
      faults.add('too-many', `${key.slice(0, 60)} is nested deeper than ${MAX_DEPTH}`);
      return;
    }
    if (Array.isArray(value)) {
      // Each element answers for the key: `metadata.tags = nightly`.
      value.slice(0, MAX_PAIRS).forEach((element) => push(pairs, key, element, depth + 1, faults));
    } else {
      for (const inner of Object.keys(value).slice(0, MAX_PAIRS)) {
        push(pairs, `${key}.${inner}`, value[inner], depth + 1, faults);
      }
    }
    return;
  }
  if (pairs.length >= MAX_PAIRS) {
    faults.add('too-many', `more than ${MAX_PAIRS} attributes`);
    return;
  }
  const text = String(value).slice(0, MAX_TEXT);
  if (!pairs.some(([k, v]) => k === key && v === text)) {
    pairs.push([key.slice(0, MAX_TEXT), text]);
  }
}

/** The document's free `metadata`, flattened: `metadata.nested.key`. */
export function pushMetadata(pairs: AttributePairs, metadata: unknown, faults: FaultList): void {
  if (isObject(metadata)) {
    for (const key in metadata) {
      push(pairs, `metadata.${key}`, metadata[key], 0, faults);
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
      push(pairs, `span.${key}`, attributes[key], 0, faults);
    }
  }
}
