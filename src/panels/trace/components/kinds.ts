import type { GrafanaTheme2 } from '@grafana/data';
import type { StepKind } from '../../../core/model/loop';

interface KindLook {
  /** What people read. */
  word: string;
  /** A path in a box from 0 to 12. */
  path: string;
  hue: 'model' | 'tool' | 'agent' | 'check' | 'plain';
}

const CIRCLE = 'M6 1.5A4.5 4.5 0 1 1 6 10.5A4.5 4.5 0 1 1 6 1.5Z';
const LOOP = 'M9.5 3.2A4.5 4.5 0 1 0 10.5 6M10.5 1.5V4H8';

/** How each kind of step is told apart: a shape, a hue, a word. */
export const KINDS: Record<StepKind, KindLook> = {
  loop: { word: 'Loop', path: LOOP, hue: 'agent' },
  iteration: { word: 'Iteration', path: LOOP, hue: 'agent' },
  agent: {
    word: 'Agent',
    path: 'M6 1.5A2.2 2.2 0 1 1 6 5.9A2.2 2.2 0 1 1 6 1.5ZM1.8 10.8A4.2 4.2 0 0 1 10.2 10.8',
    hue: 'agent',
  },
  llm: { word: 'Model call', path: 'M1.5 2H10.5V8H6L3.5 10.5V8H1.5Z', hue: 'model' },
  tool: {
    word: 'Tool',
    path: 'M10.3 3.2A2.7 2.7 0 0 1 6.8 6.6L3.2 10.4A1.2 1.2 0 0 1 1.5 8.7L5.3 5.2A2.7 2.7 0 0 1 8.8 1.7L7.3 3.2L8.8 4.7Z',
    hue: 'tool',
  },
  worker: { word: 'Worker', path: 'M1.5 8.5H10.5M2.8 8.5V6.8A3.2 3.2 0 0 1 9.2 6.8V8.5M6 3.4V2', hue: 'agent' },
  evaluator: { word: 'Evaluator', path: 'M1.5 6.5L4.7 9.7L10.5 2.5', hue: 'check' },
  handoff: { word: 'Handoff', path: 'M1.5 6H10M6.8 2.8L10 6L6.8 9.2', hue: 'check' },
  workflow: {
    word: 'Workflow',
    path: 'M4.5 1.5H7.5V4H4.5ZM1.5 8H4.5V10.5H1.5ZM7.5 8H10.5V10.5H7.5ZM6 4V6M3 8V6H9V8',
    hue: 'agent',
  },
  retrieval: {
    word: 'Retrieval',
    path: 'M5.2 1.5A3.7 3.7 0 1 1 5.2 8.9A3.7 3.7 0 1 1 5.2 1.5ZM8 8L10.8 10.8',
    hue: 'tool',
  },
  embedding: { word: 'Embedding', path: 'M2 10.5V6.5M6 10.5V1.5M10 10.5V4.5', hue: 'model' },
  memory: {
    word: 'Memory',
    path: 'M1.8 3.2C1.8 1 10.2 1 10.2 3.2C10.2 5.4 1.8 5.4 1.8 3.2ZM1.8 3.2V8.8C1.8 11 10.2 11 10.2 8.8V3.2',
    hue: 'tool',
  },
  other: { word: 'Step', path: CIRCLE, hue: 'plain' },
};

/** Blue for models, violet for tools, grey for what holds them, ochre for judging and handing over. */
export function hueOf(theme: GrafanaTheme2, kind: StepKind): string {
  const hues = theme.isDark
    ? { model: '#5b95e5', tool: '#b58ae6', agent: '#7f8ba0', check: '#c8a24a', plain: '#7f8ba0' }
    : { model: '#2f6fc4', tool: '#8a4fc9', agent: '#66728a', check: '#8a6a10', plain: '#66728a' };
  return hues[KINDS[kind].hue];
}

/** A path as a CSS image. */
export function drawing(path: string, size: number, colour: string, width: number): string {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${size} ${size}">` +
    `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
  return `url("data:image/svg+xml,${encodeURIComponent(svg)}")`;
}
