import { DataSourcePicker } from '@grafana/runtime';
import { Field, FieldSet } from '@grafana/ui';
import { useId } from 'react';

interface Props {
  uid: string | undefined;
  disabled?: boolean;
  onChange: (uid: string | undefined) => void;
}

/** Which Prometheus has the metrics that alert rules are made of. */
export function AlertsField({ uid, disabled, onChange }: Props) {
  const id = useId();
  return (
    <FieldSet label="Alerts">
      <Field
        label="Prometheus with the metrics"
        htmlFor={id}
        disabled={disabled}
        description={
          'The data source that scrapes "loopscope serve" or "loopscope export". "Create alert" fills in rules on it; without a choice it takes the first Prometheus.'
        }
      >
        <DataSourcePicker
          inputId={id}
          type="prometheus"
          filter={({ type }) => type === 'prometheus'}
          noDefault
          current={uid ?? null}
          placeholder="The first one"
          width={50}
          disabled={disabled}
          onChange={(chosen) => onChange(chosen.uid)}
          onClear={() => onChange(undefined)}
        />
      </Field>
    </FieldSet>
  );
}
