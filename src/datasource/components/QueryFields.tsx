import { InlineField } from '@grafana/ui';
import { useId } from 'react';
import type { StoreKind } from '../config';
import { TextField } from './TextField';

export const LABEL_WIDTH = 14;

export function LimitField({ value, onCommit }: { value: number | null; onCommit: (limit: number | null) => void }) {
  const id = useId();
  return (
    <InlineField label="Limit" htmlFor={id} tooltip="The most loops to answer with. What is cut is said in a notice.">
      <TextField
        id={id}
        type="number"
        min={1}
        width={12}
        placeholder="Default"
        value={value === null ? '' : String(value)}
        onCommit={(text) => onCommit(readLimit(text))}
      />
    </InlineField>
  );
}

function readLimit(text: string): number | null {
  const limit = Math.floor(Number(text));
  return limit >= 1 ? limit : null;
}

interface TraceFieldProps {
  value: string;
  /** False where several loops can answer. */
  isNeeded: boolean;
  onCommit: (traceId: string) => void;
}

export function TraceField({ value, isNeeded, onCommit }: TraceFieldProps) {
  const id = useId();
  const where = 'You find it in the traceId column of a Loops query. Takes variables.';
  return (
    <InlineField
      label="Trace ID"
      labelWidth={LABEL_WIDTH}
      htmlFor={id}
      grow
      tooltip={`${isNeeded ? 'The id of one loop.' : 'Only the loop of this id; leave it empty for the newest loops.'} ${where}`}
    >
      <TextField
        id={id}
        placeholder={isNeeded ? '4bf92f3577b34da6a3ce929d0e0e4736 or $trace' : 'All loops that match'}
        value={value}
        onCommit={(text) => onCommit(text.trim())}
      />
    </InlineField>
  );
}

interface IterationFieldProps {
  value: number | null;
  onCommit: (iteration: number | null) => void;
}

export function IterationField({ value, onCommit }: IterationFieldProps) {
  const id = useId();
  return (
    <InlineField
      label="Iteration"
      htmlFor={id}
      tooltip="Only what happened in this iteration: loops too big to open whole can still be looked into so."
    >
      <TextField
        id={id}
        type="number"
        width={12}
        placeholder="All"
        value={value === null ? '' : String(value)}
        onCommit={(text) => onCommit(text.trim() === '' || !Number.isFinite(Number(text)) ? null : Number(text))}
      />
    </InlineField>
  );
}

interface Language {
  name: string;
  placeholder: string;
  tooltip: string;
}

const LANGUAGES: Partial<Record<StoreKind, Language>> = {
  tempo: {
    name: 'TraceQL',
    placeholder: '{ resource.service.name = "planner" && span.gen_ai.request.model =~ "gpt-4.*" }',
    tooltip: 'Spans that a loop must have, besides the filters. Takes variables.',
  },
  loki: {
    name: 'LogQL',
    placeholder: '|= "planner" | json team="metadata.team" | team = "search"',
    tooltip: 'A pipeline behind the selector of the settings: only lines that pass are read. Takes variables.',
  },
};

/** Whether the backend takes a condition in a language of its own. */
export const isExpressive = (kind: StoreKind): boolean => LANGUAGES[kind] !== undefined;

/** What a saved condition is told as where the data source was changed since to one without a language. */
const NONE: Language = {
  name: 'Condition',
  placeholder: '',
  tooltip: 'This data source has no query language: what is written here is not used.',
};

interface ExprFieldProps {
  kind: StoreKind;
  value: string;
  onCommit: (expr: string) => void;
}

export function ExprField({ kind, value, onCommit }: ExprFieldProps) {
  const id = useId();
  const { name, placeholder, tooltip } = LANGUAGES[kind] ?? NONE;
  return (
    <InlineField label={name} labelWidth={LABEL_WIDTH} htmlFor={id} grow tooltip={tooltip}>
      <TextField
        id={id}
        spellCheck={false}
        autoComplete="off"
        placeholder={placeholder}
        value={value}
        onCommit={(text) => onCommit(text.trim())}
      />
    </InlineField>
  );
}
