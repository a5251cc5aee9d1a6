import { systemOf, textField, numberField } from '../conventions';
import type { SpanRecord } from '../formats/otlp/span';
import { FaultList } from '../formats/ltf/fields';
import type { Handoff, Iteration, Loop, Outcome, Violation } from '../model/loop';
import { epochMs, score, tokens, usd, type EpochMs } from '../model/units';
import type { PriceTable } from '../prices/priceTable';
import type { PartialWarningOptions } from '../warnings/options';
import { wholeTokens } from '../scoring/wholeTokens';
import { countCalls, markRepeats, sumTokens, type TokenSums } from './accounting';
import { estimateSteps } from './estimates';
import { readGoals, type GoalOptions } from './evaluations';
import { agentOf, markAgents, readHandoffs, type Hop } from './handoffs';
import { readIterations } from './iterations';
import { mendParents } from './loomflowParents';
import { readEnding, type Ending } from './ending';
import type { RunTold } from './runningTotals';
import { readParts } from './parts';
import type { RunStep } from './step';
import { buildTree } from './tree';

/** A trace, read as one loop. */
export interface Run {
  loop: Loop;
  /** By start. */
  steps: RunStep[];
  root: RunStep | null;
  handoffs: Handoff[];
  /** The handoffs once more, each with its step. */
  hops: Hop[];
}

/** Of several steps without a parent the one that stands for the run: kinds that wrap others go first. */
function chooseRoot(roots: RunStep[]): RunStep | null {
  const rank: Record<string, number> = { loop: 0, workflow: 1, agent: 2 };
  const real = roots.filter(({ span }) => span.parentSpanId === null);
  const candidates = real.length > 0 ? real : roots;
  return candidates.reduce<RunStep | null>((best, step) => {
    const better = best === null || (rank[step.kind] ?? 3) < (rank[best.kind] ?? 3);
    return better ? step : best;
  }, null);
}

function firstText(steps: RunStep[], field: Parameters<typeof textField>[1]): string | null {
  for (const { span } of steps) {
    const text = textField(span, field);
    if (text !== null) {
      return text;
    }
  }
  return null;
}

const WORDS: Record<string, Outcome> = {
  success: 'success',
  failure: 'failure',
  partial: 'partial',
  unknown: 'unknown',
};

function readOutcome(
  steps: RunStep[],
  root: RunStep | null,
  isLoom: boolean,
  faults: FaultList,
  ending: Ending | null
): Outcome {
  const word = firstText(steps, 'outcome');
  if (word !== null && Object.hasOwn(WORDS, word)) {
    return WORDS[word];
  }
  if (word !== null) {
    faults.add('outcome-word', `loop.outcome ${JSON.stringify(word.slice(0, 60))}`);
  }
  if (root === null || root.span.parentSpanId !== null || root.span.endTime === null) {
    return 'running';
  }
  // In Loom the stages carry the error, the root stays as it is; a workflow of loomflow's has a root for each step.
  const failed =
    root.failed ||
    steps.some((step) => step.failed && step.kind === 'workflow' && (isLoom || step.span.parentSpanId === null));
  return failed ? 'failure' : word === null ? (ending?.outcome ?? 'success') : 'unknown';
}

function loopName(root: RunStep | null, steps: RunStep[]): string | null {
  const entity = root?.span.attributes['traceloop.entity.name'];
  return (
    firstText(steps, 'loopName') ??
    root?.agent ??
    (typeof entity === 'string' && entity !== '' ? entity : null) ??
    (root === null || root.span.name === '' ? null : root.span.name)
  );
}

function timeRange(steps: RunStep[]): { start: EpochMs | null; end: EpochMs | null } {
  let start = Infinity;
  let end = -Infinity;
  for (const { span } of steps) {
    start = Math.min(start, span.startTime ?? Infinity);
    end = Math.max(end, span.endTime ?? -Infinity);
  }
  return { start: Number.isFinite(start) ? epochMs(start) : null, end: Number.isFinite(end) ? epochMs(end) : null };
}

/** A model call without a name of its own model goes on with the one before it under the same step. */
function inheritModels(steps: RunStep[]): void {
  const last = new Map<RunStep | null, string>();
  for (const step of steps) {
    if (step.kind === 'llm') {
      step.model ??= last.get(step.parent) ?? null;
      if (step.model !== null) {
        last.set(step.parent, step.model);
      }
    }
  }
}

