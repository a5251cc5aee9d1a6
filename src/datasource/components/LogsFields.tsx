import { DataSourcePicker } from '@grafana/runtime';
import { Field, FieldSet } from '@grafana/ui';
import { useId } from 'react';
import { DEFAULT_LOGS_QUERY, type LoopscopeOptions } from '../config';
import { TextField } from './TextField';

interface Props {
  uid: string | undefined;
  query: string | undefined;
  disabled?: boolean;
  onChange: (part: Pick<LoopscopeOptions, 'logsUid' | 'logsQuery'>) => void;
}

/** Which Loki has the logs of the programs that run the loops, and how those of one loop are found. */
export function LogsFields({ uid, query, disabled, onChange }: Props) {
  const id = useId();
  return (
    <FieldSet label="Logs">
      <Field
        label="Loki with the logs"
        htmlFor={id}
        disabled={disabled}
        description={
          'Where the programs log that run these loops. "Logs" of a loop’s page leads there; without a choice it shows the transcript.'
        }
      >
        <DataSourcePicker
          inputId={id}
          type="loki"
          filter={({ type }) => type === 'loki'}
          noDefault
          current={uid ?? null}
          placeholder="None"
          width={50}
          disabled={disabled}
          onChange={(chosen) => onChange({ logsUid: chosen.uid })}
          onClear={() => onChange({ logsUid: undefined })}
        />
      </Field>
      {uid !== undefined && (
        <Field
          label="Query of one loop"
          htmlFor={`${id}-query`}
          disabled={disabled}
          description="LogQL; ${traceId} stands for the id of the loop, within quotes."
        >
          <TextField
            id={`${id}-query`}
            width={50}
            placeholder={DEFAULT_LOGS_QUERY}
            value={query ?? ''}
            onCommit={(text) => onChange({ logsQuery: text.trim() === '' ? undefined : text.trim() })}
          />
        </Field>
      )}
    </FieldSet>
  );
}
