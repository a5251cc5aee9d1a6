/** Which loops are told apart in metrics: a bounded number of label sets, the rest in one of their own. */

export interface LoopLabels {
  loop: string;
  environment: string;
  system: string;
}

/** Stands in all labels of loops beyond the cap. */
export const OVERFLOW = '_overflow';

const OVERFLOW_LABELS: LoopLabels = { loop: OVERFLOW, environment: OVERFLOW, system: OVERFLOW };

export const DEFAULT_MAX_LABEL_SETS = 200;

/** Label sets by the order in which they were first met; those beyond the cap share one. */
export class LabelSets {
  private readonly known = new Map<string, LoopLabels>();
  private readonly folded = new Set<string>();

  constructor(private readonly max: number = DEFAULT_MAX_LABEL_SETS) {}

  /** The labels to use for these. */
  of(labels: LoopLabels): LoopLabels {
    const key = JSON.stringify([labels.loop, labels.environment, labels.system]);
    const found = this.known.get(key);
    if (found !== undefined) {
      return found;
    }
    if (this.known.size < this.max) {
      this.known.set(key, labels);
      return labels;
    }
    // Only counted, and that up to a bound: a name that is never the same twice must not fill the memory.
    if (this.folded.size < 100_000) {
      this.folded.add(key);
    }
    return OVERFLOW_LABELS;
  }

  /** How many label sets share the overflow one. */
  get overflow(): number {
    return this.folded.size;
  }

  /** In the order they were met, to be kept over a restart. */
  toJSON(): LoopLabels[] {
    return [...this.known.values()];
  }
}
