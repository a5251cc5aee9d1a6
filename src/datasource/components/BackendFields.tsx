import { FieldSet } from '@grafana/ui';
import { BACKENDS } from '../backends';
import { readHours, readList, readMaxLoops, type BackendKind, type LoopscopeOptions } from '../config';
import { NumberField } from './NumberField';
import { TextSetting } from './TextSetting';

interface Props {
  kind: BackendKind;
  options: LoopscopeOptions;
  disabled?: boolean;
  onChange: (part: Partial<LoopscopeOptions>) => void;
}

/** What of a backend is read. */
export function BackendFields({ kind, options, disabled, onChange }: Props) {
  const selector = options.selector ?? '';
  return (
    <FieldSet label={`What of ${BACKENDS[kind].name} is read`}>
      {kind === 'loki' && (
        <TextSetting
          label="Stream selector"
          description="The log streams that hold loop records, a document a line. Loki refuses lines over 256 KiB by default, so documents of long loops never arrive: raise max_line_size there."
          placeholder={'{service_name="loops"}'}
          value={selector}
          fault={checkSelector(selector)}
          disabled={disabled}
          onChange={(text) => onChange({ selector: text })}
        />
      )}
      {kind === 'jaeger' && (
        <TextSetting
          label="Services"
          description="Whose traces are loops, separated by commas; empty asks all services that Jaeger knows."
          placeholder="All services"
          value={readList(options.services)?.join(', ')}
          disabled={disabled}
          onChange={(text) => onChange({ services: readList(text) ?? undefined })}
        />
      )}
      <NumberField
        label="Most loops a query"
        description="A query takes the newest ones and says what it left out. More loops take longer."
        placeholder="Default"
        value={options.maxLoops}
        disabled={disabled}
        read={readMaxLoops}
        advice="Write a whole number above 0, such as 1000."
        onChange={(maxLoops) => onChange({ maxLoops })}
      />
      {kind === 'loki' && (
        <NumberField
          label="Shipped within"
          description="A line bears the time at which it was shipped, which may be long after its loop ran: lines are searched up to so many hours after the end of the time range. More hours read more lines."
          placeholder="24"
          suffix="hours"
          value={options.shippedWithinHours}
          disabled={disabled}
          read={readHours}
          advice="Write a number of hours, such as 24."
          onChange={(shippedWithinHours) => onChange({ shippedWithinHours })}
        />
      )}
    </FieldSet>
  );
}

/** What is wrong with a stream selector, in one sentence; null for a good one or none. */
export function checkSelector(text: string): string | null {
  if (text === '') {
    return null;
  }
  if (!/^\{[\s\S]*\}$/.test(text)) {
    return 'Write a selector in braces, such as {service_name="loops"}; a pipeline belongs to the query.';
  }
  // Loki refuses a selector in which every matcher also meets the empty text.
  return /[\w.]\s*(=~?|!=|!~)\s*["`]/.test(text) ? null : 'Name at least one label, such as {service_name="loops"}.';
}
