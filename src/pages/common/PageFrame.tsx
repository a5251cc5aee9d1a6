import { css } from '@emotion/css';
import { PageLayoutType, type GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { useStyles2 } from '@grafana/ui';
import type { ReactNode } from 'react';

interface Props {
  /** In the breadcrumbs of Grafana, where it is not the page of the navigation itself. */
  crumb?: string;
  title: ReactNode;
  /** Right of the title. */
  controls?: ReactNode;
  children: ReactNode;
}

/** A page of the app: its own head line, so that it looks the same in Grafana and in the viewer. */
export function PageFrame({ crumb, title, controls, children }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <PluginPage layout={PageLayoutType.Canvas} pageNav={crumb === undefined ? undefined : { text: crumb }}>
      <div className={styles.page}>
        <div className={styles.head}>
          <h1 className={styles.title}>{title}</h1>
          <div className={styles.controls}>{controls}</div>
        </div>
        {children}
      </div>
    </PluginPage>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    minWidth: 0,
    [theme.breakpoints.down('sm')]: { gap: theme.spacing(1.5) },
  }),
  head: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1, 2),
    minWidth: 0,
  }),
  title: css({ ...theme.typography.h3, margin: 0, minWidth: 0, overflowWrap: 'anywhere' }),
  controls: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1), minWidth: 0 }),
});
