import { FieldSet } from '@grafana/ui';
import { DEFAULT_LOGS_QUERY, type LoopscopeOptions } from '../config';
import { SourceSetting } from './SourceSetting';
import { TextSetting } from './TextSetting';

interface Props {
  uid: string | undefined;
  query: string | undefined;
  disabled?: boolean;
  onChange: (part: Pick<LoopscopeOptions, 'logsUid' | 'logsQuery'>) => void;
}

/** Which Loki has the logs of the programs that run the loops, and how those of one loop are found. */
export function LogsFields({ uid, query, disabled, onChange }: Props) {
  return (
    <FieldSet label="Logs">
      <SourceSetting
        label="Loki with the logs"
        description={
          'Where the programs log that run these loops. "Logs" of a loop’s page leads there; without a choice it shows the transcript.'
        }
        placeholder="None"
        type="loki"
        uid={uid}
        disabled={disabled}
        onChange={(logsUid) => onChange({ logsUid })}
      />
      {uid !== undefined && (
        <TextSetting
          label="Query of one loop"
          description="LogQL; ${traceId} stands for the id of the loop, within quotes."
          placeholder={DEFAULT_LOGS_QUERY}
          value={query}
          disabled={disabled}
          onChange={(logsQuery) => onChange({ logsQuery })}
        />
      )}
    </FieldSet>
  );
}
