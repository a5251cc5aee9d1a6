import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { locationUtil } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { LinkButton, Stack, Text, useStyles2 } from '@grafana/ui';
import { listSources } from '../data/sources';
import { homeLinks } from './welcomeLinks';

/** What to do first, while there is no data source: connect loops, look at them, explore them. */
export function Welcome() {
  const styles = useStyles2(getStyles);
  const [dataSource] = listSources();
  return (
    <PluginPage subTitle="How your agent loops converge: goal score against target, effectiveness, tokens and cost.">
      <ul className={styles.cards}>
        {homeLinks(dataSource?.uid).map(({ title, text, action, icon, path }, index) => (
          <li key={path} className={styles.card}>
            <Stack direction="column" gap={1}>
              <Text element="h2" variant="h5">
                {title}
              </Text>
              <Text element="p" color="secondary">
                {text}
              </Text>
            </Stack>
            <div>
              <LinkButton
                variant={index === 0 ? 'primary' : 'secondary'}
                icon={icon}
                href={locationUtil.assureBaseUrl(path)}
              >
                {action}
              </LinkButton>
            </div>
          </li>
        ))}
      </ul>
    </PluginPage>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  cards: css({
    listStyle: 'none',
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(300px, 100%), 1fr))',
    gap: theme.spacing(2),
    maxWidth: theme.breakpoints.values.xl,
  }),
  card: css({
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'space-between',
    gap: theme.spacing(2),
    padding: theme.spacing(2),
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
  }),
});
