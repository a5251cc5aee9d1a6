import { css } from '@emotion/css';
import type { GrafanaTheme2, QueryEditorProps } from '@grafana/data';
import { Combobox, InlineField, InlineFieldRow, RadioButtonGroup, useStyles2, type ComboboxOption } from '@grafana/ui';
import { useEffect, useId } from 'react';
import type { Axis, QueryType } from '../../core/query/query';
import type { LoopscopeOptions } from '../config';
import { migrateQuery } from '../migrate';
import { hasAxis, QUERY_TYPE_INFO } from '../text';
import type { LoopscopeQuery, LoopscopeSource } from '../types';
import { FilterRows } from './FilterRows';
import { ExprField, isExpressive, IterationField, LABEL_WIDTH, LimitField, TraceField } from './QueryFields';
import { SeriesFields } from './SeriesFields';
import { settled } from './settled';

export type Props = QueryEditorProps<LoopscopeSource, LoopscopeQuery, LoopscopeOptions>;

/** Types in the order in which they are offered. */
const OFFERED: QueryType[] = [
  'loops',
  'iterations',
  'warnings',
  'goal',
  'les',
  'tokens',
  'series',
  'breakdown',
  'trace',
  'messages',
  'steps',
  'handoffs',
  'events',
];

/** What a breakdown can be by. */
const BREAKDOWN_KEYS: Array<ComboboxOption<string>> = [
  { value: 'agent', label: 'Agent' },
  { value: 'model', label: 'Model' },
  { value: 'tool', label: 'Tool' },
  { value: 'kind', label: 'Kind' },
];

/** Types that look inside loops: often of one alone. */
const INSIDE: ReadonlySet<QueryType> = new Set<QueryType>(['steps', 'handoffs', 'messages', 'warnings']);

/** Types that can show one iteration of a loop. */
const OF_ITERATION: ReadonlySet<QueryType> = new Set<QueryType>(['trace', 'steps', 'messages']);

export function QueryEditor({ query: saved, onChange, onRunQuery, datasource }: Props) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const { query, notes } = migrateQuery(saved);

  // Explore does not run a query without a type of its own.
  useEffect(() => {
    if (!saved.queryType) {
      onChange({ ...saved, queryType: query.queryType, schemaVersion: query.schemaVersion });
    }
  }, [saved, query.queryType, query.schemaVersion, onChange]);

  const change = (part: Partial<LoopscopeQuery>, run = true): void => {
    const { queryType, schemaVersion, filters } = query;
    onChange({ ...saved, queryType, schemaVersion, filters, literal: undefined, ...part });
    if (run) {
      onRunQuery();
    }
  };

  const isTrace = query.queryType === 'trace';
  return (
    <div className={styles.editor}>
      <InlineFieldRow>
        <InlineField label="Query type" labelWidth={LABEL_WIDTH} htmlFor={`${id}-type`}>
          <Combobox<QueryType>
            id={`${id}-type`}
            width={30}
            options={TYPE_OPTIONS}
            value={query.queryType}
            onChange={settled(({ value }) => change({ queryType: value }))}
          />
        </InlineField>
        {hasAxis(query.queryType) && (
          <InlineField label="Along" tooltip="What the lines run along. A time series panel needs time.">
            <RadioButtonGroup<Axis> options={AXES} value={query.axis} onChange={(axis) => change({ axis })} />
          </InlineField>
        )}
        {query.queryType === 'breakdown' && (
          <InlineField label="By">
            <RadioButtonGroup
              options={BREAKDOWN_KEYS}
              value={query.groupBy || 'agent'}
              onChange={(groupBy) => change({ groupBy })}
            />
          </InlineField>
        )}
        {!isTrace && query.queryType !== 'series' && (
          <LimitField value={query.limit} onCommit={(limit) => change({ limit })} />
        )}
      </InlineFieldRow>
      <p className={styles.help}>
        {QUERY_TYPE_INFO[query.queryType].description}.
        {isTrace && query.traceId === '' && ' Write the id of a loop: it is in the traceId column of a Loops query.'}
      </p>
      {(isTrace || INSIDE.has(query.queryType) || query.traceId !== '') && (
        <div className={styles.loop}>
          <TraceField value={query.traceId} isNeeded={isTrace} onCommit={(traceId) => change({ traceId })} />
          {(OF_ITERATION.has(query.queryType) || query.iteration !== null) && query.traceId !== '' && (
            <IterationField value={query.iteration} onCommit={(iteration) => change({ iteration })} />
          )}
        </div>
      )}
      {query.queryType === 'series' && <SeriesFields query={query} tags={datasource.engine} onChange={change} />}
      {!isTrace && (
        <FilterRows
          filters={query.filters}
          tags={datasource.engine}
          labelWidth={LABEL_WIDTH}
          onChange={(filters, complete) => change({ filters }, complete)}
        />
      )}
      {!isTrace && (isExpressive(datasource.kind) || query.expr !== '') && (
        <ExprField kind={datasource.kind} value={query.expr} onCommit={(expr) => change({ expr })} />
      )}
      {notes.map((note) => (
        <p key={note} className={styles.note} role="alert">
          {note}
        </p>
      ))}
    </div>
  );
}

const AXES: Array<{ label: string; value: Axis }> = [
  { label: 'Iteration', value: 'iteration' },
  { label: 'Time', value: 'time' },
];

const TYPE_OPTIONS = OFFERED.map((value): ComboboxOption<QueryType> => ({ value, ...QUERY_TYPE_INFO[value] }));

const getStyles = (theme: GrafanaTheme2) => ({
  editor: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5) }),
  loop: css({ display: 'flex', flexWrap: 'wrap', '& > :first-child': { minWidth: 320 } }),
  help: css({ margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  note: css({ margin: 0, color: theme.colors.warning.text }),
});
