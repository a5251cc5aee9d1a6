import { css, cx } from '@emotion/css';
import { useLayoutEffect, useRef, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Portal, useStyles2 } from '@grafana/ui';
import { OutcomeMark } from '../../common/OutcomeMark';
import { words } from '../../common/names';
import { getTooltipStyles } from '../../common/tooltipStyles';
import { cellNumber, type StripLoop, type Strips } from '../model/strips';
import { placeOf, readings, reasonOf, withoutCells } from '../model/words';

interface Props {
  strips: Strips;
  loop: StripLoop;
  index: number | null;
  /** Pixels of the window. */
  anchor: { x: number; y: number };
  time: (ms: number) => string;
}

const GAP = 14;

/** What is known of the loop and the iteration that the pointer rests on. Screen readers get it from the live region. */
export function CellTooltip({ strips, loop, index, anchor, time }: Props) {
  const styles = useStyles2(getStyles);
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 260, height: 160 });
  useLayoutEffect(() => {
    const box = ref.current?.getBoundingClientRect();
    if (box && (Math.abs(box.width - size.width) > 1 || Math.abs(box.height - size.height) > 1)) {
      setSize({ width: box.width, height: box.height });
    }
  }, [loop, index, size]);
  const right = anchor.x + GAP + size.width > window.innerWidth - 8;
  const below = anchor.y + GAP + size.height > window.innerHeight - 8;
  const place = {
    left: Math.max(8, right ? anchor.x - GAP - size.width : anchor.x + GAP),
    top: Math.max(8, below ? anchor.y - GAP - size.height : anchor.y + GAP),
  };
  const reason = reasonOf(loop);
  const at = index === null ? NaN : cellNumber(strips, loop.first + index, 'time');
  const ended = loop.terminationReason === null ? null : words(loop.terminationReason);
  return (
    <Portal>
      <div
        ref={ref}
        className={cx(styles.box, styles.through)}
        style={place}
        aria-hidden="true"
        data-testid="strips-tooltip"
      >
        <div className={styles.head}>
          <OutcomeMark outcome={loop.outcome} />
          <span className={styles.name}>{loop.name}</span>
        </div>
        <div className={styles.weak}>{[loop.outcome, ended, loop.env].filter(Boolean).join(' · ')}</div>
        {reason !== '' && reason !== ended && <div className={styles.reason}>{reason}</div>}
        {index === null ? (
          <div className={styles.weak}>
            {loop.length === 0 ? withoutCells(loop) : null}
            {loop.startTime === loop.startTime ? ` started ${time(loop.startTime)}` : null}
          </div>
        ) : (
          <>
            <div className={styles.place}>
              <span>{placeOf(strips, loop, index)}</span>
              {at === at && <span className={styles.weak}>{time(at)}</span>}
            </div>
            <table className={styles.table}>
              <tbody>
                {readings(strips, loop, index).map(({ name, value, aside }) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td className={styles.value}>{value}</td>
                    <td className={styles.weak}>{aside}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
      </div>
    </Portal>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...getTooltipStyles(theme),
  // The pointer reads what is below it.
  through: css({ pointerEvents: 'none' }),
  reason: css({ marginTop: theme.spacing(0.5), overflowWrap: 'anywhere' }),
});