function readViolations(steps: RunStep[]): Violation[] {
  return steps.flatMap(({ span, iteration }) =>
    span.events
      .filter(({ name }) => name === 'loop.safety.violation')
      .map(({ time, attributes }) => {
        const code = attributes['loop.failure.code'];
        return { time, iteration, code: typeof code === 'string' ? code : null };
      })
  );
}

const MAX_PAIRS = 64;

/** Attributes of the root and of the resource, for filters. */
function rawAttributes(root: RunStep | null): Loop['attributes'] {
  if (root === null) {
    return [];
  }
  const pairs: Loop['attributes'] = [];
  for (const [prefix, attributes] of [
    ['span', root.span.attributes],
    ['resource', root.span.resource],
  ] as const) {
    for (const [key, value] of Object.entries(attributes)) {
      const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      if (plain && pairs.length < MAX_PAIRS) {
        pairs.push([`${prefix}.${key}`.slice(0, 256), String(value).slice(0, 256)]);
      }
    }
  }
  return pairs;
}

export interface RunOptions extends GoalOptions {
  /** Prices to estimate the cost of runs that report none. */
  prices?: PriceTable | null;
  /** Thresholds and budgets of what is warned of, where they differ from the defaults. */
  warnings?: PartialWarningOptions;
}

/** Puts the spans of one trace together as one loop. Their order does not matter, nor do repeats. */
export function assembleRun(
  traceId: string,
  spans: Iterable<SpanRecord>,
  options: RunOptions = {},
  told: RunTold = {}
): Run {
  const tree = buildTree(mendParents(spans));
  const { steps, roots, topDown } = tree;
  const faults = new FaultList();
  const root = chooseRoot(roots);
  inheritModels(steps);
  markAgents(topDown);
  markRepeats(topDown);
  const { prices = null } = options;
  const isEstimated = prices !== null && told.costUsd === undefined && estimateSteps(steps, prices);
  const system = systemOf(steps.map(({ span }) => span));
  const goals = readGoals(steps, root, options);
  if (goals.beyond !== null) {
    faults.add('goal-scale', `score ${goals.beyond}`);
  }
  const iterations = readIterations(tree, root, goals.evaluations);
  const hops = readHandoffs(steps, topDown);
  const handoffs = hops.map(({ from, to, time, type }): Handoff => ({ from, to, time, type }));
  const sums = addTold(sumTokens(steps), told);
  const ownTotal = root === null ? null : numberField(root.span, 'tokensTotal');
  const total = ownTotal === null ? null : wholeTokens(ownTotal, iterations, faults);
  noteOddNumbers(steps, iterations, faults);
  if (system !== 'loopotel') {
    noteSpread(steps, iterations, faults);
  }
  if (root !== null && isReplay(root)) {
    faults.add('replayed', '');
  }
  const deltas = iterations.reduce<number | null>(
    (sum, { tokens: own }) => (own === null ? sum : (sum ?? 0) + own),
    null
  );
  const tokenTotal = total ?? (system === 'loopotel' ? deltas : sums.tokens);
  const iterationCost = iterations.reduce<number | null>(
    (sum, { costUsd }) => (costUsd === null ? sum : (sum ?? 0) + costUsd),
    null
  );
  const outside = sumTokens(steps.filter(({ countsIn }) => countsIn === null)).costUsd;
  const costUsd = iterationCost === null ? sums.costUsd : iterationCost + (outside ?? 0);
  const { start, end } = timeRange(steps);
  const target = root === null ? null : numberField(root.span, 'goalTarget');
  const ending = system === 'loomflow' ? readEnding(root, steps, iterations, told) : null;
  const outcome = readOutcome(steps, root, system === 'loom', faults, ending);
  const counts = countCalls(steps);
  if (counts.toolFailed === null && told.toolFailed !== undefined) {
    counts.toolFailed = told.toolFailed;
  }
  noteUntold(counts.toolFailed === null, outcome === 'unknown' && ending?.outcome === 'unknown', faults);
  const models = [
    ...new Set(steps.filter(({ kind }) => kind === 'llm').flatMap(({ model }) => (model === null ? [] : [model]))),
  ].sort();
  const loop: Loop = {
    traceId,
    loop: loopName(root, steps),
    system,
    env: firstText(steps, 'env'),
    task: firstText(steps, 'task'),
    session: firstText(root === null ? steps : [root, ...steps], 'session'),
    agent: root === null ? null : agentOf(root),
    startTime: start,
    endTime: outcome === 'running' ? null : end,
    outcome,
    terminationReason:
      firstText(steps, 'terminationReason') ??
      (outcome === 'failure' ? failureReason(steps, root) : outcome === 'partial' ? (ending?.reason ?? null) : null),
    goalTarget: target === null ? null : score(target),
    tokensTotal: tokenTotal === null ? null : tokens(tokenTotal),
    models,
    totals: {
      ...counts,
      inputTokens: sums.inputTokens === null ? null : tokens(sums.inputTokens),
      outputTokens: sums.outputTokens === null ? null : tokens(sums.outputTokens),
      cacheReadTokens: sums.cacheReadTokens === null ? null : tokens(sums.cacheReadTokens),
      costUsd: costUsd === null ? null : usd(costUsd),
      costBasis: costUsd === null ? null : isEstimated ? 'estimated' : 'reported',
      handoffs: handoffs.length,
    },
    attributes: rawAttributes(root),
    iterations,
    violations: readViolations(steps),
    parts: readParts(
      steps,
      {
        inputTokens: sums.inputTokens,
        outputTokens: sums.outputTokens,
        tokens: tokenTotal,
        costUsd,
        costBasis: isEstimated ? 'estimated' : 'reported',
      },
      told
    ),
    faults: faults.faults,
  };
  return { loop, steps, root, handoffs, hops };
}

