import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import {
  SceneObjectBase,
  type SceneComponentProps,
  type SceneGridLayout,
  type SceneObject,
  type SceneObjectState,
} from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';

interface DashboardSceneState extends SceneObjectState {
  body: SceneGridLayout;
  /** Variables and annotations; they wrap on their own, beside the clock. */
  filters: SceneObject[];
  /** Range and refresh. */
  clock: SceneObject[];
}

/** A dashboard that is looked at. */
export class DashboardScene extends SceneObjectBase<DashboardSceneState> {
  static Component = DashboardSceneView;
}

function DashboardSceneView({ model }: SceneComponentProps<DashboardScene>) {
  const styles = useStyles2(getStyles);
  const { body, filters, clock } = model.useState();
  return (
    <div className={styles.scene}>
      <div className={styles.controls}>
        <div className={styles.filters}>{filters.map(toElement)}</div>
        <div className={styles.clock}>{clock.map(toElement)}</div>
      </div>
      <div className={styles.body}>
        <body.Component model={body} />
      </div>
    </div>
  );
}

function toElement(control: SceneObject) {
  return <control.Component key={control.state.key} model={control} />;
}

const getStyles = (theme: GrafanaTheme2) => ({
  scene: css({ display: 'flex', flexDirection: 'column', flexGrow: 1, gap: theme.spacing(1), minWidth: 0 }),
  controls: css({
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
    [theme.breakpoints.down('md')]: { flexDirection: 'column' },
  }),
  filters: css({
    display: 'flex',
    flexWrap: 'wrap',
    flexGrow: 1,
    gap: theme.spacing(1),
    minWidth: 0,
    maxWidth: '100%',
  }),
  clock: css({
    display: 'flex',
    flexShrink: 0,
    gap: theme.spacing(1),
    [theme.breakpoints.down('sm')]: { flexWrap: 'wrap' },
  }),
  body: css({ display: 'flex', flexGrow: 1, minWidth: 0 }),
});
