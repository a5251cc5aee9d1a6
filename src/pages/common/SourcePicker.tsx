import { Combobox } from '@grafana/ui';
import { useId, useMemo } from 'react';
import { listSources } from '../data/sources';
import { settled } from '../../datasource/components/settled';

interface Props {
  uid: string;
  onChange: (uid: string) => void;
}

/** Chooses among the Loopscope data sources; with only one there is nothing to choose. */
export function SourcePicker({ uid, onChange }: Props) {
  const id = useId();
  const options = useMemo(() => {
    const listed = listSources().map(({ uid: value, name }) => ({ value, label: name }));
    const known = uid === '' || listed.some(({ value }) => value === uid);
    return known ? listed : [...listed, { value: uid, label: `${uid} (not found)` }];
  }, [uid]);
  return (
    <>
      {/* Comboboxes of Grafana 12 take no name but that of an element. */}
      <span id={id} hidden>
        Data source
      </span>
      <Combobox
        aria-labelledby={id}
        prefixIcon="database"
        options={options}
        value={uid || null}
        width="auto"
        minWidth={16}
        maxWidth={40}
        onChange={settled(({ value }) => value !== uid && onChange(value))}
      />
    </>
  );
}
