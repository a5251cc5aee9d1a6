import { CONVENTIONS, toNumber } from '../conventions';
import type { EvaluationShape } from '../conventions/convention';
import type { Attributes } from '../formats/otlp/span';
import type { RunStep } from './step';

/** A judgement of a step or of the whole run. */
export interface Evaluation {
  name: string;
  score: number;
  step: RunStep;
  scope: EvaluationShape['scope'];
}

const SHAPES = CONVENTIONS.flatMap(({ evaluations }) => evaluations ?? []);
/** Judgements of one span that are read; a list of thousands is no list of judgements. */
const MAX_INDEX = 64;

/** Names that say that the judgement is about reaching the goal, best first. */
const GOAL_NAMES = ['goal_score', 'goal', 'overall', 'quality', 'score'];

function readShape(attributes: Attributes, { name, score }: EvaluationShape): Array<[name: string, score: number]> {
  const found: Array<[string, number]> = [];
  const count = score.includes('<i>') ? MAX_INDEX : 1;
  for (let i = 0; i < count; i++) {
    const scoreKey = score.replace('<i>', String(i));
    const nameKey = name.replace('<i>', String(i));
    const number = Object.hasOwn(attributes, scoreKey) ? toNumber(attributes[scoreKey]) : null;
    const label = Object.hasOwn(attributes, nameKey) ? attributes[nameKey] : undefined;
    if (number !== null) {
      found.push([typeof label === 'string' ? label : '', number]);
    }
  }
  return found;
}

/** Cheap look whether a span can hold any judgement at all: nearly none does. */
const mayJudge = (attributes: Attributes) => {
  for (const key in attributes) {
    if (key.endsWith('.score') || key.endsWith('.score.value')) {
      return true;
    }
  }
  return false;
};

/** All judgements that the steps carry, in order. */
export function readEvaluations(steps: readonly RunStep[]): Evaluation[] {
  const evaluations: Evaluation[] = [];
  for (const step of steps) {
    const { attributes, events } = step.span;
    const onSpan = mayJudge(attributes);
    for (const shape of SHAPES) {
      const sources =
        shape.event === null
          ? onSpan
            ? [attributes]
            : []
          : events.filter(({ name }) => name === shape.event).map((event) => event.attributes);
      for (const [name, score] of sources.flatMap((source) => readShape(source, shape))) {
        evaluations.push({ name, score, step, scope: shape.scope });
      }
    }
  }
  return evaluations;
}

/**
 * Those judgements that serve as the goal score: of the asked name, else of a name that speaks of the goal, else of
 * the only name there is. Scores of other scales than 0..1 are left out: what their target would be is not known.
 */
export function goalEvaluations(evaluations: Evaluation[], asked: string | null): Evaluation[] {
  const usable = evaluations.filter(({ score }) => score >= 0 && score <= 1);
  const names = new Set(evaluations.map(({ name }) => name));
  const lower = new Map([...names].sort().map((name) => [name.toLowerCase().replaceAll(/[ -]/g, '_'), name]));
  const spoken = GOAL_NAMES.map((name) => lower.get(name)).find((name) => name !== undefined);
  const chosen = asked ?? spoken ?? (names.size === 1 ? [...names][0] : undefined);
  return usable.filter(({ name }) => name === chosen);
}
