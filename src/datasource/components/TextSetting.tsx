import { Field } from '@grafana/ui';
import { useId } from 'react';
import { TextField } from './TextField';

interface Props {
  label: string;
  description: string;
  placeholder: string;
  /** As saved; what was provisioned may be of any shape. */
  value: unknown;
  /** What is wrong with the value, in a sentence. */
  fault?: string | null;
  disabled?: boolean;
  /** Called with the text without spaces around it, undefined for none. */
  onChange: (text: string | undefined) => void;
}

/** A setting that is a line of text or left empty. */
export function TextSetting({ label, description, placeholder, value, fault, disabled, onChange }: Props) {
  const id = useId();
  return (
    <Field
      htmlFor={id}
      label={label}
      description={description}
      disabled={disabled}
      invalid={typeof fault === 'string'}
      error={fault}
    >
      <TextField
        id={id}
        width={50}
        placeholder={placeholder}
        value={value === undefined || value === null ? '' : String(value)}
        onCommit={(text) => onChange(text.trim() === '' ? undefined : text.trim())}
      />
    </Field>
  );
}
