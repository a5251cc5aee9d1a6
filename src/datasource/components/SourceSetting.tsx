import { DataSourcePicker } from '@grafana/runtime';
import { Field } from '@grafana/ui';
import { useId } from 'react';

interface Props {
  label: string;
  description: string;
  /** What stands there without a choice. */
  placeholder: string;
  /** The plugin whose data sources there are to choose from. */
  type: string;
  uid: string | undefined;
  disabled?: boolean;
  onChange: (uid: string | undefined) => void;
}

/** A setting that is another data source of this Grafana, or none. */
export function SourceSetting({ label, description, placeholder, type, uid, disabled, onChange }: Props) {
  const id = useId();
  return (
    <Field label={label} htmlFor={id} disabled={disabled} description={description}>
      <DataSourcePicker
        inputId={id}
        type={type}
        // by itself the picker lists data sources of other kinds that can do as much
        filter={(source) => source.type === type}
        noDefault
        current={uid ?? null}
        placeholder={placeholder}
        width={50}
        disabled={disabled}
        onChange={(chosen) => onChange(chosen.uid)}
        onClear={() => onChange(undefined)}
      />
    </Field>
  );
}
