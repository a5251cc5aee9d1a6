import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { DataSourceHttpSettings, Field, FieldSet, RadioButtonList, Stack } from '@grafana/ui';
import { useId } from 'react';
import { DEFAULT_GOAL_TARGET, normalizeOptions, readTarget, type LoopscopeOptions, type StoreKind } from '../config';
import { LimitsNote, ServeHelp } from './ConfigHelp';
import { PathsEditor } from './PathsEditor';
import { PricesField } from './PricesField';
import { TextField } from './TextField';

type Props = DataSourcePluginOptionsEditorProps<LoopscopeOptions>;

interface KindInfo {
  label: string;
  description: string;
  url: string;
}

const KINDS: Record<StoreKind, KindInfo> = {
  jsonl: {
    label: 'JSONL files over HTTP',
    description:
      'The browser reads loop records from files that a web server offers. Best up to a few hundred megabytes.',
    url: 'http://localhost:4319/files',
  },
  server: {
    label: 'Loopscope server',
    description:
      'A running "loopscope serve" answers whole queries beside the data. Best for big stores and many viewers.',
    url: 'http://localhost:4319',
  },
};

export function ConfigEditor({ options, onOptionsChange }: Props) {
  const config = normalizeOptions(options.jsonData);
  const change = (part: Partial<LoopscopeOptions>): void =>
    onOptionsChange({ ...options, jsonData: { ...options.jsonData, ...part } });
  const info = KINDS[config.kind];
  return (
    <Stack direction="column" gap={1}>
      <FieldSet label="Where the loops are">
        <RadioButtonList<StoreKind>
          name="loopscope-kind"
          disabled={options.readOnly}
          options={(['jsonl', 'server'] as const).map((value) => ({
            value,
            label: KINDS[value].label,
            description: KINDS[value].description,
          }))}
          value={config.kind}
          onChange={(kind) => change({ kind })}
        />
      </FieldSet>
      <DataSourceHttpSettings
        defaultUrl={info.url}
        dataSourceConfig={options}
        onChange={onOptionsChange}
        urlLabel={config.kind === 'jsonl' ? 'URL of the folder' : 'URL of the server'}
      />
      {config.kind === 'jsonl' && (
        <PathsEditor
          paths={options.jsonData.paths}
          disabled={options.readOnly}
          onChange={(paths) => change({ paths })}
        />
      )}
      <FieldSet label="Loops">
        <TargetField
          value={options.jsonData.defaultGoalTarget}
          disabled={options.readOnly}
          onChange={(defaultGoalTarget) => change({ defaultGoalTarget })}
        />
        {config.kind === 'jsonl' && (
          <PricesField
            value={options.jsonData.prices}
            disabled={options.readOnly}
            onChange={(prices) => change({ prices })}
          />
        )}
      </FieldSet>
      <Stack direction="column" gap={1}>
        <ServeHelp kind={config.kind} />
        <LimitsNote />
      </Stack>
    </Stack>
  );
}

interface TargetProps {
  value: unknown;
  disabled?: boolean;
  onChange: (target: number | undefined) => void;
}

function TargetField({ value, disabled, onChange }: TargetProps) {
  const id = useId();
  const wrong = value !== undefined && value !== null && readTarget(value) === null;
  return (
    <Field
      htmlFor={id}
      label="Default goal target"
      description="The goal score that counts as reached, for loops that carry no target of their own."
      disabled={disabled}
      invalid={wrong}
      error={wrong ? 'Write a number from 0 to 1, such as 0.8.' : undefined}
    >
      <TextField
        id={id}
        width={20}
        suffix="of 1"
        inputMode="decimal"
        placeholder={String(DEFAULT_GOAL_TARGET)}
        value={value === undefined || value === null ? '' : String(value)}
        onCommit={(text) => onChange(text.trim() === '' ? undefined : Number(text.replace(',', '.')))}
      />
    </Field>
  );
}
