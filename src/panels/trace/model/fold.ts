import { endOf, STEP_FIGURES, type StepColumns, type StepFigure } from './steps';

/** True where two neighbouring steps count as a repetition: same kind, name, tool, model and status. */
export function sameRepeat({ kind, name, status, texts }: StepColumns, a: number, b: number): boolean {
  return (
    kind[a] === kind[b] &&
    name[a] === name[b] &&
    status[a] === status[b] &&
    texts.tool[a] === texts.tool[b] &&
    texts.model[a] === texts.model[b] &&
    texts.agent[a] === texts.agent[b]
  );
}

/** What steps come to together; NaN where none of them tells. */
export interface Sums {
  /** Time at work, added up (ms). */
  duration: number;
  /** From the first start to the last end (ms since the epoch). */
  start: number;
  end: number;
  figures: Record<StepFigure, number>;
  estimated: boolean;
}

export function sumOf(steps: StepColumns, members: ArrayLike<number>): Sums {
  const sums: Sums = {
    duration: NaN,
    start: NaN,
    end: NaN,
    figures: { inputTokens: NaN, outputTokens: NaN, cacheReadTokens: NaN, costUsd: NaN },
    estimated: false,
  };
  const add = (sum: number, value: number) => (value !== value ? sum : (sum || 0) + value);
  for (let at = 0; at < members.length; at++) {
    const i = members[at];
    sums.duration = add(sums.duration, steps.duration[i]);
    for (const name of STEP_FIGURES) {
      sums.figures[name] = add(sums.figures[name], steps.figures[name][i]);
    }
    sums.estimated ||= steps.texts.costBasis[i] === 'estimated';
    if (steps.start[i] === steps.start[i]) {
      const end = endOf(steps, i);
      sums.start = sums.start <= steps.start[i] ? sums.start : steps.start[i];
      sums.end = sums.end >= end ? sums.end : end;
    }
  }
  return sums;
}
