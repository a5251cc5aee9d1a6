import { css } from '@emotion/css';
import { textUtil, toIconName, type GrafanaTheme2 } from '@grafana/data';
import { LinkButton, useStyles2 } from '@grafana/ui';
import type { LinkModel } from './model';

/** The links at the top of a dashboard; those to other dashboards by tag need a Grafana. */
export function DashboardLinks({ links }: { links: LinkModel[] }) {
  const styles = useStyles2(getStyles);
  const shown = links.filter(({ type, url }) => type === 'link' && url && textUtil.sanitizeUrl(url) !== 'about:blank');
  return shown.length === 0 ? null : (
    <nav className={styles.links} aria-label="Dashboard links">
      {shown.map(({ title, url = '', icon = '', tooltip, targetBlank }) => (
        <LinkButton
          key={`${title}${url}`}
          href={textUtil.sanitizeUrl(url)}
          icon={toIconName(icon === 'external link' ? 'external-link-alt' : icon)}
          tooltip={tooltip}
          target={targetBlank ? '_blank' : undefined}
          variant="secondary"
          fill="text"
          size="sm"
        >
          {title}
        </LinkButton>
      ))}
    </nav>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  links: css({ marginLeft: 'auto', display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5) }),
});
