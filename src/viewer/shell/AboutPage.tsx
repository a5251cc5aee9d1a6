import { css } from '@emotion/css';
import type { DataSourceApi, GrafanaTheme2, TestDataSourceResponse } from '@grafana/data';
import { config, getDataSourceSrv } from '@grafana/runtime';
import { Alert, TextLink, useStyles2 } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { useDocumentTitle } from './useDocumentTitle';

/** What this page is, whether its stores answer, and how to bring loops in. */
export function AboutPage() {
  const styles = useStyles2(getStyles);
  useDocumentTitle('About');
  const { origin, hostname } = window.location;
  return (
    <article className={styles.page}>
      <h1>Loopscope</h1>
      <p>
        Shows how agent loops converge: goal score against target by iteration, cumulative effectiveness (LES), tokens
        and cost. This page runs the same panels and the same data source as the Grafana plugin, without Grafana;
        everything stays on this machine.
      </p>
      <h2>Stores</h2>
      {getDataSourceSrv()
        .getList()
        .map(({ uid, name }) => (
          <SourceStatus key={uid} uid={uid} name={name} />
        ))}
      <h2>Bring loops in</h2>
      <p>Start the server with the files or folders that hold them:</p>
      <pre>npx loopscope serve ./runs</pre>
      <p>Or send traces as OTLP over HTTP to the address that the server printed when it started, by default:</p>
      <pre>{`OTEL_EXPORTER_OTLP_ENDPOINT=http://${hostname}:4318`}</pre>
      <h2>Use it in Grafana</h2>
      <p>
        Install the plugin <code>loopscope-app</code>, add a data source of type Loopscope, choose “Loopscope server”
        and enter <code>{origin}</code>. The dashboards come with the plugin.
      </p>
      <h2>Reading the figures</h2>
      <dl>
        <dt>Goal score</dt>
        <dd>How near an iteration came to what the loop is for, 0 to 1, as its evaluator wrote it.</dd>
        <dt>LES</dt>
        <dd>Cumulative effectiveness: the progress of all iterations so far, against the target.</dd>
        <dt>Not reported</dt>
        <dd>An empty cell or a gap in a line is a value that nobody wrote. It is never drawn as zero.</dd>
      </dl>
      <p className={styles.small}>
        Drawn with the packages of Grafana {config.buildInfo.version}. Go to <TextLink href="/">the dashboard</TextLink>{' '}
        or <TextLink href="/explore">Explore</TextLink>.
      </p>
    </article>
  );
}

function SourceStatus({ uid, name }: { uid: string; name: string }) {
  const [health, setHealth] = useState<TestDataSourceResponse>();
  useEffect(() => {
    let current = true;
    getDataSourceSrv()
      .get(uid)
      .then((source: DataSourceApi) => source.testDatasource())
      .then(
        (answer) => current && setHealth(answer),
        (error: Error) => current && setHealth({ status: 'error', message: error.message })
      );
    return () => {
      current = false;
    };
  }, [uid]);
  const severity = health ? (health.status === 'success' ? 'success' : 'error') : 'info';
  return (
    <Alert severity={severity} title={name}>
      {health?.message ?? 'Asking…'}
    </Alert>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({
    width: '100%',
    maxWidth: 720,
    margin: '0 auto',
    padding: theme.spacing(3, 2),
    h2: { ...theme.typography.h4, marginTop: theme.spacing(3) },
    dt: { fontWeight: theme.typography.fontWeightMedium },
    dd: { margin: theme.spacing(0, 0, 1) },
  }),
  small: css({ marginTop: theme.spacing(4), color: theme.colors.text.secondary }),
});
