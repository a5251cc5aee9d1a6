import * as figures from '../../common/figures';
import type { Digest } from './digest';
import { tokensOf } from './digest';
import { sumOf } from './fold';
import { titleOf } from './titles';
import type { LoopTree } from './tree';

/** What the details are about. */
export interface Subject {
  title: string;
  kind: string;
  error: string | null;
  /** Ms since the epoch; NaN is not known. */
  start: number;
  facts: Array<[name: string, value: string]>;
  /** The row as it came, for JSON. */
  raw: Record<string, unknown>;
}

export interface Formats {
  duration: (value: number) => string;
  time: (value: number) => string;
}

const plain = (value: number): number | null => (value === value ? value : null);

/** A step in words and figures. */
export function stepSubject(tree: LoopTree, step: number, kind: string, { duration, time }: Formats): Subject {
  const { steps } = tree;
  const { title, aside } = titleOf(steps, step);
  const { agent, model, tool, error, costBasis } = steps.texts;
  const sums = sumOf(steps, [step]);
  const group = tree.groups[tree.groupOf[step]];
  const begin = steps.start[step];
  const facts: Subject['facts'] = [];
  const add = (name: string, value: string | null, known = true) =>
    known && value !== null && facts.push([name, value]);
  add('Iteration', String(group.iteration), group.iteration === group.iteration);
  add('Started', time(begin), begin === begin);
  add('Duration', steps.duration[step] === steps.duration[step] ? duration(steps.duration[step]) : 'has not ended');
  add('Agent', agent[step]);
  add('Model', model[step]);
  add('Tool', tool[step]);
  add('Tokens', figures.tokens(tokensOf(sums)), tokensOf(sums) === tokensOf(sums));
  const cost = sums.figures.costUsd;
  add('Cost', `${figures.usd(cost)}${sums.estimated ? ', estimated' : ''}`, cost === cost);
  add('Cut short', 'a server cut an attribute', steps.truncated[step]);
  return {
    title: aside === null ? title : `${title} ${aside}`,
    kind,
    error: error[step],
    start: begin,
    facts,
    raw: {
      traceId: steps.traceId[step],
      spanId: steps.spanId[step],
      parentSpanId: steps.parentId[step],
      iteration: plain(steps.iteration[step]),
      kind: steps.kind[step],
      name: steps.name[step],
      agent: agent[step],
      model: model[step],
      tool: tool[step],
      startTime: plain(begin),
      durationMs: plain(steps.duration[step]),
      status: steps.status[step],
      error: error[step],
      inputTokens: plain(steps.figures.inputTokens[step]),
      outputTokens: plain(steps.figures.outputTokens[step]),
      cacheReadTokens: plain(steps.figures.cacheReadTokens[step]),
      costUsd: plain(cost),
      costBasis: costBasis[step],
    },
  };
}

/** An iteration in words and figures. */
export function groupSubject(tree: LoopTree, g: number, digest: Digest, { duration, time }: Formats): Subject {
  const group = tree.groups[g];
  const { facts: told, own } = group;
  const goal = told?.figures;
  const facts: Subject['facts'] = [];
  const add = (name: string, value: string | null | undefined) => value && facts.push([name, value]);
  const shown = (value: number | undefined, format: (value: number) => string) =>
    value === undefined || value !== value ? null : format(value);
  const target = shown(goal?.goalTarget, (value) => `, target ${figures.score(value, 3)}`) ?? '';
  add(
    'Goal score',
    shown(goal?.goalScore, (value) => `${figures.score(value, 3)}${target}`)
  );
  add(
    'Effectiveness',
    shown(goal?.effectiveness, (value) => figures.score(value, 3))
  );
  add(
    'LES, cumulative',
    shown(goal?.lesCumulative, (value) => figures.score(value, 3))
  );
  add('Tokens', shown(digest.tokens, figures.tokens));
  add(
    'Cost',
    shown(digest.costUsd, (value) => `${figures.usd(value)}${digest.estimated ? ', estimated' : ''}`)
  );
  add('Started', shown(group.start, time));
  add('Duration', digest.open ? 'has not ended' : (shown(digest.latencyMs, duration) ?? figures.NOT_REPORTED));
  add('Worker', told?.worker);
  add('Evaluator', told?.evaluator);
  add('Model calls', shown(digest.llmCalls, String));
  add(
    'Tools',
    digest.tools
      .map(({ tool, count, failed }) => `${tool} ×${count}${failed > 0 ? ` (${failed} failed)` : ''}`)
      .join(', ')
  );
  add(
    'Safety violations',
    shown(goal?.violations, (value) => (value > 0 ? String(value) : ''))
  );
  const name = group.iteration === group.iteration ? `Iteration ${group.iteration}` : 'Outside iterations';
  const numbers = Object.entries(goal ?? {}).map(([key, value]) => [key, plain(value)]);
  return {
    title: name,
    kind: told?.derived ? 'number inferred' : '',
    error: own >= 0 ? tree.steps.texts.error[own] : null,
    start: group.start,
    facts,
    raw: {
      iteration: plain(group.iteration),
      traceId: told?.traceId ?? null,
      loop: told?.loop ?? null,
      time: plain(told?.time ?? NaN),
      worker: told?.worker ?? null,
      evaluator: told?.evaluator ?? null,
      ...Object.fromEntries(numbers),
      ...(own >= 0 && { spanId: tree.steps.spanId[own] }),
    },
  };
}
