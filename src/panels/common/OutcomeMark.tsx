import { css, keyframes } from '@emotion/css';
import { useTheme2 } from '@grafana/ui';
import type { Outcome } from '../../core/model/loop';
import { paletteOf } from './colours';
import { GLYPHS } from './shapes';

interface Props {
  outcome: Outcome | 'best';
  size?: number;
  /** Lets the circle of a loop that is running now come and go softly, for those who do not mind motion. */
  pulses?: boolean;
}

/** The shape of an outcome, as it stands at the end of a line. The word is always beside it. */
export function OutcomeMark({ outcome, size = 10, pulses = false }: Props) {
  const palette = paletteOf(useTheme2());
  const colour = outcome === 'best' ? palette.text : palette.outcome[outcome];
  const glyph = GLYPHS[outcome];
  return (
    <svg
      width={size}
      height={size}
      viewBox="-1.2 -1.2 2.4 2.4"
      aria-hidden="true"
      className={pulses && outcome === 'running' ? pulsing : undefined}
      style={{ flex: 'none' }}
    >
      {glyph.fill && <path d={glyph.fill} fill={colour} />}
      {glyph.stroke && <path d={glyph.stroke} fill="none" stroke={colour} strokeWidth={0.42} strokeLinecap="round" />}
    </svg>
  );
}

const breathe = keyframes({ '50%': { opacity: 0.35 } });

const pulsing = css({
  '@media (prefers-reduced-motion: no-preference)': { animation: `${breathe} 2.4s ease-in-out infinite` },
});
