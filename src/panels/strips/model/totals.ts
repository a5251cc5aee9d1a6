import { cellNumber, type StripLoop, type Strips } from './strips';

/** Figures of loops that no `loops` frame tells, out of their cells; what a `loops` frame left open stays open. */
export function fillFromCells(strips: Strips): void {
  for (const loop of strips.loops) {
    const has = (name: string) => loop.frame >= 0 && strips.fields[loop.frame].has(name);
    if (!has('iterations')) {
      loop.iterations = loop.length;
    }
    if (loop.length === 0) {
      continue;
    }
    if (!has('startTime')) {
      loop.startTime = cellNumber(strips, loop.first, 'time');
    }
    if (!has('goalScore')) {
      loop.goalScore = last(strips, loop, 'goalScore');
    }
    if (!has('goalTarget')) {
      loop.goalTarget = last(strips, loop, 'goalTarget');
    }
    if (!has('lesCumulative')) {
      loop.lesCumulative = last(strips, loop, 'lesCumulative');
    }
    if (!has('tokens')) {
      loop.tokens = total(strips, loop, 'tokens');
    }
    if (!has('costUsd')) {
      loop.costUsd = total(strips, loop, 'costUsd');
    }
  }
}

/** The last known value of a loop's cells; NaN where there is none. */
export function last(strips: Strips, loop: StripLoop, name: string): number {
  for (let cell = loop.first + loop.length - 1; cell >= loop.first; cell--) {
    const value = cellNumber(strips, cell, name);
    if (value === value) {
      return value;
    }
  }
  return NaN;
}

/** The sum of the known values; NaN where none is known. */
function total(strips: Strips, loop: StripLoop, name: string): number {
  let sum = NaN;
  for (let cell = loop.first; cell < loop.first + loop.length; cell++) {
    const value = cellNumber(strips, cell, name);
    if (value === value) {
      sum = (sum === sum ? sum : 0) + value;
    }
  }
  return sum;
}
