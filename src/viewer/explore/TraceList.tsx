import { css, cx } from '@emotion/css';
import { getValueFormat, formattedValueToString, type DataFrame, type GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import { useMemo, useState } from 'react';
import { traceRows, type TraceRow } from './traceRows';

const PAGE = 500;

/** A trace as a list of bars; a row opens to its attributes. The whole trace view is Grafana's. */
export function TraceList({ frame }: { frame: DataFrame }) {
  const styles = useStyles2(getStyles);
  const rows = useMemo(() => traceRows(frame), [frame]);
  const [shown, setShown] = useState(PAGE);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());

  function toggle(index: number) {
    setOpen((before) => {
      const after = new Set(before);
      if (!after.delete(index)) {
        after.add(index);
      }
      return after;
    });
  }

  return (
    <div className={styles.list}>
      {rows.slice(0, shown).map((row, index) => (
        <Span key={index} row={row} isOpen={open.has(index)} onToggle={() => toggle(index)} />
      ))}
      {rows.length > shown && (
        <Button className={styles.more} variant="secondary" size="sm" onClick={() => setShown(shown + PAGE)}>
          {`Show ${Math.min(PAGE, rows.length - shown)} more of ${rows.length} spans`}
        </Button>
      )}
    </div>
  );
}

function Span({ row, isOpen, onToggle }: { row: TraceRow; isOpen: boolean; onToggle: () => void }) {
  const styles = useStyles2(getStyles);
  const duration = formattedValueToString(getValueFormat('ms')(row.durationMs, 1));
  return (
    <div>
      <button type="button" className={styles.row} aria-expanded={isOpen} onClick={onToggle}>
        <span className={styles.name} style={{ paddingLeft: Math.min(row.depth, 12) * 14 }}>
          <Icon name={isOpen ? 'angle-down' : 'angle-right'} />
          {row.isError && <Icon name="exclamation-circle" className={styles.error} title="failed" />}
          <span className={styles.label} title={row.name}>
            {row.name}
          </span>
        </span>
        <span className={styles.track}>
          <span
            className={cx(styles.bar, row.isError && styles.errorBar)}
            style={{ left: `${row.offset * 100}%`, width: `max(2px, ${row.share * 100}%)` }}
          />
        </span>
        <span className={styles.duration}>{duration}</span>
      </button>
      {isOpen && (
        <div className={styles.details}>
          {row.message !== '' && <p className={styles.error}>{row.message}</p>}
          <dl className={styles.attributes}>
            {[['service', row.service], ['span id', row.spanId], ...row.attributes].map(([key, value], index) => (
              <div key={index}>
                <dt>{key}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ maxHeight: 560, overflow: 'auto', fontVariantNumeric: 'tabular-nums' }),
  more: css({ margin: theme.spacing(1) }),
  row: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(120px, 34%) 1fr 72px',
    alignItems: 'center',
    gap: theme.spacing(1),
    width: '100%',
    height: 28,
    padding: theme.spacing(0, 1),
    border: 0,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    background: 'transparent',
    textAlign: 'left',
    '&:hover': { background: theme.colors.action.hover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  name: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), minWidth: 0 }),
  label: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  track: css({ position: 'relative', height: 10 }),
  bar: css({
    position: 'absolute',
    height: '100%',
    borderRadius: theme.shape.radius.sm,
    background: theme.visualization.getColorByName('blue'),
  }),
  errorBar: css({ background: theme.colors.warning.main }),
  error: css({ color: theme.colors.warning.text, margin: 0 }),
  duration: css({ textAlign: 'right', color: theme.colors.text.secondary }),
  details: css({
    padding: theme.spacing(1, 2),
    background: theme.colors.background.secondary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  attributes: css({
    margin: 0,
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    '> div': { display: 'grid', gridTemplateColumns: 'minmax(120px, 24%) 1fr', gap: theme.spacing(1) },
    dt: { color: theme.colors.text.secondary, overflowWrap: 'anywhere' },
    dd: { margin: 0, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' },
  }),
});
