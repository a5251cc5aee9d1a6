import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Collapse, useStyles2 } from '@grafana/ui';
import { useState, type ReactNode } from 'react';
import type { StoreKind } from '../config';
import { KINDS } from './kinds';

const NGINX = `location /loops/ {
  alias /var/lib/loops/;
  autoindex on;
  autoindex_format json;
}`;

const EXPORT = `OTEL_EXPORTER_OTLP_ENDPOINT=http://HOST:4318
OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`;

const ALLOY = `loki.source.file "loops" {
  targets    = [{__path__ = "/var/lib/loops/*.jsonl", service_name = "loops"}]
  forward_to = [loki.write.default.receiver]
}`;

/** How to get loops to where a data source of this kind reads them. */
export function ServeHelp({ kind }: { kind: StoreKind }) {
  const styles = useStyles2(getStyles);
  switch (kind) {
    case 'jsonl':
      return (
        <Note label="How to serve a folder">
          <ServeCommand />
          <p>
            Then the URL is <code>http://HOST:4319/files</code>. Any web server that answers range requests does as
            well, for example nginx; the listing is needed for patterns with <code>*</code> only:
          </p>
          <pre className={styles.code}>{NGINX}</pre>
        </Note>
      );
    case 'server':
      return (
        <Note label="How to start a server">
          <ServeCommand />
          <p>
            Then the URL is <code>http://HOST:4319</code>. It receives telemetry over OTLP/HTTP on port 4318, too. Goal,
            target and prices are set there: <code>--goal-name</code>, <code>--target</code>, <code>--prices</code>.
          </p>
        </Note>
      );
    case 'tempo':
    case 'jaeger':
      return (
        <Note label={`How to send loops to ${KINDS[kind].label}`}>
          <p>Point the OpenTelemetry exporter of the agents to it, or to a collector in front of it:</p>
          <pre className={styles.code}>{EXPORT}</pre>
        </Note>
      );
    case 'loki':
      return (
        <Note label="How to send loops to Loki">
          <p>Ship the files of loop records line by line, unchanged. With Grafana Alloy:</p>
          <pre className={styles.code}>{ALLOY}</pre>
        </Note>
      );
  }
}

function ServeCommand() {
  const styles = useStyles2(getStyles);
  return (
    <>
      <p>Run this beside the files. Grafana&apos;s server, not your browser, must be able to reach the address.</p>
      <pre className={styles.code}>npx loopscope serve DIR</pre>
    </>
  );
}

/** What Grafana cannot do with a data source that runs in the browser, and what does it instead. */
export function LimitsNote() {
  return (
    <Note label="What Grafana cannot do with this data source">
      <p>
        This data source runs in the browser. Grafana&apos;s server cannot query it, so three things do not work with
        it:
      </p>
      <ul style={{ paddingLeft: 20 }}>
        <li>
          <strong>Alert rules.</strong> Let Prometheus scrape the metrics of <code>loopscope serve</code> and alert on
          those.
        </li>
        <li>
          <strong>Server-side expressions</strong> (math, reduce, SQL). Use transformations, or aggregate in the query:
          Loop metrics over time.
        </li>
        <li>
          <strong>Public dashboards.</strong> Share the dashboard with signed-in users, or show it with{' '}
          <code>loopscope serve</code>.
        </li>
      </ul>
    </Note>
  );
}

function Note({ label, children }: { label: string; children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Collapse label={label} isOpen={isOpen} onToggle={setIsOpen}>
      {children}
    </Collapse>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  code: css({ margin: theme.spacing(0, 0, 1), fontFamily: theme.typography.fontFamilyMonospace }),
});
