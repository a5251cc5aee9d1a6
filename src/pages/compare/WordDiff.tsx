import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { diffWordsWithSpace } from 'diff';
import { useMemo } from 'react';

interface Props {
  a: string;
  b: string;
}

/** Longer texts are compared by their beginnings: nobody reads a diff of a book. */
const MAX_LENGTH = 20_000;
/** Milliseconds after which two texts count as different as a whole. */
const PATIENCE = 200;

interface Part {
  value: string;
  added?: boolean;
  removed?: boolean;
}

/** Two texts side by side, words that only one of them has marked in it. */
export function WordDiff({ a, b }: Props) {
  const styles = useStyles2(getStyles);
  const parts = useMemo((): Part[] => {
    const [first, second] = [a.slice(0, MAX_LENGTH), b.slice(0, MAX_LENGTH)];
    return (
      diffWordsWithSpace(first, second, { timeout: PATIENCE }) ?? [
        { value: first, removed: true },
        { value: second, added: true },
      ]
    );
  }, [a, b]);
  const isCut = a.length > MAX_LENGTH || b.length > MAX_LENGTH;
  return (
    <>
      <div className={styles.sides}>
        <pre className={styles.side} aria-label="First" tabIndex={0}>
          {a === '' && <span className={styles.none}>nothing</span>}
          {parts.map((part, i) => (part.added ? null : part.removed ? <del key={i}>{part.value}</del> : part.value))}
        </pre>
        <pre className={styles.side} aria-label="Second" tabIndex={0}>
          {b === '' && <span className={styles.none}>nothing</span>}
          {parts.map((part, i) => (part.removed ? null : part.added ? <ins key={i}>{part.value}</ins> : part.value))}
        </pre>
      </div>
      {isCut && (
        <div className={styles.none}>Only the first {MAX_LENGTH.toLocaleString('en-US')} characters are compared.</div>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  sides: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    gap: theme.spacing(1),
    [theme.breakpoints.down('md')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  side: css({
    margin: 0,
    padding: theme.spacing(1),
    maxHeight: 320,
    overflow: 'auto',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontSize: theme.typography.bodySmall.fontSize,
    background: theme.colors.background.secondary,
    // Marked by a line as well as a colour, and never by red against green alone.
    del: {
      background: theme.colors.warning.transparent,
      textDecoration: `underline dashed ${theme.colors.warning.text}`,
      textUnderlineOffset: 3,
    },
    ins: {
      background: theme.colors.info.transparent,
      textDecoration: `underline ${theme.colors.info.text}`,
      textUnderlineOffset: 3,
    },
  }),
  none: css({ color: theme.colors.text.secondary }),
});
