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

/** Judgements of the asked name, else of a name that speaks of the goal, else of the only name there is. */
function evaluationsOfName(evaluations: Evaluation[], asked: string | null): Evaluation[] {
  const names = new Set(evaluations.map(({ name }) => name));
  const lower = new Map([...names].sort().map((name) => [name.toLowerCase().replaceAll(/[ -]/g, '_'), name]));
  const spoken = GOAL_NAMES.map((name) => lower.get(name)).find((name) => name !== undefined);
  const chosen = asked ?? spoken ?? (names.size === 1 ? [...names][0] : undefined);
  return evaluations.filter(({ name }) => name === chosen);
}

/** The numbers of one attribute, as judgements of the spans that carry it; of the run where the root does. */
function attributeEvaluations(steps: readonly RunStep[], root: RunStep | null, attribute: string): Evaluation[] {
  return steps.flatMap((step) => {
    const { attributes } = step.span;
    const score = Object.hasOwn(attributes, attribute) ? toNumber(attributes[attribute]) : null;
    return score === null
      ? []
      : [{ name: attribute, score, step, scope: step === root ? ('run' as const) : ('step' as const) }];
  });
}

/** What a person says of where the goal score stands. */
export interface GoalOptions {
  /** The evaluation that tells how near the goal is, for systems that write several. */
  goalName?: string | null;
  /** The span attribute whose number tells it; goes before evaluations. */
  goalAttribute?: string | null;
  /** The scale of these scores, brought to 0..1; `loop.goal_score` has that by convention. */
  goalRange?: readonly [min: number, max: number] | null;
}

export interface Goals {
  /** With scores from 0 to 1. */
  evaluations: Evaluation[];
  /** A score, as it was written, that lies outside its scale and was left out. */
  beyond: number | null;
}

/** The judgements that serve as goal scores. Scores outside their scale are left out: their target is not known. */
export function readGoals(steps: readonly RunStep[], root: RunStep | null, options: GoalOptions): Goals {
  const { goalName, goalAttribute, goalRange } = options;
  const [min, max] = goalRange ?? [0, 1];
  const name = goalAttribute?.replace(/^span\./, '') ?? '';
  const own = name === '' ? [] : attributeEvaluations(steps, root, name);
  const chosen = own.length > 0 ? own : evaluationsOfName(readEvaluations(steps), goalName ?? null);
  const within = chosen.filter(({ score }) => max > min && score >= min && score <= max);
  return {
    evaluations: within.map((each) => ({ ...each, score: (each.score - min) / (max - min) })),
    beyond: chosen.find((each) => !within.includes(each))?.score ?? null,
  };
}
