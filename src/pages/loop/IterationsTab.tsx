import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { TabProps } from './tab';

/** The loop as rows folded by iteration, open at the one of the address. */
export function IterationsTab({ scene }: TabProps) {
  const styles = useStyles2(getStyles);
  const { trace } = scene.useState();
  return (
    <div className={styles.panel}>
      <trace.Component model={trace} />
    </div>
  );
}

const getStyles = (_theme: GrafanaTheme2) => ({
  panel: css({ display: 'flex', height: 'max(480px, calc(100vh - 290px))', minWidth: 0 }),
});
