import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { DataSourceHttpSettings, FieldSet, RadioButtonList, Stack } from '@grafana/ui';
import { isBackend, normalizeOptions, type LoopscopeOptions, type StoreKind } from '../config';
import { AlertsField } from './AlertsField';
import { BackendFields } from './BackendFields';
import { BackendPicker } from './BackendPicker';
import { LimitsNote, ServeHelp } from './ConfigHelp';
import { GoalFields } from './GoalFields';
import { backendUidOf, KIND_OPTIONS, KINDS } from './kinds';
import { LogsFields } from './LogsFields';
import { PathsEditor } from './PathsEditor';
import { PricesField } from './PricesField';
import { WarningFields } from './WarningFields';

type Props = DataSourcePluginOptionsEditorProps<LoopscopeOptions>;

export function ConfigEditor({ options, onOptionsChange }: Props) {
  const { jsonData, readOnly } = options;
  const { kind, backendUid } = normalizeOptions(jsonData);
  const change = (part: Partial<LoopscopeOptions>): void =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, ...part } });
  const info = KINDS[kind];
  return (
    <Stack direction="column" gap={1}>
      <FieldSet label="Where the loops are">
        <RadioButtonList<StoreKind>
          name="loopscope-kind"
          disabled={readOnly}
          options={KIND_OPTIONS}
          value={kind}
          onChange={(next) =>
            change({ kind: next, backendUid: backendUidOf(next, kind, jsonData.backendUid, options.url) })
          }
        />
      </FieldSet>
      {isBackend(kind) && (
        <BackendPicker
          kind={kind}
          uid={backendUid}
          disabled={readOnly}
          onChange={(uid) => change({ backendUid: uid })}
        />
      )}
      {!(isBackend(kind) && backendUid !== undefined) && (
        <DataSourceHttpSettings
          defaultUrl={info.url}
          dataSourceConfig={options}
          onChange={onOptionsChange}
          urlLabel={info.urlLabel}
        />
      )}
      {kind === 'jsonl' && (
        <PathsEditor paths={jsonData.paths} disabled={readOnly} onChange={(paths) => change({ paths })} />
      )}
      {isBackend(kind) && <BackendFields kind={kind} options={jsonData} disabled={readOnly} onChange={change} />}
      {kind !== 'server' && (
        <>
          <GoalFields options={jsonData} disabled={readOnly} onChange={change} />
          <FieldSet label="Cost">
            <PricesField value={jsonData.prices} disabled={readOnly} onChange={(prices) => change({ prices })} />
          </FieldSet>
          <WarningFields options={jsonData} disabled={readOnly} onChange={change} />
        </>
      )}
      <AlertsField uid={jsonData.alertsUid} disabled={readOnly} onChange={(alertsUid) => change({ alertsUid })} />
      <LogsFields uid={jsonData.logsUid} query={jsonData.logsQuery} disabled={readOnly} onChange={change} />
      <Stack direction="column" gap={1}>
        <ServeHelp kind={kind} />
        <LimitsNote />
      </Stack>
    </Stack>
  );
}
