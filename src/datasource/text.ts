import type { QueryType } from '../core/query/query';
import { migrateQuery } from './migrate';

export interface QueryTypeInfo {
  label: string;
  description: string;
}

export const QUERY_TYPE_INFO: Record<QueryType, QueryTypeInfo> = {
  loops: { label: 'Loops', description: 'Which loops ran, a row each: outcome, goal, LES, tokens, cost' },
  iterations: { label: 'Iterations', description: 'Every iteration with all its figures, a row each' },
  goal: { label: 'Goal score', description: 'Goal score against the target, one line a loop' },
  les: { label: 'Effectiveness (LES)', description: 'Effectiveness and cumulative LES, one line a loop' },
  tokens: { label: 'Tokens and cost', description: 'Token and cost burn, each and cumulative, one line a loop' },
  series: { label: 'Loop metrics over time', description: 'Many loops as one figure over time, in groups if you like' },
  trace: { label: 'Trace', description: 'One loop as a trace of its steps' },
  events: { label: 'Events', description: 'Starts, ends and violations, for annotations' },
  steps: { label: 'Steps', description: 'Model calls, tool calls and agents inside loops, a row each' },
  handoffs: { label: 'Handoffs', description: 'Who handed over to whom, as a node graph' },
  breakdown: {
    label: 'Breakdown',
    description: 'Calls, failures, tokens and cost by agent, model, tool or kind, a row each',
  },
  warnings: { label: 'Warnings', description: 'What looks wrong in loops, with proof and advice, a row each' },
  messages: { label: 'Transcript', description: 'Who said what, message by message, as a log' },
};

/** One line that tells a saved query: `Goal score by time · loop = code-repair · limit 20`. */
export function describeQuery(saved: unknown): string {
  const { query } = migrateQuery(saved);
  const { label } = QUERY_TYPE_INFO[query.queryType];
  const head =
    query.queryType === 'series'
      ? `${query.aggregation ?? ''} ${query.metric}${query.groupBy === '' ? '' : ` by ${query.groupBy}`}`.trim()
      : query.queryType === 'breakdown'
        ? `${label} by ${query.groupBy === '' ? 'agent' : query.groupBy}`
        : hasAxis(query.queryType)
          ? `${label} by ${query.axis}`
          : label;
  const parts = [
    head,
    ...(query.traceId === '' ? [] : [`trace ${query.traceId}`]),
    ...query.filters.filter(({ key }) => key !== '').map(({ key, op, value }) => `${key} ${op} ${value}`),
    ...(query.limit === null ? [] : [`limit ${query.limit}`]),
  ];
  return parts.join(' · ');
}

/** Types whose frames run along iterations or along time. */
export function hasAxis(type: QueryType): boolean {
  return type === 'goal' || type === 'les' || type === 'tokens';
}
