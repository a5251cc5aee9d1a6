import { css } from '@emotion/css';
import { useId } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, useStyles2 } from '@grafana/ui';
import { OUTCOMES } from '../../../core/model/loop';
import { OutcomeMark } from '../../common/OutcomeMark';
import { Remarks } from '../../common/Remarks';
import type { Picture } from '../draw/paint';
import { MEASURES, type Measure, type Strips } from '../model/strips';
import { MEASURE_NAMES, measured } from '../model/words';

interface Props {
  strips: Strips;
  picture: Picture;
  width: number;
  remarks: string[];
  onColour: (measure: Measure) => void;
}

const OPTIONS = MEASURES.map((value) => ({ value, label: MEASURE_NAMES[value] }));

/** What a colour and a mark mean, what was left out, and what the colour tells. */
export function Legend({ strips, picture, width, remarks, onColour }: Props) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const { scale, colours, values, derived } = picture;
  const { measure } = scale;
  const missing = values.some((value) => value !== value);
  const inferred = derived.includes(1);
  const stops = [0, 0.25, 0.5, 0.75, 1].map((at) => colours[Math.round(at * (colours.length - 1))]);
  const high =
    measure === 'effectiveness' ? 'at target' : `${scale.clipped ? '≥ ' : ''}${measured(measure, scale.high)}`;
  const low = measure === 'effectiveness' ? '0' : measured(measure, scale.low);
  const counts = OUTCOMES.map((outcome) => ({
    outcome,
    count: strips.loops.filter((loop) => loop.outcome === outcome).length,
  })).filter(({ count }) => count > 0);
  return (
    <div className={styles.row} style={{ width }}>
      {/* Comboboxes of Grafana 12 take no name but that of an element. */}
      <span id={id} hidden>
        Colour by
      </span>
      <div className={styles.measure}>
        <Combobox
          aria-labelledby={id}
          options={OPTIONS}
          value={measure}
          width={16}
          onChange={({ value }) => onColour(value)}
        />
      </div>
      <Remarks remarks={remarks} />
      <div className={styles.key}>
        {scale.empty ? (
          <span className={styles.entry}>not reported</span>
        ) : (
          <span className={styles.entry}>
            {low}
            <span className={styles.scale} style={{ background: `linear-gradient(to right, ${stops.join(', ')})` }} />
            {high}
          </span>
        )}
        {missing && !scale.empty && (
          <span className={styles.entry}>
            <span className={styles.hatch} /> not reported
          </span>
        )}
        {inferred && (
          <span className={styles.entry}>
            <span className={styles.short} style={{ background: colours[colours.length - 1] }} /> number inferred
          </span>
        )}
        <span className={styles.spring} />
        {counts.map(({ outcome, count }) => (
          <span key={outcome} className={styles.entry}>
            <OutcomeMark outcome={outcome} /> {count.toLocaleString('en-US')} {outcome}
          </span>
        ))}
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    height: 30,
    paddingTop: 4,
    overflow: 'hidden',
    whiteSpace: 'nowrap',
    color: theme.colors.text.secondary,
    '& [data-testid="input-wrapper"], & input': { height: 24 },
  }),
  entry: css({
    display: 'inline-flex',
    alignItems: 'center',
    flex: 'none',
    gap: theme.spacing(0.5),
    fontVariantNumeric: 'tabular-nums',
  }),
  scale: css({ width: 72, height: 10, borderRadius: 2 }),
  hatch: css({
    width: 14,
    height: 10,
    border: `1px solid ${theme.colors.border.weak}`,
    background: `repeating-linear-gradient(135deg, ${theme.colors.text.secondary} 0 1px, transparent 1px 4px)`,
  }),
  short: css({ width: 10, height: 6 }),
  measure: css({ flex: 'none' }),
  // wraps into a hidden second line, so that what does not fit vanishes whole
  key: css({
    display: 'flex',
    flexWrap: 'wrap',
    flex: 1,
    minWidth: 0,
    height: 20,
    columnGap: theme.spacing(1.5),
    lineHeight: '20px',
    overflow: 'hidden',
  }),
  spring: css({ flex: 1 }),
});
