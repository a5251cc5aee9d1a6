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
  let from = 0;
  while (from < left.length && left[from] === right[from]) {
    from++;
  }
  let leftTo = left.length;
  let rightTo = right.length;
  while (leftTo > from && rightTo > from && left[leftTo - 1] === right[rightTo - 1]) {
    leftTo--;
    rightTo--;
  }
  // What lies between a common start and end is all that can differ.
  if (Math.max(leftTo, rightTo) - from <= allowed) {
    return true;
  }
  const [a1, b1] = [left.slice(from, leftTo), right.slice(from, rightTo)];
  return lettersWithin(a1, b1, allowed) && distanceWithin(a1, b1, allowed);
}

const SLOTS = 128;
const balance = new Int16Array(SLOTS);

/** Whether so many edits could do, by how often each letter occurs: cheap, and most pairs end here. */
function lettersWithin(left: string, right: string, allowed: number): boolean {
  balance.fill(0);
  for (let i = 0; i < left.length; i++) {
    balance[left.charCodeAt(i) % SLOTS]++;
  }
  for (let i = 0; i < right.length; i++) {
    balance[right.charCodeAt(i) % SLOTS]--;
  }
  let more = 0;
  let fewer = 0;
  for (let i = 0; i < SLOTS; i++) {
    more += Math.max(0, balance[i]);
    fewer += Math.max(0, -balance[i]);
  }
  return Math.max(more, fewer) <= allowed;
}

const rows = [new Uint16Array(MAX_LENGTH + 2), new Uint16Array(MAX_LENGTH + 2)];

/** Whether the edit distance is at most `allowed`: only the diagonal band of that width is looked at. */
function distanceWithin(left: string, right: string, allowed: number): boolean {
  const beyond = allowed + 1;
  let [above, row] = rows;
  for (let j = 0; j <= right.length; j++) {
    above[j] = Math.min(j, beyond);
  }
  for (let i = 1; i <= left.length; i++) {
    const letter = left.charCodeAt(i - 1);
    const from = Math.max(1, i - allowed);
    const to = Math.min(right.length, i + allowed);
    row[from - 1] = from === 1 ? Math.min(i, beyond) : beyond;
    let best = row[from - 1];
    for (let j = from; j <= to; j++) {
      const changed = above[j - 1] + (letter === right.charCodeAt(j - 1) ? 0 : 1);
      const added = row[j - 1] + 1;
      const removed = j === i + allowed ? beyond : above[j] + 1;
      const value = changed < added ? (changed < removed ? changed : removed) : added < removed ? added : removed;
      row[j] = value < beyond ? value : beyond;
      best = row[j] < best ? row[j] : best;
    }
    if (best > allowed) {
      return false;
    }
    [above, row] = [row, above];
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
