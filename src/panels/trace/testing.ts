import type { ReadableFrame } from '../common/frames';
import { tableOf } from '../common/testing';
import { readFrames, partsOf } from './model/read';
import { buildTree, type LoopTree } from './model/tree';

export type Cells = Record<string, unknown>;

/** A plain frame out of rows, for tests. */
export const frameOf = (name: string, rows: Cells[], keys = [...new Set(rows.flatMap(Object.keys))]): ReadableFrame =>
  tableOf(rows, name, keys);

/** A step that began `start` ms after 1,000,000 and lasted `durationMs`. */
export function stepOf(
  spanId: string,
  parentSpanId: string | null,
  start: number,
  durationMs: number | null,
  more: Cells = {}
): Cells {
  return {
    traceId: 't',
    spanId,
    parentSpanId,
    kind: 'tool',
    name: spanId,
    startTime: 1_000_000 + start,
    durationMs,
    status: 'unset',
    ...more,
  };
}

export function iterationOf(iteration: number, more: Cells = {}): Cells {
  return {
    traceId: 't',
    loop: 'repair',
    iteration,
    goalScore: 0.5,
    goalTarget: 0.8,
    effectiveness: 0.625,
    tokens: 100,
    ...more,
  };
}

/** The tree of the loop `t`. */
export function treeOf(steps: Cells[], iterations: Cells[] = []): LoopTree {
  const frames = [
    ...(iterations.length > 0 ? [frameOf('iterations', iterations)] : []),
    frameOf('steps', steps, [
      'traceId',
      'spanId',
      'parentSpanId',
      'iteration',
      'kind',
      'name',
      'startTime',
      'durationMs',
      'status',
      'tool',
      'error',
    ]),
  ];
  const parts = partsOf(readFrames(frames), 't', []);
  return buildTree(parts.steps, parts.facts);
}

export const titles = (tree: LoopTree, list: ArrayLike<number>): string[] =>
  Array.from(list, (i) => tree.steps.spanId[i]);
