import type { TimeRange } from '@grafana/data';
import { usePluginComponent } from '@grafana/runtime';
import { Button, Modal } from '@grafana/ui';
import { useState } from 'react';
import type { LoopscopeQuery } from '../../datasource/types';
import { mayUser } from '../common/mayUser';
import { DATA_SOURCE_TYPE } from '../data/queries';

/** Grafana's own form, since 12.3. */
const FORM = 'grafana/add-to-dashboard-form/v1';

export interface PanelModel {
  type: string;
  title: string;
  datasource: { type: string; uid: string };
  targets: LoopscopeQuery[];
  options: Record<string, unknown>;
}

interface FormProps {
  onClose: () => void;
  buildPanel: () => PanelModel;
  timeRange: TimeRange;
  options: { useAbsolutePath: boolean };
}

interface Props {
  /** Uid of the data source. */
  ds: string;
  title: string;
  queries: LoopscopeQuery[];
  timeRange: TimeRange;
}

/** A panel as Grafana saves it: convergence over these queries. */
export function convergencePanel({ ds, title, queries }: Omit<Props, 'timeRange'>): PanelModel {
  const datasource = { type: DATA_SOURCE_TYPE, uid: ds };
  return {
    type: 'loopscope-convergence-panel',
    title,
    datasource,
    targets: queries.map((query) => ({ ...query, datasource })),
    options: {},
  };
}

/** Offers what is drawn here for a dashboard; not there without Grafana's form, or for those who may not write any. */
export function AddToDashboard({ timeRange, ...panel }: Props) {
  const { component: Form } = usePluginComponent<FormProps>(FORM);
  const [isOpen, setIsOpen] = useState(false);
  const onClose = () => setIsOpen(false);
  if (!Form || !(mayUser('dashboards:create') || mayUser('dashboards:write'))) {
    return null;
  }
  return (
    <>
      <Button variant="secondary" icon="plus" onClick={() => setIsOpen(true)}>
        Add to dashboard
      </Button>
      {isOpen && (
        <Modal title="Add to dashboard" isOpen onDismiss={onClose}>
          <Form
            onClose={onClose}
            buildPanel={() => convergencePanel(panel)}
            timeRange={timeRange}
            options={{ useAbsolutePath: true }}
          />
        </Modal>
      )}
    </>
  );
}
