import { css, cx } from '@emotion/css';
import { locationUtil, type DataSourceInstanceSettings, type GrafanaTheme2 } from '@grafana/data';
import { Badge, Button, Icon, LinkButton, Spinner, useStyles2 } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { loopsPath } from '../../core/appPaths';
import { mayUser } from '../common/mayUser';
import { exploreLoopsPath } from '../loop/paths';
import { factsOf, readAddress, type SourceFacts } from './describeSource';
import { Sample } from './Sample';
import { useHealth, type Health } from './useHealth';

interface Props {
  settings: DataSourceInstanceSettings;
  /** Where a shell sends spans to. */
  otlp: string;
}

/** One data source: what it reads, how it is, and where to from here. */
export function SourceItem({ settings, otlp }: Props) {
  const styles = useStyles2(getStyles);
  const { uid, name, isDefault } = settings;
  const facts = factsOf(settings);
  const { health, again } = useHealth(uid);
  const href = locationUtil.assureBaseUrl;
  return (
    <li className={styles.item}>
      <div className={styles.head}>
        <div className={styles.names}>
          <h3 className={styles.name}>
            {name} {isDefault && <Badge text="default" color="blue" />}
          </h3>
          <div className={styles.facts}>
            {facts.kindName} · <Where uid={uid} facts={facts} />
          </div>
        </div>
        <div className={styles.links}>
          <Button
            size="sm"
            variant="secondary"
            icon="sync"
            aria-disabled={health.state === 'asking'}
            onClick={() => health.state !== 'asking' && again()}
            aria-label={`Check again: ${name}`}
          >
            Check again
          </Button>
          <LinkButton
            size="sm"
            variant="secondary"
            icon="list-ul"
            href={href(loopsPath(uid))}
            aria-label={`Loops of ${name}`}
          >
            Loops
          </LinkButton>
          <LinkButton
            size="sm"
            variant="secondary"
            icon="compass"
            href={href(exploreLoopsPath(uid))}
            aria-label={`Explore ${name}`}
          >
            Explore
          </LinkButton>
          {mayUser('datasources:read') && (
            <LinkButton
              size="sm"
              variant="secondary"
              icon="cog"
              href={href(`/connections/datasources/edit/${encodeURIComponent(uid)}`)}
              aria-label={`Settings of ${name}`}
            >
              Settings
            </LinkButton>
          )}
        </div>
      </div>
      <div className={cx(styles.health, health.message === '' && styles.unknown)}>
        <HealthLine health={health} />
      </div>
      {(health.details.length > 0 || facts.through !== null) && (
        <details className={styles.details}>
          <summary>Details</summary>
          <ul>
            {health.details.slice(0, MOST).map((line) => (
              <li key={line}>{line}</li>
            ))}
            {health.details.length > MOST && <li>and {health.details.length - MOST} more</li>}
          </ul>
        </details>
      )}
      {facts.kind === 'server' && <Sample uid={uid} direct={facts.direct} otlp={otlp} />}
    </li>
  );
}

const MOST = 30;

function HealthLine({ health: { state, message } }: { health: Health }) {
  const styles = useStyles2(getStyles);
  return (
    <div role="status" className={styles.line}>
      {state === 'asking' ? (
        <Spinner inline className={styles.icon} />
      ) : (
        <Icon
          name={state === 'ok' ? 'check-circle' : 'exclamation-circle'}
          className={cx(styles.icon, state === 'ok' ? styles.ok : styles.bad)}
        />
      )}
      <span>
        {state === 'asking' && <span className={message === '' ? undefined : styles.heard}>Asking…</span>}
        {message}
      </span>
    </div>
  );
}

/** Where it reads from, as far as this user may know. */
function Where({ uid, facts: { through, direct } }: { uid: string; facts: SourceFacts }) {
  const [address, setAddress] = useState<string | null>(null);
  const isHidden = through === null && direct === null;
  useEffect(() => {
    let current = true;
    if (isHidden) {
      void readAddress(uid).then((found) => current && setAddress(found));
    }
    return () => {
      current = false;
    };
  }, [uid, isHidden]);
  if (through !== null) {
    return (
      <>
        {through.name === null ? 'through a data source that is not there' : `through the data source ${through.name}`}
      </>
    );
  }
  return <>{direct ?? address ?? 'an address that Grafana keeps'}</>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  item: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    minWidth: 0,
    padding: theme.spacing(1.5, 2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  head: css({ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: theme.spacing(1), minWidth: 0 }),
  names: css({ minWidth: 0, overflowWrap: 'anywhere' }),
  name: css({ ...theme.typography.h5, margin: 0 }),
  facts: css({ color: theme.colors.text.secondary }),
  links: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), alignItems: 'flex-start' }),
  // room for what is said as a rule, so that what is below stays where it is when the answers come
  health: css({ minHeight: 44 }),
  unknown: css({ [theme.breakpoints.down('sm')]: { minHeight: 132 } }),
  line: css({ display: 'flex', gap: theme.spacing(1), minWidth: 0, overflowWrap: 'anywhere' }),
  icon: css({ flex: 'none', width: 16, marginTop: theme.spacing(0.375) }),
  ok: css({ color: theme.colors.success.text }),
  bad: css({ color: theme.colors.error.text }),
  heard: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
  details: css({
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
    overflowWrap: 'anywhere',
    summary: { cursor: 'pointer' },
    ul: { margin: theme.spacing(0.5, 0, 0, 3) },
  }),
});
