import { childrenAt, type LoopTree } from './tree';

/** All steps in the order in which they are listed when all is open, and the place of each; -1 for a step that is a row's own. */
export interface DisplayOrder {
  steps: Int32Array;
  placeOf: Int32Array;
}

export function displayOrder(tree: LoopTree): DisplayOrder {
  const { length } = tree.steps;
  const steps = new Int32Array(length);
  const placeOf = new Int32Array(length).fill(-1);
  let count = 0;
  const stack: number[] = [];
  for (const { roots } of tree.groups) {
    for (let at = roots.length - 1; at >= 0; at--) {
      stack.push(roots[at]);
    }
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      placeOf[i] = count;
      steps[count++] = i;
      const below = childrenAt(tree, i);
      for (let at = below.length - 1; at >= 0; at--) {
        stack.push(below[at]);
      }
    }
  }
  return { steps: steps.subarray(0, count), placeOf };
}
