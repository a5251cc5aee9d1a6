import { DataSourcePicker, getDataSourceSrv } from '@grafana/runtime';
import { Alert, Field, FieldSet, RadioButtonGroup } from '@grafana/ui';
import { useId } from 'react';
import { BACKENDS, findBackend } from '../backends';
import type { BackendKind } from '../config';
import { messageOf } from '../errors';

interface Props {
  kind: BackendKind;
  /** Empty where none is chosen yet; undefined for a URL of its own. */
  uid: string | undefined;
  disabled?: boolean;
  onChange: (uid: string | undefined) => void;
}

type Via = 'datasource' | 'url';

const VIA: Array<{ label: string; value: Via }> = [
  { label: 'A data source of this Grafana', value: 'datasource' },
  { label: 'A URL of its own', value: 'url' },
];

/** How a backend is reached: through a data source that Grafana has, or by a URL. */
export function BackendPicker({ kind, uid, disabled, onChange }: Props) {
  const id = useId();
  const { name, type } = BACKENDS[kind];
  const isEmpty = uid !== undefined && getDataSourceSrv().getList({ type }).length === 0;
  const fault = uid === undefined ? null : faultOf(kind, uid);
  return (
    <FieldSet label={`How ${name} is reached`}>
      <Field
        label="Through"
        description="A data source of this Grafana keeps its credentials, headers, tenant and permissions: nothing is set twice."
      >
        <RadioButtonGroup<Via>
          options={VIA}
          disabled={disabled}
          aria-label="Through"
          value={uid === undefined ? 'url' : 'datasource'}
          onChange={(via) => onChange(via === 'url' ? undefined : '')}
        />
      </Field>
      {isEmpty ? (
        <Alert severity="info" title={`There is no ${name} data source here`}>
          Add one under Connections, or take a URL of its own.
        </Alert>
      ) : (
        uid !== undefined && (
          <Field label={`${name} data source`} htmlFor={id} disabled={disabled} invalid={fault !== null} error={fault}>
            <DataSourcePicker
              inputId={id}
              type={type}
              filter={(source) => source.type === type}
              noDefault
              current={uid === '' ? null : uid}
              placeholder={`Choose a ${name} data source`}
              width={50}
              disabled={disabled}
              invalid={fault !== null}
              onChange={(chosen) => onChange(chosen.uid)}
              onClear={() => onChange('')}
            />
          </Field>
        )
      )}
    </FieldSet>
  );
}

/** What is wrong with a choice; null for a good one and for none yet. */
function faultOf(kind: BackendKind, uid: string): string | null {
  if (uid === '') {
    return null;
  }
  try {
    findBackend(kind, uid, getDataSourceSrv());
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
