import type { ReadableFrame } from '../../common/frames';
import { NUMBER_COLUMNS, TEXT_COLUMNS, type LoopSeries, type NumberColumn, type TextColumn } from './series';

/** Some rows of one frame that belong to one loop. */
export interface Part {
  key: string;
  traceId: string | null;
  loop: string | null;
  /** As the labels tell it. */
  outcome?: string | null;
  frame: number;
  /** Field index by column name. */
  columns: Map<string, number>;
  linkFields: number[];
  rows: number[];
}

type JoinedSeries = Omit<LoopSeries, 'outcome'> & { outcomeText: unknown };

export function toNumber(value: unknown): number {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : NaN;
  }
  return typeof value === 'bigint' ? Number(value) : NaN;
}

/** One loop out of its parts, joined on iteration (else on time, else row by row where lengths agree). */
export function joinParts(
  key: string,
  parts: readonly Part[],
  frames: readonly ReadableFrame[]
): { series: JoinedSeries; notJoined: number } {
  const ranked = [...parts].sort(
    (a, b) => Number(b.columns.has('iteration')) - Number(a.columns.has('iteration')) || b.rows.length - a.rows.length
  );
  const base = ranked[0];
  const read = (part: Part, name: string, row: number): unknown => {
    const index = part.columns.get(name);
    return index === undefined || row < 0 ? null : frames[part.frame].fields[index].values[row];
  };

  const iterations = base.rows.map((row) => toNumber(read(base, 'iteration', row)));
  const inferred = iterations.map((value) => !Number.isFinite(value));
  iterations.forEach((value, i) => {
    if (!Number.isFinite(value)) {
      iterations[i] = i === 0 ? 1 : iterations[i - 1] + 1;
    }
  });
  const order = iterations.map((_, i) => i).sort((a, b) => iterations[a] - iterations[b] || a - b);

  const length = order.length;
  const numbers = Object.fromEntries(
    NUMBER_COLUMNS.map((name) => [name, new Float64Array(length).fill(NaN)])
  ) as Record<NumberColumn, Float64Array>;
  const texts = Object.fromEntries(
    TEXT_COLUMNS.map((name) => [name, new Array<string | null>(length).fill(null)])
  ) as Record<TextColumn, Array<string | null>>;
  order.forEach((from, to) => {
    numbers.iteration[to] = iterations[from];
  });
  const derived = order.map((from) => inferred[from] || read(base, 'derived', base.rows[from]) === true);

  const sources: LoopSeries['sources'] = [];
  let notJoined = 0;
  let outcomeText: unknown = null;
  let terminationReason: string | null = null;
  let env: string | null = null;
  const baseRows = Int32Array.from(order, (from) => base.rows[from]);
  for (const part of ranked) {
    const rows = part === base ? baseRows : matchRows(part, numbers, read);
    if (rows === null) {
      notJoined += 1;
      continue;
    }
    outcomeText = part.outcome ?? outcomeText;
    sources.push({ frame: part.frame, fields: part.linkFields, rows });
    for (const name of NUMBER_COLUMNS) {
      const column = part.columns.get(name);
      if (column !== undefined && name !== 'iteration') {
        const values = frames[part.frame].fields[column].values;
        const target = numbers[name];
        for (let i = 0; i < length; i++) {
          const value = rows[i] < 0 ? NaN : toNumber(values[rows[i]]);
          if (Number.isFinite(value) && !Number.isFinite(target[i])) {
            target[i] = value;
          }
        }
      }
    }
    for (let i = 0; i < length; i++) {
      for (const name of TEXT_COLUMNS) {
        texts[name][i] ??= asText(read(part, name, rows[i]));
      }
      outcomeText = asText(read(part, 'outcome', rows[i])) ?? outcomeText;
      terminationReason = asText(read(part, 'terminationReason', rows[i])) ?? terminationReason;
      env ??= asText(read(part, 'env', rows[i]));
    }
  }
  const loop = parts.find((part) => part.loop !== null)?.loop ?? null;
  const traceId = parts.find((part) => part.traceId !== null)?.traceId ?? null;
  return {
    series: {
      key,
      traceId,
      loop,
      name: '',
      suffix: '',
      env,
      outcomeText,
      terminationReason,
      length,
      numbers,
      texts,
      derived,
      sources,
    },
    notJoined,
  };
}

const asText = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** The part's row for each point of the base; null where the two cannot be joined. */
function matchRows(
  part: Part,
  base: Record<NumberColumn, Float64Array>,
  read: (part: Part, name: string, row: number) => unknown
): Int32Array | null {
  const length = base.iteration.length;
  const by: NumberColumn | null = part.columns.has('iteration')
    ? 'iteration'
    : part.columns.has('time') && base.time.some(Number.isFinite)
      ? 'time'
      : null;
  if (by === null) {
    return part.rows.length === length ? Int32Array.from(part.rows) : null;
  }
  // A number that repeats is matched occurrence by occurrence.
  const waiting = new Map<number, number[]>();
  for (const row of part.rows) {
    const value = toNumber(read(part, by, row));
    const rows = waiting.get(value);
    if (rows) {
      rows.push(row);
    } else {
      waiting.set(value, [row]);
    }
  }
  return Int32Array.from(base[by], (value) => waiting.get(value)?.shift() ?? -1);
}

/** Running totals where the frames carry only the amounts of each iteration. */
export function fillTotals(series: LoopSeries) {
  runningTotal(series.numbers.tokens, series.numbers.tokensCumulative);
  runningTotal(series.numbers.costUsd, series.numbers.costCumulativeUsd);
}

function runningTotal(amounts: Float64Array, totals: Float64Array) {
  if (totals.some(Number.isFinite)) {
    return;
  }
  let total = NaN;
  for (let i = 0; i < amounts.length; i++) {
    if (Number.isFinite(amounts[i])) {
      total = (Number.isFinite(total) ? total : 0) + amounts[i];
    }
    totals[i] = total;
  }
}
