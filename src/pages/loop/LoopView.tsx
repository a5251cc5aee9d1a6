import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import type { SceneComponentProps } from '@grafana/scenes';
import { Button, LoadingBar, Tab, TabContent, TabsBar, useStyles2 } from '@grafana/ui';
import { DataNotes } from '../common/DataNotes';
import { PageFrame } from '../common/PageFrame';
import { errorsOf, isReading } from '../data/panelData';
import { AgentsTab } from './AgentsTab';
import { DocumentTab } from './DocumentTab';
import { Head } from './Head';
import { IterationsTab } from './IterationsTab';
import { LoopButtons } from './LoopButtons';
import type { LoopScene, TabId } from './LoopScene';
import { NoLoop } from './NoLoop';
import { OverviewTab } from './OverviewTab';
import { TranscriptTab } from './TranscriptTab';
import { useLoop } from './useLoop';

const TITLES: Record<TabId, string> = {
  overview: 'Overview',
  iterations: 'Iterations',
  agents: 'Agents',
  transcript: 'Transcript',
  document: 'Document',
};

const BODIES = {
  overview: OverviewTab,
  iterations: IterationsTab,
  agents: AgentsTab,
  transcript: TranscriptTab,
  document: DocumentTab,
} as const;

/** One loop: what came of it and why, and from there into everything that is known of it. */
export function LoopView({ model }: SceneComponentProps<LoopScene>) {
  const styles = useStyles2(getStyles);
  const { tab, id, refresh } = model.useState();
  const { main, row, iterations, warnings } = useLoop(model);
  const reading = isReading(main);
  const Body = BODIES[tab];
  return (
    <PageFrame
      crumb={row?.loop ?? 'Loop'}
      title={<Head.Title row={row} id={id} />}
      controls={
        <>
          {(row !== null || (reading && id !== '')) && <LoopButtons scene={model} row={row} />}
          <refresh.Component model={refresh} />
        </>
      }
    >
      {row && <Head row={row} />}
      <DataNotes data={main} onRetry={model.ask} what="loop" />
      {row === null && reading && id !== '' && (
        <div role="status" className={styles.reading}>
          <LoadingBar width={320} />
          <span>Reading…</span>
          <Button size="sm" fill="text" onClick={model.onCancel}>
            Cancel
          </Button>
        </div>
      )}
      {row === null && (!reading || id === '') && errorsOf(main).length === 0 && <NoLoop scene={model} />}
      {row && (
        <div>
          <TabsBar>
            {(Object.keys(TITLES) as TabId[]).map((key) => (
              <Tab
                key={key}
                label={TITLES[key]}
                active={key === tab}
                onChangeTab={(event) => {
                  event.preventDefault();
                  model.onChange({ tab: key });
                }}
              />
            ))}
          </TabsBar>
          <TabContent className={styles.body}>
            <Body scene={model} row={row} iterations={iterations} warnings={warnings} />
          </TabContent>
        </div>
      )}
    </PageFrame>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  reading: css({ position: 'relative', display: 'flex', alignItems: 'center', gap: theme.spacing(1), minHeight: 24 }),
  body: css({ paddingTop: theme.spacing(2), background: 'none', minWidth: 0 }),
});
