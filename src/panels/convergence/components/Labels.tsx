import { css, cx, keyframes } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { paletteOf } from '../../common/colours';
import type { EndLabel } from '../draw/labels';
import type { ChartScene, Scene } from '../draw/types';
import { headFigures } from '../model/heads';
import type { View } from '../model/view';
import { OutcomeMark } from '../../common/OutcomeMark';

interface Props {
  view: View;
  scene: Scene;
  ends: EndLabel[];
  /** The loop that is lifted, if any: the labels of others step back. */
  lifted: number | null;
}

const MOST_PULSES = 12;

/** All words of the picture that stand still: heads, notes and the names at the ends of lines. */
export function Labels({ view, scene, ends, lifted }: Props) {
  const styles = useStyles2(getStyles);
  const { layout } = scene;
  return (
    <div className={styles.layer} aria-hidden="true">
      {scene.charts.map((chart) => (
        <Head key={chart.row.id} view={view} chart={chart} left={4} width={layout.width - 8} />
      ))}
      {scene.charts.flatMap((chart) =>
        chart.notes.map((note) => (
          <span
            key={`${chart.row.id} ${note.kind} ${note.text}`}
            className={cx(styles.note, note.anchor === 'middle' && styles.middle, note.anchor === 'end' && styles.end)}
            style={{ left: note.x, top: note.y, maxWidth: layout.right - layout.left }}
          >
            {note.kind === 'best' && <OutcomeMark outcome="best" size={9} />}
            {note.text}
          </span>
        ))
      )}
      {ends.map((label) => (
        <span
          key={label.key}
          className={cx(styles.endLabel, lifted !== null && lifted !== label.loop && styles.back)}
          style={{ left: label.x, top: label.y, width: label.width }}
        >
          {label.outcome && <OutcomeMark outcome={label.outcome} size={9} />}
          {label.dashed && <span className={styles.dashes} />}
          {label.name && <span className={styles.name}>{label.name}</span>}
          {label.suffix && <span className={styles.suffix}>{label.suffix}</span>}
          <span className={styles.value}>{label.value}</span>
          {label.word && <span className={styles.suffix}>{label.word}</span>}
        </span>
      ))}
      <Pulses scene={scene} />
    </div>
  );
}

function Head({ view, chart, left, width }: { view: View; chart: ChartScene; left: number; width: number }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.head} style={{ top: chart.row.top, left, width }}>
      <span className={styles.title}>{chart.chart.title}</span>
      <span className={styles.figures}>
        {headFigures(view, chart.chart).map((figure) => (
          <span key={figure.text} className={cx(styles.figure, figure.strong && styles.strong)} title={figure.title}>
            {figure.outcome && <OutcomeMark outcome={figure.outcome} />}
            {figure.text}
          </span>
        ))}
      </span>
    </div>
  );
}

/** A soft ring around the ends of running loops; still where motion is not wanted. */
function Pulses({ scene }: { scene: Scene }) {
  const styles = useStyles2(getStyles);
  const palette = paletteOf(useTheme2());
  const running = scene.charts
    .flatMap((chart) => (chart.row.id === 'goal' ? chart.marks : []))
    .filter((mark) => mark.shape === 'running');
  return running.length > MOST_PULSES
    ? null
    : running.map((mark, i) => (
        <span
          key={i}
          className={styles.pulse}
          style={{ left: mark.x, top: mark.y, borderColor: palette.outcome.running }}
        />
      ));
}

const pulse = keyframes({
  '0%': { transform: 'translate(-50%, -50%) scale(0.7)', opacity: 0.8 },
  '100%': { transform: 'translate(-50%, -50%) scale(1.6)', opacity: 0 },
});

const getStyles = (theme: GrafanaTheme2) => ({
  layer: css({
    position: 'absolute',
    inset: 0,
    pointerEvents: 'none',
    fontSize: 12,
    lineHeight: '16px',
    color: theme.colors.text.primary,
    fontVariantNumeric: 'tabular-nums',
  }),
  head: css({
    position: 'absolute',
    height: 18,
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(2),
    whiteSpace: 'nowrap',
    overflow: 'hidden',
  }),
  title: css({ fontWeight: theme.typography.fontWeightMedium, flex: 'none' }),
  // Wraps into a hidden second line, so that figures that do not fit vanish whole and the first stays.
  figures: css({
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'flex-end',
    columnGap: theme.spacing(1.5),
    height: 18,
    overflow: 'hidden',
    minWidth: 0,
    pointerEvents: 'auto',
  }),
  figure: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    height: 18,
    maxWidth: '100%',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    color: theme.colors.text.secondary,
  }),
  strong: css({ color: theme.colors.text.primary, fontWeight: theme.typography.fontWeightMedium }),
  note: css({
    position: 'absolute',
    display: 'inline-flex',
    alignItems: 'center',
    gap: 3,
    height: 14,
    fontSize: 11,
    lineHeight: '14px',
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    color: theme.colors.text.primary,
    textShadow: Array(4).fill(`0 0 3px ${theme.colors.background.primary}`).join(', '),
  }),
  middle: css({ transform: 'translateX(-50%)' }),
  end: css({ transform: 'translateX(-100%)' }),
  endLabel: css({
    position: 'absolute',
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    height: 14,
    fontSize: 11,
    lineHeight: '14px',
    whiteSpace: 'nowrap',
  }),
  dashes: css({ flex: 'none', width: 16, borderTop: `2px dashed ${theme.colors.text.secondary}` }),
  back: css({ opacity: 0.35 }),
  name: css({ overflow: 'hidden', textOverflow: 'ellipsis', minWidth: 0 }),
  suffix: css({ color: theme.colors.text.secondary, flex: 'none' }),
  value: css({ flex: 'none', fontWeight: theme.typography.fontWeightMedium }),
  pulse: css({
    position: 'absolute',
    width: 16,
    height: 16,
    borderRadius: '50%',
    border: '2px solid',
    opacity: 0,
    '@media (prefers-reduced-motion: no-preference)': { animation: `${pulse} 2.4s ease-out infinite` },
  }),
});
