import type { SeriesGroup } from '../core/query/series';
import type { Buckets } from '../core/query/interval';
import type { Aggregation, SeriesMetric } from '../core/query/query';
import type { FieldConfig, Frame } from './frame';

const METRICS: Record<SeriesMetric, { title: string; config: FieldConfig }> = {
  loops: { title: 'Loops', config: { unit: 'short', decimals: 0 } },
  iterations: { title: 'Iterations', config: { unit: 'short', decimals: 0 } },
  goalScore: { title: 'Goal score', config: { decimals: 2 } },
  effectiveness: { title: 'Effectiveness', config: { decimals: 2, min: 0, max: 1 } },
  lesCumulative: { title: 'LES (cumulative)', config: { decimals: 2, min: 0, max: 1 } },
  tokens: { title: 'Tokens', config: { unit: 'short' } },
  costUsd: { title: 'Cost', config: { unit: 'currencyUSD' } },
  durationMs: { title: 'Duration', config: { unit: 'ms' } },
  successRatio: { title: 'Success ratio', config: { unit: 'percentunit', min: 0, max: 1 } },
  warnings: { title: 'Warnings', config: { unit: 'short' } },
  toolCalls: { title: 'Tool calls', config: { unit: 'short' } },
  toolFailRatio: { title: 'Tool failure ratio', config: { unit: 'percentunit', min: 0, max: 1 } },
  llmCalls: { title: 'Model calls', config: { unit: 'short' } },
  handoffs: { title: 'Handoffs', config: { unit: 'short' } },
  iterationsToGoal: { title: 'Iterations to goal', config: { unit: 'short' } },
  tokensPerGoal: { title: 'Tokens per 0.01 of goal', config: { unit: 'short' } },
};

/** One time series a group. */
export function seriesFrames(
  groups: SeriesGroup[],
  metric: SeriesMetric,
  aggregation: Aggregation,
  groupBy: string,
  buckets: Buckets
): Frame[] {
  const times = Array.from({ length: buckets.count }, (_, i) => buckets.start + i * buckets.step);
  const { title, config } = METRICS[metric];
  return groups.map(({ key, values }) => {
    const name = groupBy === '' ? title : (key ?? `no ${groupBy}`);
    return {
      name,
      meta: { type: 'timeseries-multi', typeVersion: [0, 1], preferredVisualisationType: 'graph' },
      fields: [
        { name: 'time', type: 'time', config: { displayName: 'Time', interval: buckets.step }, values: times },
        {
          name: metric,
          type: 'number',
          labels: groupBy === '' ? { aggregation } : { [groupBy]: key ?? '', aggregation },
          config: { ...config, displayNameFromDS: name },
          values,
        },
      ],
      length: times.length,
    };
  });
}
