import type { QueryEditorProps } from '@grafana/data';
import { Combobox, Field, Stack } from '@grafana/ui';
import { useCallback, useId } from 'react';
import type { LoopscopeOptions } from '../config';
import type { LoopscopeQuery, LoopscopeSource, LoopscopeVariableQuery } from '../types';
import { readVariableQuery } from '../variableQuery';
import { loadKeys } from './completions';
import { FilterRows } from './FilterRows';
import { settled } from './settled';

type Props = QueryEditorProps<LoopscopeSource, LoopscopeQuery, LoopscopeOptions, LoopscopeVariableQuery>;

/** Which key's values a dashboard variable offers, of which loops. */
export function VariableEditor({ query, onChange, datasource }: Props) {
  const id = useId();
  const tags = datasource.engine;
  const keys = useCallback((input: string) => loadKeys(tags, input), [tags]);
  const current = readVariableQuery(query);
  return (
    <Stack direction="column" gap={1}>
      <Field
        noMargin
        label="Values of"
        description="The key whose values the variable offers: loop, env, outcome, system, task, worker, evaluator, terminationReason, or an attribute such as metadata.model."
        htmlFor={id}
      >
        <Combobox<string>
          id={id}
          width={40}
          placeholder="Choose or write a key"
          createCustomValue
          options={keys}
          value={current.key || null}
          onChange={settled(({ value }) => onChange({ ...current, key: value }))}
        />
      </Field>
      <FilterRows
        label="Only loops with"
        labelWidth={20}
        filters={current.filters}
        tags={tags}
        onChange={(filters) => onChange({ ...current, filters })}
      />
    </Stack>
  );
}
