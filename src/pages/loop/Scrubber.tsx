import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, IconButton, useStyles2 } from '@grafana/ui';
import * as figures from '../common/figures';
import type { IterationRow } from './readIterations';

interface Props {
  iterations: readonly IterationRow[];
  /** They are on their way: what they need is there already. */
  reading: boolean;
  /** The iteration shown; null is the whole loop. */
  value: number | null;
  onChange: (iteration: number | null) => void;
}

/** Goes through a loop iteration by iteration: buttons, arrow keys on the slider, or the whole at once. */
export function Scrubber({ iterations, reading, value, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const numbers = [...new Set(iterations.map(({ iteration }) => iteration))];
  const place = value === null ? -1 : numbers.indexOf(value);
  const current = iterations.find(({ iteration }) => iteration === value);
  if (numbers.length === 0 && !reading) {
    return null;
  }
  const go = (to: number) => onChange(numbers[Math.max(0, Math.min(numbers.length - 1, to))]);
  return (
    <div className={styles.bar} role="group" aria-label="Iteration">
      <Button size="sm" variant={value === null ? 'primary' : 'secondary'} onClick={() => onChange(null)}>
        Whole loop
      </Button>
      <IconButton
        name="angle-left"
        aria-label="Previous iteration"
        disabled={place <= 0}
        onClick={() => go(place - 1)}
      />
      <input
        type="range"
        className={styles.slider}
        aria-label="Iteration"
        aria-valuetext={value === null ? 'Whole loop' : `Iteration ${value}`}
        min={0}
        max={Math.max(0, numbers.length - 1)}
        disabled={numbers.length === 0}
        value={Math.max(0, place)}
        onChange={({ currentTarget }) => go(Number(currentTarget.value))}
      />
      <IconButton
        name="angle-right"
        aria-label="Next iteration"
        disabled={place >= numbers.length - 1}
        onClick={() => go(place + 1)}
      />
      <span className={styles.figures} aria-live="polite">
        {numbers.length === 0
          ? 'Reading the iterations…'
          : current === undefined
            ? figures.count(numbers.length, 'iteration')
            : `Iteration ${current.iteration} of ${numbers[numbers.length - 1]} · goal ${figures.score(current.goalScore)} · ${figures.tokens(current.tokens)} tokens`}
      </span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    position: 'sticky',
    top: 0,
    zIndex: 1,
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(1, 0),
    background: theme.colors.background.canvas,
  }),
  slider: css({ flex: '1 1 160px', maxWidth: 420, accentColor: theme.colors.primary.main }),
  figures: css({ color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
});
