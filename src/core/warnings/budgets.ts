import type { WarningType } from '../model/warning';
import type { Detector, Finding } from './detector';
import type { WarningSubject } from './subject';
import { say } from './words';

/** Words by which emitters say that a limit of cost or tokens stopped the loop. */
const COST_WORDS =
  /^budget:max_(cost|usd)|^(cost|usd|money|spend(ing)?)[ _-]?(limit|budget|cap)([ _-](exceeded|reached|hit))?$|^max[ _-]?(cost|usd)/i;
const TOKEN_WORDS =
  /^(total[ _-])?tokens?[ _-]?(limit|budget|cap)([ _-](exceeded|reached|hit))?$|^max[ _-]?total[ _-]?tokens/i;
const PLAIN_WORDS = /^budget[ _-]?(exceeded|exhausted|reached)$|^budget:max_tokens/i;

/** The emitter's own flag: loomflow's metric of that name, or an attribute of the root. */
const FLAG = 'loom.budget.exceeded';

function toldBy({ loop, run }: WarningSubject, words: RegExp, plain: boolean): string | null {
  const reason = loop.terminationReason;
  if (reason !== null && (words.test(reason) || (plain && PLAIN_WORDS.test(reason)))) {
    return reason;
  }
  const flag = run?.root?.span.attributes[FLAG];
  return typeof flag === 'string' && (words.test(flag) || (plain && flag === 'max_tokens')) ? `${FLAG} ${flag}` : null;
}

/** What the loop cost in all; null where not all of it is known. */
function totalCost({ loop }: WarningSubject): number | null {
  if (loop.totals !== null && loop.totals.costUsd !== null) {
    return loop.totals.costUsd;
  }
  return sumOf(loop.iterations, 'costUsd');
}

function totalTokens({ loop }: WarningSubject): number | null {
  return loop.tokensTotal ?? sumOf(loop.iterations, 'tokens');
}

function sumOf(iterations: WarningSubject['loop']['iterations'], field: 'costUsd' | 'tokens'): number | null {
  let sum: number | null = null;
  for (let i = 0; i < iterations.length; i++) {
    const value = iterations[i][field];
    sum = value === null ? sum : (sum ?? 0) + value;
  }
  return sum;
}

interface Measure {
  type: WarningType;
  total(subject: WarningSubject): number | null;
  budget(options: Parameters<Detector['detect']>[1]): number | null;
  words: RegExp;
  /** Whether a budget that is not named is taken to be of this kind. */
  plain: boolean;
  field: 'costUsd' | 'tokens';
}

/** The first iteration by whose end the budget was spent. */
function crossing({ loop }: WarningSubject, field: Measure['field'], budget: number): number | null {
  let sum = 0;
  for (const iteration of loop.iterations) {
    sum += iteration[field] ?? 0;
    if (sum > budget) {
      return iteration.iteration;
    }
  }
  return null;
}

function detect(subject: WarningSubject, measure: Measure, budget: number | null): Finding | null {
  const told = toldBy(subject, measure.words, measure.plain);
  if (budget === null && told === null) {
    return null;
  }
  const total = measure.total(subject);
  const isOver = budget !== null && total !== null && total > budget;
  if (!isOver && told === null) {
    return null;
  }
  const last = subject.loop.iterations.at(-1)?.iteration ?? null;
  const at = isOver ? (crossing(subject, measure.field, budget) ?? last) : last;
  const root = subject.run?.root?.spanId;
  return {
    type: measure.type,
    firstIteration: at,
    lastIteration: last,
    count: 1,
    confidence: 1,
    figures: [total, isOver ? budget : null, told],
    evidence: at !== null ? [at] : root === undefined ? [] : [root],
  };
}

const sentence = (
  what: string,
  [total, budget, told]: Finding['figures'],
  show: (value: Finding['figures'][number]) => string
) =>
  budget !== null
    ? `The loop ${what} ${show(total)}, over its budget of ${show(budget)}${told === null ? '' : `; its emitter says ${told}`}.`
    : `The emitter says that a budget was exceeded (${told})${total === null ? '' : `; the loop ${what} ${show(total)}`}.`;

const COST: Measure = {
  type: 'cost_budget_exceeded',
  total: totalCost,
  budget: ({ costBudgetUsd }) => costBudgetUsd,
  words: COST_WORDS,
  plain: false,
  field: 'costUsd',
};
const TOKENS: Measure = {
  type: 'token_budget_exceeded',
  total: totalTokens,
  budget: ({ tokenBudget }) => tokenBudget,
  words: TOKEN_WORDS,
  plain: true,
  field: 'tokens',
};

/** The loop's total is over a budget that was set, or its emitter says that one was exceeded. */
export const budgets: { cost: Detector; tokens: Detector } = {
  cost: {
    type: COST.type,
    detect: (subject, options) => detect(subject, COST, COST.budget(options)),
    words: ({ figures }) => ({
      title: 'Over its cost budget',
      what: sentence('cost', figures, say.usd),
      why: 'The loop spends more than somebody decided it may.',
      try: 'Look at the iteration in which the budget was crossed; stop the loop there, or raise the budget on purpose.',
    }),
  },
  tokens: {
    type: TOKENS.type,
    detect: (subject, options) => detect(subject, TOKENS, TOKENS.budget(options)),
    words: ({ figures }) => ({
      title: 'Over its token budget',
      what: sentence('used', figures, (value) => `${say.whole(value)} tokens`),
      why: 'The loop uses more tokens than somebody decided it may.',
      try: 'Look at the iteration in which the budget was crossed; shorten its context, or raise the budget on purpose.',
    }),
  },
};
