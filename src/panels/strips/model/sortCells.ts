import type { ReadableFrame } from '../../common/frames';
import { toNumber, type Cells, type FieldIndex, type StripLoop } from './strips';

interface Input {
  frames: readonly ReadableFrame[];
  fields: FieldIndex;
  loops: StripLoop[];
  cells: Cells;
  /** The loop of each cell. */
  loopOf: Uint32Array;
}

/** Puts the cells of each loop together, by iteration number, equal numbers by time and then as they came; sets `first`. */
export function sortCells({ frames, fields, loops, cells, loopOf }: Input): void {
  let first = 0;
  for (const loop of loops) {
    loop.first = first;
    first += loop.length;
  }
  const next = Uint32Array.from(loops, (loop) => loop.first);
  const frame = new Uint16Array(cells.frame.length);
  const row = new Uint32Array(cells.row.length);
  for (let cell = 0; cell < loopOf.length; cell++) {
    const place = next[loopOf[cell]]++;
    frame[place] = cells.frame[cell];
    row[place] = cells.row[cell];
  }
  cells.frame.set(frame);
  cells.row.set(row);

  const columns = (name: string) =>
    frames.map((each, index) => {
      const field = fields[index].get(name);
      return field === undefined ? null : each.fields[field].values;
    });
  const [numbers, times] = [columns('iteration'), columns('time')];
  const read = (values: ReturnType<typeof columns>, cell: number) => {
    const number = toNumber(values[cells.frame[cell]]?.[cells.row[cell]]);
    return number === number ? number : Infinity;
  };
  for (const loop of loops) {
    if (
      !isSorted(
        loop,
        (cell) => read(numbers, cell),
        (cell) => read(times, cell)
      )
    ) {
      const order = Array.from({ length: loop.length }, (_, i) => loop.first + i).sort(
        (a, b) => compare(read(numbers, a), read(numbers, b)) || compare(read(times, a), read(times, b)) || a - b
      );
      const [frameCopy, rowCopy] = [order.map((cell) => cells.frame[cell]), order.map((cell) => cells.row[cell])];
      cells.frame.set(frameCopy, loop.first);
      cells.row.set(rowCopy, loop.first);
    }
  }
}

const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);

function isSorted(loop: StripLoop, number: (cell: number) => number, time: (cell: number) => number): boolean {
  let before = -Infinity;
  for (let cell = loop.first; cell < loop.first + loop.length; cell++) {
    const now = number(cell);
    if (now < before || (now === before && time(cell) < time(cell - 1))) {
      return false;
    }
    before = now;
  }
  return true;
}
