import { Input } from '@grafana/ui';
import { useState, type ComponentProps } from 'react';

type Props = Omit<ComponentProps<typeof Input>, 'value' | 'onChange' | 'onBlur' | 'onKeyDown'> & {
  value: string;
  /** Called with the text once it is final: on leaving the field and on Enter. */
  onCommit: (text: string) => void;
};

/** A text input that keeps what is typed to itself until it is final, so that a query runs once. */
export function TextField({ value, onCommit, ...input }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const commit = (): void => {
    if (draft !== null && draft !== value) {
      onCommit(draft);
    }
    setDraft(null);
  };
  return (
    <Input
      {...input}
      value={draft ?? value}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          commit();
        }
      }}
    />
  );
}