/** What metrics tell in place of steps that tell nothing. */
function addTold(sums: TokenSums, { inputTokens, outputTokens, costUsd }: RunTold): TokenSums {
  const isTold = sums.tokens === null && (inputTokens !== undefined || outputTokens !== undefined);
  return {
    ...sums,
    costUsd: sums.costUsd ?? costUsd ?? null,
    ...(isTold && {
      tokens: (inputTokens ?? 0) + (outputTokens ?? 0),
      inputTokens: inputTokens ?? null,
      outputTokens: outputTokens ?? null,
    }),
  };
}

function noteUntold(tools: boolean, outcome: boolean, faults: FaultList): void {
  if (tools || outcome) {
    const what = [tools ? 'which tools failed' : null, outcome ? 'how the run ended' : null];
    faults.add('metrics-missing', what.filter((each) => each !== null).join(' and '));
  }
}

/** loopotel's exporter makes spans of documents that were written before, in one go. */
const isReplay = ({ span }: RunStep) => span.scope === 'loopotel' && span.resource['service.name'] === 'loop-runtime';

function noteOddNumbers(steps: RunStep[], iterations: Iteration[], faults: FaultList): void {
  const beyond = iterations.find(({ goalScore }) => goalScore !== null && (goalScore < 0 || goalScore > 1));
  if (beyond !== undefined) {
    faults.add('score-range', `goal score ${beyond.goalScore}`);
  }
  for (const step of steps) {
    const negative = [step.inputTokens, step.outputTokens, step.totalTokens].find(
      (count) => count !== null && count < 0
    );
    const { inputTokens: input, cacheReadTokens: cached } = step;
    if (step.bearsTokens && input !== null && cached !== null && cached > input) {
      faults.add('cache-over-input', `${cached} of ${input} tokens`);
    }
    if (step.bearsTokens && negative !== undefined) {
      faults.add('negative-tokens', `tokens ${negative}`);
    }
  }
}

/** What an agent says of several iterations at once: it is in the total, and in none of them. */
function noteSpread(steps: RunStep[], iterations: Iteration[], faults: FaultList): void {
  const spread = steps.filter(({ bearsTokens, countsIn }) => bearsTokens && countsIn === null);
  const { tokens: count } = sumTokens(spread);
  if (iterations.length > 1 && count !== null && count > 0) {
    const name = spread.find(({ agent }) => agent !== null)?.agent ?? null;
    faults.add('tokens-spread', `${count} tokens${name === null ? '' : ` of ${name.slice(0, 60)}`}`);
  }
}

/** The words of the error that made a loop fail: the root's, else the first one's. */
function failureReason(steps: RunStep[], root: RunStep | null): string | null {
  return (root?.error ?? steps.find(({ error }) => error !== null)?.error ?? null)?.slice(0, 200) ?? null;
}
