import { isObject } from '../formats/json';

/** Longer texts are compared by their start. */
const MAX_LENGTH = 400;

/** Whether two texts differ in so few characters that their edit distance is at most (1 - least) of the longer one. */
export function areSimilar(a: string, b: string, least: number): boolean {
  if (a === b) {
    return true;
  }
  const left = a.slice(0, MAX_LENGTH);
  const right = b.slice(0, MAX_LENGTH);
  const longer = Math.max(left.length, right.length);
  const allowed = Math.floor((1 - least) * longer + 1e-9);
  if (Math.abs(a.length - b.length) > (1 - least) * Math.max(a.length, b.length)) {
    return false;
  }
  return distanceWithin(left, right, allowed);
}

/** Whether the edit distance is at most `allowed`: only the diagonal band of that width is looked at. */
function distanceWithin(left: string, right: string, allowed: number): boolean {
  const width = right.length + 1;
  let above = new Uint16Array(width).map((_, j) => j);
  for (let i = 1; i <= left.length; i++) {
    const row = new Uint16Array(width).fill(allowed + 1);
    const from = Math.max(0, i - allowed);
    const to = Math.min(right.length, i + allowed);
    let best = allowed + 1;
    for (let j = from; j <= to; j++) {
      const value =
        j === 0
          ? i
          : Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (left[i - 1] === right[j - 1] ? 0 : 1), allowed + 1);
      row[j] = value;
      best = Math.min(best, value);
    }
    if (best > allowed) {
      return false;
    }
    above = row;
  }
  return above[right.length] <= allowed;
}

/** Arguments that say which part of something is wanted. */
const PART_KEY =
  /page|offset|cursor|skip|start|end|from|^to$|since|until|before|after|index|line|limit|token|chunk|part|range/i;

/** What is left of a canonical input without what says which part is wanted: numbers, cursors, ranges. */
export function withoutParts(input: string): string {
  try {
    const stripped: unknown = JSON.parse(input, (key, value: unknown) =>
      typeof value === 'number' || (key !== '' && PART_KEY.test(key) && !isObject(value) && !Array.isArray(value))
        ? undefined
        : value
    );
    return (JSON.stringify(stripped) ?? '').replace(/\d+/g, '#');
  } catch {
    return input.replace(/\d+/g, '#');
  }
}
