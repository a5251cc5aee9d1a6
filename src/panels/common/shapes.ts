import type { Outcome } from '../../core/model/loop';

/** The shape of an outcome as an SVG path in a box from -1 to 1; `filled` or drawn as an outline. */
export interface Glyph {
  fill: string | null;
  stroke: string | null;
}

const CIRCLE = 'M-0.9 0A0.9 0.9 0 1 1 0.9 0A0.9 0.9 0 1 1 -0.9 0Z';

export const GLYPHS: Record<Outcome | 'best' | 'warning', Glyph> = {
  success: { fill: CIRCLE, stroke: null },
  failure: { fill: null, stroke: 'M-0.8 -0.8L0.8 0.8M-0.8 0.8L0.8 -0.8' },
  partial: { fill: 'M0 -0.9A0.9 0.9 0 0 0 0 0.9Z', stroke: CIRCLE },
  running: { fill: null, stroke: CIRCLE },
  unknown: { fill: null, stroke: 'M-0.9 0L0.9 0' },
  warning: { fill: 'M0 -0.95L1 0.8L-1 0.8Z', stroke: null },
  best: { fill: 'M0 -1L0.85 0L0 1L-0.85 0Z', stroke: null },
};
