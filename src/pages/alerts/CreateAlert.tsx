import { locationUtil } from '@grafana/data';
import { config } from '@grafana/runtime';
import { Button, Dropdown, Menu } from '@grafana/ui';
import { mayUser } from '../common/mayUser';
import { alertSourceOf, newRulePath, TEMPLATES, type AlertScope } from './ruleForm';

interface Props {
  /** Uid of the Loopscope data source. */
  ds: string;
  /** Null while it is not known yet. */
  scope: AlertScope | null;
}

/** Where no rule can be made: what is missing. */
const NO_METRICS =
  'Alert rules are made of metrics in Prometheus, and no Prometheus data source is here for these loops: add one that scrapes "loopscope serve" or "loopscope export", or name one in the settings of this data source.';

/** Leads to Grafana's form for a new rule; not there without alerting or for those who may not. */
export function CreateAlert({ ds, scope }: Props) {
  if (!config.unifiedAlertingEnabled || !mayUser('alert.rules:create')) {
    return null;
  }
  const source = alertSourceOf(ds);
  if (source === null) {
    return (
      <Button variant="secondary" icon="bell" disabled tooltip={NO_METRICS}>
        Create alert
      </Button>
    );
  }
  if (scope === null) {
    return (
      <Button variant="secondary" icon="bell" disabled>
        Create alert
      </Button>
    );
  }
  const menu = () => (
    <Menu header={`On the metrics in ${source.name}`} ariaLabel="Create alert">
      {TEMPLATES.map((template) => (
        <Menu.Item
          key={template.id}
          label={template.title}
          url={locationUtil.assureBaseUrl(
            newRulePath(template, scope, source.uid, `${window.location.pathname}${window.location.search}`)
          )}
        />
      ))}
    </Menu>
  );
  return (
    <Dropdown overlay={menu} placement="bottom-end">
      <Button variant="secondary" icon="bell">
        Create alert
      </Button>
    </Dropdown>
  );
}
