import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, ClipboardButton, useStyles2 } from '@grafana/ui';
import { useEffect, useState } from 'react';
import type { LoopDocument } from '../../engine/engine';
import * as figures from '../common/figures';
import { readDocument } from '../data/document';
import { DocumentText } from './DocumentText';
import type { TabProps } from './tab';

type Loaded = { state: 'reading' } | { state: 'failed'; message: string } | { state: 'ready'; document: LoopDocument };

const KINDS: Record<LoopDocument['format'], string> = {
  ltf: 'An LTF document, as it was written.',
  loopgym: 'A LoopGym loop trace, as it was written.',
  otlp: 'The spans of this loop as OTLP JSON, put together from what was read.',
  other: 'The document as it was written.',
};
const MOST_FAULTS = 100;

/** The loop as it was written, with what its schema says against it. */
export function DocumentTab({ scene }: TabProps) {
  const styles = useStyles2(getStyles);
  const { ds, id } = scene.useState();
  const [turn, setTurn] = useState(0);
  const loaded = useDocument(ds, id, turn);
  if (loaded.state === 'reading') {
    return (
      <div role="status" className={styles.kind}>
        Reading the document…
      </div>
    );
  }
  if (loaded.state === 'failed') {
    return (
      <Alert
        severity="error"
        title="The document could not be read"
        action={
          <Button variant="secondary" size="sm" onClick={() => setTurn(turn + 1)}>
            Try again
          </Button>
        }
      >
        {loaded.message}
      </Alert>
    );
  }
  const { format, text, faults } = loaded.document;
  return (
    <div className={styles.tab}>
      <div className={styles.head}>
        <p className={styles.kind}>
          {KINDS[format]} {figures.count(text.length, 'character')}.
        </p>
        <ClipboardButton variant="secondary" size="sm" icon="copy" getText={() => text}>
          Copy
        </ClipboardButton>
      </div>
      {format === 'ltf' && <Faults faults={faults} />}
      <DocumentText text={text} />
    </div>
  );
}

function Faults({ faults }: Pick<LoopDocument, 'faults'>) {
  const styles = useStyles2(getStyles);
  if (faults.length === 0) {
    return <p className={styles.kind}>It follows the schema of LTF 0.1.</p>;
  }
  return (
    <Alert severity="warning" title={`${figures.count(faults.length, 'fault')} against the schema of LTF 0.1`}>
      It is shown all the same.
      <ul className={styles.faults}>
        {faults.slice(0, MOST_FAULTS).map(({ path, text }, index) => (
          <li key={index}>
            <code>{path}</code>: {text}
          </li>
        ))}
        {faults.length > MOST_FAULTS && <li>and {faults.length - MOST_FAULTS} more</li>}
      </ul>
    </Alert>
  );
}

function useDocument(uid: string, traceId: string, turn: number): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ state: 'reading' });
  useEffect(() => {
    const abort = new AbortController();
    const settle = (next: Loaded) => !abort.signal.aborted && setLoaded(next);
    setLoaded({ state: 'reading' });
    readDocument(uid, traceId, abort.signal).then(
      (document) => settle({ state: 'ready', document }),
      (error: unknown) =>
        settle({ state: 'failed', message: error instanceof Error ? error.message : 'The data source gave no reason.' })
    );
    return () => abort.abort();
  }, [uid, traceId, turn]);
  return loaded;
}

const getStyles = (theme: GrafanaTheme2) => ({
  tab: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  head: css({ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: theme.spacing(1) }),
  kind: css({ margin: 0, color: theme.colors.text.secondary }),
  faults: css({ margin: theme.spacing(0.5, 0, 0, 2), overflowWrap: 'anywhere', maxHeight: 200, overflow: 'auto' }),
});
