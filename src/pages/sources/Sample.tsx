import { css } from '@emotion/css';
import { locationUtil, type GrafanaTheme2 } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { Button, LinkButton, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import { loopPath } from '../../core/appPaths';
import { CodeBlock } from './CodeBlock';
import { curlLine, newTraceId, sampleExport } from './sample';

interface Props {
  /** Uid of the data source that should show it. */
  uid: string;
  /** Where the browser may send to; null where Grafana stands between. */
  direct: string | null;
  /** Where a shell sends to. */
  otlp: string;
}

type Sent = { state: 'sending' } | { state: 'sent'; traceId: string } | { state: 'failed'; reason: string };

/** A loop to see whether all is connected: sent from here, or by a line for a shell. */
export function Sample({ uid, direct, otlp }: Props) {
  return direct === null ? <SampleLine otlp={otlp} /> : <SampleButton uid={uid} direct={direct} />;
}

function SampleButton({ uid, direct }: { uid: string; direct: string }) {
  const styles = useStyles2(getStyles);
  const [sent, setSent] = useState<Sent>();
  const send = async () => {
    const traceId = newTraceId();
    setSent({ state: 'sending' });
    setSent(await sendSample(direct, traceId));
  };
  return (
    <div className={styles.row}>
      <Button
        size="sm"
        variant="secondary"
        icon="rocket"
        disabled={sent?.state === 'sending'}
        onClick={() => void send()}
      >
        Send a sample loop
      </Button>
      <span role="status" className={styles.answer}>
        {sent?.state === 'sending' && 'Sending…'}
        {sent?.state === 'failed' && sent.reason}
        {sent?.state === 'sent' && (
          <>
            It was taken.{' '}
            <LinkButton
              size="sm"
              fill="text"
              href={locationUtil.assureBaseUrl(
                loopPath({ dataSource: uid, traceId: sent.traceId, from: 'now-1h', to: 'now' })
              )}
            >
              Open the sample loop
            </LinkButton>
          </>
        )}
      </span>
    </div>
  );
}

async function sendSample(url: string, traceId: string): Promise<Sent> {
  try {
    await getBackendSrv().post(`${url}/v1/traces`, sampleExport(traceId, Date.now()), { showErrorAlert: false });
    return { state: 'sent', traceId };
  } catch (error) {
    return { state: 'failed', reason: whyNot(error) };
  }
}

function whyNot(error: unknown): string {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return status === 404
    ? 'This server takes no spans: start it with --data DIR, the folder where they are kept.'
    : `The server did not take it${typeof status === 'number' ? ` (${status})` : ''}: see what it printed.`;
}

function SampleLine({ otlp }: { otlp: string }) {
  const styles = useStyles2(getStyles);
  const line = () => curlLine(otlp, newTraceId(), Date.now());
  return (
    <details className={styles.more}>
      <summary>Send a sample loop</summary>
      <p>
        From a machine that reaches the receiver; write its address where the line says {otlp}. Each copy is a new loop
        that ends now.
      </p>
      <CodeBlock
        code={clip(curlLine(otlp, '0'.repeat(32), 0))}
        getText={line}
        label="a line that sends a sample loop"
      />
    </details>
  );
}

/** The document itself is for machines. */
const clip = (line: string) => `${line.slice(0, line.indexOf('{') + 1)} … }'`;

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  answer: css({ minHeight: 22, overflowWrap: 'anywhere' }),
  more: css({
    summary: { cursor: 'pointer' },
    p: { margin: theme.spacing(0.5, 0, 1), color: theme.colors.text.secondary },
  }),
});
