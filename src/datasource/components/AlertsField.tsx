import { FieldSet } from '@grafana/ui';
import { SourceSetting } from './SourceSetting';

interface Props {
  uid: string | undefined;
  disabled?: boolean;
  onChange: (uid: string | undefined) => void;
}

/** Which Prometheus has the metrics that alert rules are made of. */
export function AlertsField(props: Props) {
  return (
    <FieldSet label="Alerts">
      <SourceSetting
        {...props}
        label="Prometheus with the metrics"
        description={
          'The data source that scrapes "loopscope serve" or "loopscope export". "Create alert" fills in rules on it; without a choice it takes the first Prometheus.'
        }
        placeholder="The first one"
        type="prometheus"
      />
    </FieldSet>
  );
}
