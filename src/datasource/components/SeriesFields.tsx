import { Combobox, InlineField, InlineFieldRow, type ComboboxOption } from '@grafana/ui';
import { useCallback, useId } from 'react';
import {
  AGGREGATIONS,
  SERIES_METRICS,
  type Aggregation,
  type LoopQuery,
  type SeriesMetric,
} from '../../core/query/query';
import { loadKeys, type TagSource } from './completions';
import { settled } from './settled';

interface Props {
  query: LoopQuery;
  tags: TagSource;
  onChange: (part: Partial<LoopQuery>) => void;
}

/** Metric, aggregation, groups and interval of a `series` query. */
export function SeriesFields({ query, tags, onChange }: Props) {
  const id = useId();
  const keys = useCallback((input: string) => loadKeys(tags, input), [tags]);
  return (
    <InlineFieldRow>
      <InlineField label="Metric" labelWidth={14} htmlFor={`${id}-metric`}>
        <Combobox<SeriesMetric>
          id={`${id}-metric`}
          width={30}
          options={METRICS}
          value={query.metric}
          onChange={settled(({ value }) => onChange({ metric: value }))}
        />
      </InlineField>
      <InlineField
        label="Aggregation"
        htmlFor={`${id}-aggregation`}
        tooltip="How the loops of one bucket become one figure. Auto suits the metric."
      >
        <Combobox<Aggregation | ''>
          id={`${id}-aggregation`}
          width={12}
          options={AGGREGATION_OPTIONS}
          value={query.aggregation ?? ''}
          onChange={settled(({ value }) => onChange({ aggregation: value === '' ? null : value }))}
        />
      </InlineField>
      <InlineField label="Group by" htmlFor={`${id}-group`} tooltip="One series for each value of this key.">
        <Combobox<string>
          id={`${id}-group`}
          width="auto"
          minWidth={16}
          maxWidth={40}
          placeholder="One series"
          createCustomValue
          isClearable
          options={keys}
          value={query.groupBy || null}
          onChange={settled((option) => onChange({ groupBy: option?.value ?? '' }))}
        />
      </InlineField>
      <InlineField
        label="Interval"
        htmlFor={`${id}-interval`}
        tooltip="How long a bucket is. Auto takes the panel's own, whole range gives one figure, or write a duration such as 5m."
        invalid={!isInterval(query.interval)}
        error={isInterval(query.interval) ? undefined : 'Write a duration such as 30s, 5m, 1h or 1d.'}
      >
        <Combobox<string>
          id={`${id}-interval`}
          width={16}
          createCustomValue
          options={INTERVALS}
          value={query.interval}
          onChange={settled(({ value }) => onChange({ interval: value }))}
        />
      </InlineField>
    </InlineFieldRow>
  );
}

/** Auto, the whole range, a duration, or something with a variable in it. */
export function isInterval(text: string): boolean {
  return text === '' || text === 'range' || text.includes('$') || /^\d+(\.\d+)?\s*(ms|s|m|h|d|w)$/.test(text);
}

const METRIC_INFO: Record<SeriesMetric, [label: string, description: string]> = {
  loops: ['Loops', 'How many loops started'],
  iterations: ['Iterations', 'How many iterations loops took'],
  goalScore: ['Goal score', 'At the last iteration'],
  effectiveness: ['Effectiveness', 'Goal score against the target, at the last iteration'],
  lesCumulative: ['Cumulative LES', 'Effectiveness over the whole loop'],
  tokens: ['Tokens', 'Tokens of whole loops'],
  costUsd: ['Cost', 'US dollars of whole loops'],
  durationMs: ['Duration', 'From the first start to the end'],
  successRatio: ['Success ratio', 'Loops that succeeded of those that ended'],
  warnings: ['Warnings', 'What looks wrong'],
  toolCalls: ['Tool calls', 'Tool calls that ran'],
  toolFailRatio: ['Tool failure ratio', 'Failed tool calls of all'],
  llmCalls: ['Model calls', 'Calls of language models'],
  handoffs: ['Handoffs', 'Hops from one agent to another'],
  iterationsToGoal: ['Iterations to goal', 'Until the target was reached'],
  tokensPerGoal: ['Tokens per progress', 'Tokens for each 0.01 of goal score gained'],
};

const METRICS: Array<ComboboxOption<SeriesMetric>> = SERIES_METRICS.map((value) => {
  const [label, description] = METRIC_INFO[value];
  return { value, label, description };
});

const AGGREGATION_OPTIONS: Array<ComboboxOption<Aggregation | ''>> = [
  { value: '', label: 'Auto' },
  ...AGGREGATIONS.map((value) => ({ value, label: value })),
];

const INTERVALS: Array<ComboboxOption<string>> = [
  { value: '', label: 'Auto', description: "The panel's own interval" },
  { value: 'range', label: 'Whole range', description: 'One figure for the time range' },
  { value: '1m', label: '1m' },
  { value: '5m', label: '5m' },
  { value: '1h', label: '1h' },
  { value: '1d', label: '1d' },
];
