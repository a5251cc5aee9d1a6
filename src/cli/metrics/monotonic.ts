import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Family, Sample } from './exposition';
import { LabelSets, type LoopLabels } from './labelSets';

interface Held {
  suffix: Sample['suffix'];
  labels: Record<string, string>;
  /** What was computed last. */
  computed: number;
  /** What is added to it, so that the counter never falls. */
  offset: number;
}

interface Saved {
  version: 1;
  labelSets: LoopLabels[];
  /** By family. */
  counters: Record<string, Held[]>;
}

const keyOf = ({ suffix, labels }: Pick<Held, 'suffix' | 'labels'>) => JSON.stringify([suffix, labels]);

/**
 * Counters are sums over the loops of a store, and a sum can fall: a file is rotated away, a late span turns a success
 * into a failure. A counter that falls is read as one that began at zero, and all of it would count again; so what was
 * lost is added from then on. Kept in a file, this holds over a restart too.
 */
export class Monotonic {
  private readonly counters = new Map<string, Map<string, Held>>();
  private changed = false;
  readonly labelSets: LabelSets;

  /** @param file where the state is kept; null keeps it in memory only */
  constructor(
    private readonly file: string | null,
    maxLabelSets?: number
  ) {
    this.labelSets = new LabelSets(maxLabelSets);
    const saved = file === null ? null : readSaved(file);
    saved?.labelSets.forEach((labels) => this.labelSets.of(labels));
    for (const [family, series] of Object.entries(saved?.counters ?? {})) {
      this.counters.set(family, new Map(series.map((held) => [keyOf(held), held])));
    }
  }

  /** The families with counters and histograms that never fall; series that are no more keep their last value. */
  apply(families: Family[]): Family[] {
    const raised = families.map((family) => (cumulative(family) ? this.raise(family) : family));
    this.save();
    return raised;
  }

  private raise(family: Family): Family {
    const series = this.counters.get(family.name) ?? new Map<string, Held>();
    this.counters.set(family.name, series);
    const seen = new Set<string>();
    const samples = family.samples.map((sample) => {
      const { suffix, labels, value } = sample;
      const key = keyOf(sample);
      seen.add(key);
      const held = series.get(key) ?? { suffix, labels, computed: 0, offset: 0 };
      // Sums of doubles in another order differ in the last digits: that is no fall.
      const lost = held.computed - value;
      const offset = lost > Math.abs(held.computed) * 1e-9 ? held.offset + lost : held.offset;
      if (held.computed !== value || held.offset !== offset) {
        series.set(key, { suffix, labels, computed: value, offset });
        this.changed = true;
      }
      return { ...sample, value: value + offset };
    });
    for (const [key, held] of series) {
      if (!seen.has(key)) {
        samples.push({ suffix: held.suffix, labels: held.labels, value: held.offset + held.computed });
        this.changed ||= held.computed !== 0;
        series.set(key, { ...held, computed: 0, offset: held.offset + held.computed });
      }
    }
    return { ...family, samples };
  }

  private save(): void {
    if (this.file === null || !this.changed) {
      return;
    }
    const counters = Object.fromEntries([...this.counters].map(([family, series]) => [family, [...series.values()]]));
    const saved: Saved = { version: 1, labelSets: this.labelSets.toJSON(), counters };
    // Whole or not at all: a half-written state would be worse than an old one.
    const draft = join(dirname(this.file), `.${randomBytes(6).toString('hex')}.tmp`);
    try {
      writeFileSync(draft, JSON.stringify(saved));
      renameSync(draft, this.file);
      this.changed = false;
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
  }
}

const cumulative = ({ type }: Family) => type === 'counter' || type === 'histogram';

function readSaved(file: string): Saved | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  try {
    const saved = JSON.parse(text) as Saved;
    return saved.version === 1 && Array.isArray(saved.labelSets) && typeof saved.counters === 'object' ? saved : null;
  } catch {
    return null;
  }
}
