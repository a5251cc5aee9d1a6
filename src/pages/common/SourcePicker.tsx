import { Combobox } from '@grafana/ui';
import { listSources } from '../data/sources';

interface Props {
  uid: string;
  onChange: (uid: string) => void;
}

/** Chooses among the Loopscope data sources; with only one there is nothing to choose. */
export function SourcePicker({ uid, onChange }: Props) {
  const options = listSources().map(({ uid: value, name }) => ({ value, label: name }));
  const known = options.some(({ value }) => value === uid);
  return (
    <Combobox
      aria-label="Data source"
      prefixIcon="database"
      options={known || uid === '' ? options : [...options, { value: uid, label: `${uid} (not found)` }]}
      value={uid || null}
      width="auto"
      minWidth={16}
      maxWidth={40}
      onChange={({ value }) => onChange(value)}
    />
  );
}
