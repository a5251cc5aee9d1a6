import { locationUtil } from '@grafana/data';
import { config } from '@grafana/runtime';
import { Button, Dropdown, Menu } from '@grafana/ui';
import { mayUser } from '../common/mayUser';
import { alertSourceOf, newRulePath, TEMPLATES, type AlertScope } from './ruleForm';

interface Props {
  /** Uid of the Loopscope data source. */
  ds: string;
  scope: AlertScope;
}

/** Leads to Grafana's form for a new rule; not there without alerting, without Prometheus, or for those who may not. */
export function CreateAlert({ ds, scope }: Props) {
  if (!config.unifiedAlertingEnabled || !mayUser('alert.rules:create')) {
    return null;
  }
  const source = alertSourceOf(ds);
  if (source === null) {
    return null;
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
