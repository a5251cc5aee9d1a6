import type { DisplayOrder } from './order';
import { toldFailures } from './iterations';
import type { LoopTree } from './tree';
import type { LoopWarning } from './warnings';

/** A place to jump to: a step, or an iteration where `step` is -1. */
export interface Stop {
  group: number;
  step: number;
}

/** A stop by what does not change when more of the loop comes. */
export interface NamedStop {
  /** The key of its group. */
  group: string;
  /** Null for an iteration. */
  spanId: string | null;
}

export function nameStop(tree: LoopTree, { group, step }: Stop): NamedStop {
  return { group: tree.groups[group].key, spanId: step < 0 ? null : tree.steps.spanId[step] };
}

/** Where a stop is now; null where it is no longer. */
export function findStop(tree: LoopTree, { group, spanId }: NamedStop): Stop | null {
  if (spanId !== null) {
    const step = tree.indexOf.get(spanId);
    return step === undefined ? null : { group: tree.groupOf[step], step };
  }
  const place = tree.groups.findIndex(({ key }) => key === group);
  return place < 0 ? null : { group: place, step: -1 };
}

/** A stop where something failed or, else, where a warning begins or is shown. */
export interface Problem extends Stop {
  failed: boolean;
}

/** Which warnings belong to which row. */
export interface WarningPlaces {
  ofStep: ReadonlyMap<number, LoopWarning[]>;
  ofGroup: ReadonlyMap<number, LoopWarning[]>;
}

/** Warnings by the iterations they cover and by the steps that are their evidence. */
export function placeWarnings(tree: LoopTree, warnings: readonly LoopWarning[]): WarningPlaces {
  const ofStep = new Map<number, LoopWarning[]>();
  const ofGroup = new Map<number, LoopWarning[]>();
  const add = (map: Map<number, LoopWarning[]>, at: number, warning: LoopWarning) => {
    const known = map.get(at) ?? [];
    if (!known.includes(warning)) {
      map.set(at, [...known, warning]);
    }
  };
  for (const warning of warnings) {
    for (const id of warning.spans) {
      const step = tree.indexOf.get(id);
      if (step !== undefined) {
        const group = tree.groupOf[step];
        if (tree.groups[group].own !== step) {
          add(ofStep, step, warning);
        }
        add(ofGroup, group, warning);
      }
    }
    tree.groups.forEach(({ iteration }, g) => {
      if (iteration >= warning.firstIteration && iteration <= warning.lastIteration) {
        add(ofGroup, g, warning);
      }
    });
  }
  return { ofStep, ofGroup };
}

/**
 * Errors and warnings in reading order. A failed step and evidence of a warning are stops; an iteration is one where a
 * warning begins, or where it reports failures and its steps are not known.
 */
export function problemStops(tree: LoopTree, order: DisplayOrder, { ofStep, ofGroup }: WarningPlaces): Problem[] {
  const stops: Problem[] = [];
  const begun = new Set<LoopWarning>();
  const inGroup = tree.groups.map((): Problem[] => []);
  for (const step of order.steps) {
    const failed = tree.steps.status[step] === 'error';
    if (failed || ofStep.has(step)) {
      inGroup[tree.groupOf[step]].push({ group: tree.groupOf[step], step, failed });
    }
  }
  tree.groups.forEach(({ facts, own, stepCount }, group) => {
    const begins = (ofGroup.get(group) ?? []).filter((warning) => !begun.has(warning));
    begins.forEach((warning) => begun.add(warning));
    const hidden =
      stepCount === 0 && (toldFailures(facts?.figures) > 0 || (own >= 0 && tree.steps.status[own] === 'error'));
    const failed = hidden || (facts?.figures.violations ?? 0) > 0;
    if (failed || begins.some(({ spans }) => spans.length === 0)) {
      stops.push({ group, step: -1, failed });
    }
    for (const stop of inGroup[group]) {
      stops.push(stop);
    }
  });
  return stops;
}

/** The steps and iterations that hold all words of a text, in reading order; none for an empty one. */
export function searchStops(tree: LoopTree, order: DisplayOrder, text: string): Stop[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return [];
  }
  const { steps } = tree;
  const { agent, model, tool, error } = steps.texts;
  const holds = (parts: Array<string | null>) => {
    const all = parts.join('\n').toLowerCase();
    return words.every((word) => all.includes(word));
  };
  const inGroup = tree.groups.map((): Stop[] => []);
  for (const step of order.steps) {
    if (
      holds([steps.name[step], steps.kind[step], agent[step], model[step], tool[step], error[step], steps.spanId[step]])
    ) {
      inGroup[tree.groupOf[step]].push({ group: tree.groupOf[step], step });
    }
  }
  return tree.groups.flatMap(({ facts, iteration }, group) => {
    const own = holds([
      iteration === iteration ? `iteration ${iteration}` : null,
      facts?.worker ?? null,
      facts?.evaluator ?? null,
    ]);
    return own ? [{ group, step: -1 }, ...inGroup[group]] : inGroup[group];
  });
}

/** The stop after (or before) a place, around the ends; null where there is none. */
export function nextStop(
  stops: readonly Stop[],
  order: DisplayOrder,
  from: Stop | null,
  forward: boolean
): number | null {
  if (stops.length === 0) {
    return null;
  }
  const rank = ({ group, step }: Stop): [number, number] => [group, step < 0 ? -1 : order.placeOf[step]];
  const compare = (a: Stop, b: Stop) => {
    const [one, other] = [rank(a), rank(b)];
    return one[0] - other[0] || one[1] - other[1];
  };
  if (from === null) {
    return forward ? 0 : stops.length - 1;
  }
  const found = forward
    ? stops.findIndex((stop) => compare(stop, from) > 0)
    : stops.findLastIndex((stop) => compare(stop, from) < 0);
  return found >= 0 ? found : forward ? 0 : stops.length - 1;
}
