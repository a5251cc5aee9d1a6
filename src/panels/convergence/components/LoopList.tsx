import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import * as figures from '../../common/figures';
import { lastValue } from '../model/series';
import { walkOrder, type View } from '../model/view';
import { OutcomeMark } from '../../common/OutcomeMark';

interface Props {
  view: View;
  top: number;
  height: number;
  lifted: number | null;
  onLift: (loop: number | null) => void;
  onPick: (loop: number) => void;
}

/** The loops by name, where the ends of lines have no room for names: resting on one lifts its line, a click pins its last iteration. */
export function LoopList({ view, top, height, lifted, onLift, onPick }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.list} style={{ top, height }} aria-label="Loops">
      {walkOrder(view).map((i) => {
        const series = view.loops[i];
        return (
          <li key={series.key}>
            <button
              type="button"
              className={cx(styles.row, lifted === i && styles.lifted)}
              onClick={() => onPick(i)}
              onPointerEnter={() => onLift(i)}
              onPointerLeave={() => onLift(null)}
              onFocus={() => onLift(i)}
              onBlur={() => onLift(null)}
            >
              <OutcomeMark outcome={series.outcome} pulses />
              <span className={styles.name}>{series.name}</span>
              <span className={styles.weak}>{series.outcome}</span>
              <span className={styles.value}>{figures.score(lastValue(series.numbers.goalScore))}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ position: 'absolute', left: 0, right: 0, margin: 0, padding: 0, overflowY: 'auto', listStyle: 'none' }),
  row: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    width: '100%',
    height: 20,
    padding: theme.spacing(0, 1),
    border: 0,
    background: 'none',
    color: theme.colors.text.primary,
    fontSize: theme.typography.bodySmall.fontSize,
    textAlign: 'left',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  lifted: css({ background: theme.colors.action.hover }),
  name: css({ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  weak: css({ color: theme.colors.text.secondary }),
  value: css({ minWidth: 40, textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
});
