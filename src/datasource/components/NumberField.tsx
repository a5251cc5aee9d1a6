import { Field } from '@grafana/ui';
import { useId } from 'react';
import { TextField } from './TextField';

interface Props {
  label: string;
  description: string;
  /** As saved; what was provisioned may be of any shape. */
  value: unknown;
  placeholder: string;
  /** Shown before and after the number: its unit. */
  prefix?: string;
  suffix?: string;
  disabled?: boolean;
  /** The number that a text or a saved value stands for; null where it stands for none. */
  read: (value: unknown) => number | null;
  /** What to write instead of what cannot be read. */
  advice: string;
  onChange: (value: number | undefined) => void;
}

/** A setting that is one number or left empty; what cannot be read is kept as it was typed and said. */
export function NumberField({ label, description, value, disabled, read, advice, onChange, ...input }: Props) {
  const id = useId();
  const text = value === undefined || value === null ? '' : String(value);
  const isWrong = text !== '' && read(value) === null;
  return (
    <Field
      htmlFor={id}
      label={label}
      description={description}
      disabled={disabled}
      invalid={isWrong}
      error={isWrong ? advice : undefined}
    >
      <TextField
        {...input}
        id={id}
        width={20}
        inputMode="decimal"
        value={text}
        onCommit={(typed) => onChange(typed.trim() === '' ? undefined : Number(typed.trim().replace(',', '.')))}
      />
    </Field>
  );
}
