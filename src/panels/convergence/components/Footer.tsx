import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { OUTCOMES } from '../../../core/model/loop';
import type { View } from '../model/view';
import type { XAxis } from '../model/xaxis';
import { OutcomeMark } from '../../common/OutcomeMark';
import { Remarks } from '../../common/Remarks';

interface Props {
  view: View;
  width: number;
  top: number;
  remarks: string[];
  showKey: boolean;
  onAxis: (axis: XAxis) => void;
}

const AXES: Array<{ value: XAxis; label: string; description: string }> = [
  { value: 'iteration', label: 'Iteration', description: 'Along iterations' },
  { value: 'time', label: 'Time', description: 'Along time; several loops from their own start' },
  { value: 'tokens', label: 'Tokens', description: 'Along tokens spent' },
];

/** Below the axis: how many loops ended how, what was left out, and the choice of axis. */
export function Footer({ view, width, top, remarks, showKey, onAxis }: Props) {
  const styles = useStyles2(getStyles);
  const counts = OUTCOMES.map((outcome) => ({
    outcome,
    count: view.loops.filter((series) => series.outcome === outcome).length,
  })).filter(({ count }) => count > 0);
  return (
    <div className={styles.row} style={{ top, width }}>
      <Remarks remarks={remarks} />
      <div className={styles.key}>
        {showKey &&
          counts.map(({ outcome, count }) => (
            <span key={outcome} className={styles.entry}>
              <OutcomeMark outcome={outcome} />
              {count} {outcome}
            </span>
          ))}
        {showKey && view.banded && (
          <>
            <span className={styles.entry}>
              <span className={styles.median} /> median
            </span>
            <span className={styles.entry}>
              <span className={styles.band} /> 10–90 %
            </span>
          </>
        )}
      </div>
      <RadioButtonGroup size="sm" aria-label="X axis" options={AXES} value={view.axis} onChange={onAxis} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    position: 'absolute',
    left: 0,
    height: 28,
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    paddingLeft: theme.spacing(0.5),
  }),
  // wraps into a hidden second line, so that what does not fit vanishes whole
  key: css({
    flex: 1,
    minWidth: 0,
    display: 'flex',
    flexWrap: 'wrap',
    height: 18,
    columnGap: theme.spacing(1.5),
    lineHeight: '18px',
    overflow: 'hidden',
    whiteSpace: 'nowrap',
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
  entry: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    fontVariantNumeric: 'tabular-nums',
  }),
  median: css({ width: 14, height: 2, background: theme.colors.text.primary }),
  band: css({
    width: 14,
    height: 10,
    background: theme.colors.action.focus,
    borderTop: `1px solid ${theme.colors.text.secondary}`,
    borderBottom: `1px solid ${theme.colors.text.secondary}`,
  }),
});
