import * as figures from '../../common/figures';
import { words } from '../../common/names';
import type { ColumnId } from '../options';
import { cellNumber, cellValue, factOf, toText, type Measure, type StripLoop, type Strips } from './strips';

export const MEASURE_NAMES: Record<Measure, string> = {
  effectiveness: 'Effectiveness',
  goalScore: 'Goal score',
  tokens: 'Tokens',
  costUsd: 'Cost',
  latencyMs: 'Latency',
};

/** A measure as people read it, with its unit. */
export function measured(measure: Measure, value: number, decimals = 2): string {
  switch (measure) {
    case 'effectiveness':
    case 'goalScore':
      return figures.score(value, decimals);
    case 'tokens':
      return figures.tokens(value);
    case 'costUsd':
      return figures.usd(value);
    case 'latencyMs':
      return figures.duration(value);
  }
}

/** What looks wrong, or else why a loop that did not succeed stopped; empty where nothing is known. */
export function reasonOf({ finding, outcome, terminationReason }: StripLoop): string {
  if (finding !== null) {
    const since = finding.firstIteration === null ? '' : ` since ${finding.firstIteration}`;
    return finding.type === 'no_progress' ? `no progress${since}` : finding.title;
  }
  return terminationReason === null || outcome === 'success' ? '' : words(terminationReason);
}

/** Where a loop has no cells: why. */
export function withoutCells({ iterations }: StripLoop, loading = false): string {
  if (loading) {
    return 'reading iterations…';
  }
  return iterations > 0 ? 'iterations not loaded' : iterations === 0 ? 'no iterations' : 'iterations not reported';
}

const DASH = '–';

/** A column of a loop as people read it; a dash for what is not known. */
export function columnText(strips: Strips, loop: StripLoop, id: ColumnId, time: (ms: number) => string): string {
  if (id === 'reason') {
    return reasonOf(loop);
  }
  const fact = factOf(strips, loop, id) ?? null;
  if (fact === null) {
    return DASH;
  }
  if (typeof fact === 'string') {
    return fact;
  }
  switch (id) {
    case 'goalScore':
    case 'lesCumulative':
      return figures.score(fact);
    case 'tokens':
      return figures.tokens(fact);
    case 'costUsd':
      return figures.usd(fact);
    case 'durationMs':
      return figures.duration(fact);
    case 'startTime':
      return time(fact);
    default:
      return fact.toLocaleString('en-US');
  }
}

/** A strip as a sentence, for those who do not see its colours. */
export function stripText(loop: StripLoop, measure: Measure, values: Float64Array): string {
  if (loop.length === 0) {
    return `${loop.outcome}, ${withoutCells(loop)}`;
  }
  const own = values.subarray(loop.first, loop.first + loop.length);
  const known = own.filter((value) => value === value);
  const count = figures.count(loop.length, 'iteration');
  const name = MEASURE_NAMES[measure].toLowerCase();
  if (known.length === 0) {
    return `${loop.outcome}, ${count}, ${name} not reported`;
  }
  const most = own.indexOf(known.reduce((a, b) => Math.max(a, b)));
  return (
    `${loop.outcome}, ${count}, ${name} from ${measured(measure, known[0])} to ` +
    `${measured(measure, known[known.length - 1])}, highest ${measured(measure, own[most])} in place ${most + 1}`
  );
}

export interface Reading {
  name: string;
  value: string;
  aside?: string;
}

/** `Iteration 4 of 12`, honest about numbers that were inferred. */
export function placeOf(strips: Strips, loop: StripLoop, index: number): string {
  const number = cellNumber(strips, loop.first + index, 'iteration');
  const last = cellNumber(strips, loop.first + loop.length - 1, 'iteration');
  const inferred = cellValue(strips, loop.first + index, 'derived') === true ? ' (number inferred)' : '';
  const told = (value: number, otherwise: number) => (value === value ? value : otherwise).toLocaleString('en-US');
  return `Iteration ${told(number, index + 1)} of ${told(last, loop.length)}${inferred}`;
}

/** All that is known of one iteration. */
export function readings(strips: Strips, loop: StripLoop, index: number): Reading[] {
  const cell = loop.first + index;
  const number = (name: string) => cellNumber(strips, cell, name);
  const text = (name: string) => toText(cellValue(strips, cell, name));
  const target = number('goalTarget');
  const out: Reading[] = [
    {
      name: 'Goal score',
      value: figures.score(number('goalScore'), 3),
      aside: target === target ? `target ${figures.score(target, 3)}` : undefined,
    },
    { name: 'Effectiveness', value: figures.score(number('effectiveness'), 3) },
  ];
  const les = number('lesCumulative');
  if (les === les) {
    out.push({ name: 'LES, cumulative', value: figures.score(les, 3) });
  }
  const sum = number('tokensCumulative');
  out.push({
    name: 'Tokens',
    value: figures.tokens(number('tokens')),
    aside: sum === sum ? `total ${figures.tokens(sum)}` : undefined,
  });
  const cost = number('costUsd');
  if (cost === cost) {
    out.push({ name: 'Cost', value: `${figures.usd(cost)}${text('costBasis') === 'estimated' ? ' est.' : ''}` });
  }
  const latency = number('latencyMs');
  if (latency === latency) {
    out.push({ name: 'Latency', value: figures.duration(latency) });
  }
  for (const [name, value] of [
    ['Worker', text('worker')],
    ['Evaluator', text('evaluator')],
  ] as const) {
    if (value !== null) {
      out.push({ name, value });
    }
  }
  const failed = number('toolFailed');
  if (failed > 0) {
    out.push({ name: 'Failed tools', value: failed.toLocaleString('en-US') });
  }
  return out;
}

/** One iteration as a sentence, for the live region. */
export function announce(strips: Strips, loop: StripLoop, index: number): string {
  const rows = readings(strips, loop, index).map(({ name, value, aside }) =>
    [name, value].join(' ').concat(aside ? `, ${aside}` : '')
  );
  return `${loop.name}, ${loop.outcome}. ${placeOf(strips, loop, index)}. ${rows.join('. ')}.`;
}
