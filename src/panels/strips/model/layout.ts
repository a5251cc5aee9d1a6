import type { ColumnId } from '../options';

export const ROW_HEIGHT = 24;
export const HEADER_HEIGHT = 26;
/** For the outcome's mark and its word behind the strip, or the mark alone. */
const END_WITH_WORD = 76;
const END_MARK = 20;

const WIDTHS: Record<ColumnId, number> = {
  env: 84,
  system: 84,
  agent: 96,
  iterations: 48,
  goalScore: 52,
  lesCumulative: 48,
  tokens: 60,
  costUsd: 68,
  durationMs: 68,
  startTime: 132,
  warnings: 68,
  reason: 180,
};

/** What is given up first where there is no room, last the column that matters most. */
const LEAST_FIRST: ColumnId[] = [
  'system',
  'agent',
  'startTime',
  'durationMs',
  'goalScore',
  'env',
  'reason',
  'costUsd',
  'iterations',
  'warnings',
  'tokens',
  'lesCumulative',
];

/** Columns that stand before the strip; the others follow it. */
const BEFORE: ReadonlySet<ColumnId> = new Set(['env', 'system', 'agent']);

export interface Placed {
  id: ColumnId;
  x: number;
  width: number;
}

export interface Layout {
  width: number;
  name: number;
  columns: Placed[];
  strip: { x: number; width: number };
  /** Part of the strip's column that cells may take. */
  area: number;
  /** Whether the outcome's word has room beside its mark. */
  words: boolean;
}

const GAP = 8;

/** Places of the columns for a panel of this width (pixels). The strip keeps most of the room. */
export function layoutRows(width: number, wanted: readonly ColumnId[]): Layout {
  const name = Math.round(width < 480 ? Math.max(92, width * 0.32) : Math.min(220, Math.max(150, width * 0.19)));
  const least = width < 480 ? 110 : Math.min(320, width * 0.36);
  const shown = new Set(wanted);
  const taken = () => [...shown].reduce((sum, id) => sum + WIDTHS[id] + GAP, name + GAP);
  for (const id of LEAST_FIRST) {
    if (width - taken() >= least) {
      break;
    }
    shown.delete(id);
  }
  const before = wanted.filter((id) => shown.has(id) && BEFORE.has(id));
  // Reasons are sentences: they stand last and take what room is left.
  const last = (id: ColumnId) => Number(id === 'reason');
  const after = wanted.filter((id) => shown.has(id) && !BEFORE.has(id)).sort((a, b) => last(a) - last(b));
  const columns: Placed[] = [];
  let x = name + GAP;
  const place = (id: ColumnId) => {
    columns.push({ id, x, width: WIDTHS[id] });
    x += WIDTHS[id] + GAP;
  };
  before.forEach(place);
  const spare = Math.max(0, width - taken());
  // A wide panel gives its reasons more room: they are sentences.
  const more = shown.has('reason') ? Math.min(160, Math.max(0, spare - 480) * 0.4) : 0;
  const strip = { x, width: Math.max(40, Math.floor(spare - more)) };
  x += strip.width + GAP;
  after.forEach(place);
  const reason = columns.find(({ id }) => id === 'reason');
  if (reason) {
    reason.width = Math.max(40, width - reason.x - GAP);
  }
  const words = strip.width >= 220;
  return { width, name, columns, strip, area: strip.width - (words ? END_WITH_WORD : END_MARK), words };
}
