import { STEP_KINDS } from '../model/loop';
import { PART_FIGURES, PART_NAMES, type LoopPart } from '../model/part';
import { bytes, floats, ids, known, NONE, type Column, type Dictionary } from './columns';

/** Parts of the loops of a batch in columns: a kind, names as ids into its strings, figures. */
export interface PartBatch {
  /** Parts of each loop. */
  counts: Uint32Array;
  /** The index of a kind, and 128 where the cost is estimated. */
  kinds: Uint8Array;
  /** Agent, model and tool of each part. */
  names: Uint32Array;
  /** The figures of each part. */
  figures: Float64Array;
}

const ESTIMATED = 128;
const NAMES = PART_NAMES.length;
const FIGURES = PART_FIGURES.length;

/** Collects the parts of loops; nothing is held as long as no loop has any. */
export class PartBuilder {
  private counts: number[] | null = null;
  private kinds: number[] = [];
  private names: number[] = [];
  private figures: number[] = [];

  add(row: number, parts: readonly LoopPart[], dictionary: Dictionary): void {
    this.counts ??= [];
    // Loops before this one had none.
    while (this.counts.length < row) {
      this.counts.push(0);
    }
    this.counts[row] = parts.length;
    for (const part of parts) {
      this.kinds.push(STEP_KINDS.indexOf(part.kind) | (part.costBasis === 'estimated' ? ESTIMATED : 0));
      PART_NAMES.forEach((name) => this.names.push(dictionary.intern(part[name])));
      PART_FIGURES.forEach((name) => this.figures.push(part[name] ?? NaN));
    }
  }

  take(rows: number): PartBatch | null {
    if (this.counts === null) {
      return null;
    }
    const counts = new Uint32Array(rows);
    counts.set(this.counts);
    const batch = {
      counts,
      kinds: new Uint8Array(this.kinds),
      names: new Uint32Array(this.names),
      figures: new Float64Array(this.figures),
    };
    this.counts = null;
    this.kinds = [];
    this.names = [];
    this.figures = [];
    return batch;
  }
}

/** The parts of all loops of a table; loops refer to theirs by `partStart` and `partCount`. */
export class PartColumns {
  readonly kinds = bytes();
  readonly names: Column[] = PART_NAMES.map(() => ids());
  readonly figures: Column[] = PART_FIGURES.map(() => floats());

  get length(): number {
    return this.kinds.length;
  }

  append({ kinds, names, figures }: PartBatch, remap: Uint32Array): void {
    this.kinds.append(kinds);
    this.names.forEach((column, at) => {
      column.append(Uint32Array.from(kinds, (_, i) => toTable(names[i * NAMES + at], remap)));
    });
    this.figures.forEach((column, at) => {
      column.append(Float64Array.from(kinds, (_, i) => figures[i * FIGURES + at]));
    });
  }
}

const toTable = (id: number, remap: Uint32Array) => (id === NONE ? NONE : remap[id]);

/** Copies one part; `text` gives the new id of a string. */
export function copyPart(from: PartColumns, to: PartColumns, at: number, text: (id: number) => number): void {
  to.kinds.push(from.kinds.get(at));
  from.names.forEach((column, i) => to.names[i].push(text(column.get(at))));
  from.figures.forEach((column, i) => to.figures[i].push(column.get(at)));
}

export function readPart({ kinds, names, figures }: PartColumns, at: number, strings: Dictionary): LoopPart {
  const kind = kinds.get(at);
  const [agent, model, tool] = names.map((column) => strings.at(column.get(at)));
  const [calls, failed, inputTokens, outputTokens, tokens, costUsd, durationMs, maxMs] = figures.map((column) =>
    known(column.get(at))
  );
  const basis = (kind & ESTIMATED) !== 0 ? 'estimated' : 'reported';
  return {
    kind: STEP_KINDS[kind & ~ESTIMATED] ?? 'other',
    agent,
    model,
    tool,
    calls: calls ?? 0,
    failed,
    inputTokens,
    outputTokens,
    tokens,
    costUsd,
    costBasis: costUsd === null ? null : basis,
    durationMs,
    maxMs,
  };
}
