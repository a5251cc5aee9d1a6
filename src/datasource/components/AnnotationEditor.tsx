import type { QueryEditorProps } from '@grafana/data';
import { Checkbox, Field, Stack } from '@grafana/ui';
import type { LoopscopeOptions } from '../config';
import { migrateQuery } from '../migrate';
import { EVENT_TYPES, type EventType, type LoopscopeQuery, type LoopscopeSource } from '../types';
import { FilterRows } from './FilterRows';

type Props = QueryEditorProps<LoopscopeSource, LoopscopeQuery, LoopscopeOptions>;

const EVENT_LABELS: Record<EventType, [label: string, description: string]> = {
  start: ['Starts', 'When a loop begins'],
  end: ['Ends', 'When a loop ends, with its outcome'],
  violation: ['Violations', 'When an iteration breaks a safety rule'],
};

/** Which events of which loops a dashboard marks. */
export function AnnotationEditor({ query: saved, onChange, datasource }: Props) {
  const { query } = migrateQuery(saved);
  const types = saved?.eventTypes ?? [];
  const change = (part: Partial<LoopscopeQuery>): void => {
    const { schemaVersion, filters } = query;
    onChange({ ...saved, schemaVersion, filters, ...part, refId: saved?.refId || 'Anno', queryType: 'events' });
  };
  const toggle = (type: EventType): void =>
    change({ eventTypes: EVENT_TYPES.filter((known) => types.includes(known) !== (known === type)) });
  return (
    <Stack direction="column" gap={1}>
      <Field noMargin label="Events" description={types.length === 0 ? 'None is chosen, so all are shown.' : undefined}>
        <Stack direction="row" gap={2} wrap="wrap">
          {EVENT_TYPES.map((type) => {
            const [label, description] = EVENT_LABELS[type];
            return (
              <Checkbox
                key={type}
                label={label}
                description={description}
                value={types.includes(type)}
                onChange={() => toggle(type)}
              />
            );
          })}
        </Stack>
      </Field>
      <FilterRows
        label="Only loops with"
        labelWidth={20}
        filters={query.filters}
        tags={datasource.engine}
        onChange={(filters) => change({ filters })}
      />
    </Stack>
  );
}
