import type { FigureColumn } from '../options';
import type { IterationFigure } from './iterations';
import type { LoopTree } from './tree';

export interface ColumnSpec {
  id: FigureColumn | 'attribute';
  /** The key of an attribute column. */
  attribute?: string;
  title: string;
  /** Pixels. */
  width: number;
  align: 'left' | 'right';
}

const SPECS: Record<FigureColumn, Omit<ColumnSpec, 'id'>> = {
  score: { title: 'Score', width: 104, align: 'left' },
  tokens: { title: 'Tokens', width: 64, align: 'right' },
  inputTokens: { title: 'Input', width: 64, align: 'right' },
  outputTokens: { title: 'Output', width: 64, align: 'right' },
  cacheReadTokens: { title: 'Cached', width: 64, align: 'right' },
  cost: { title: 'Cost', width: 108, align: 'right' },
  duration: { title: 'Duration', width: 72, align: 'right' },
  agent: { title: 'Agent', width: 110, align: 'left' },
  model: { title: 'Model', width: 120, align: 'left' },
  tool: { title: 'Tool', width: 110, align: 'left' },
  status: { title: 'Status', width: 60, align: 'left' },
};

const ATTRIBUTE_WIDTH = 130;
/** Left to right what a narrow panel keeps longest. */
const KEPT_FIRST: FigureColumn[] = ['duration', 'score', 'tokens', 'cost'];

/** The columns of which the loop has any value; the duration is never left out. */
export function columnsFilled({ steps, groups }: LoopTree, columns: readonly FigureColumn[]): FigureColumn[] {
  const told = (values: Float64Array) => values.some((value) => value === value);
  const inFacts = (name: IterationFigure) =>
    groups.some(({ facts }) => facts !== null && facts.figures[name] === facts.figures[name]);
  return columns.filter((id) => {
    switch (id) {
      case 'score':
        return inFacts('goalScore');
      case 'tokens':
        return inFacts('tokens') || told(steps.figures.inputTokens) || told(steps.figures.outputTokens);
      case 'cost':
        return inFacts('costUsd') || told(steps.figures.costUsd);
      case 'inputTokens':
      case 'outputTokens':
      case 'cacheReadTokens':
        return told(steps.figures[id]);
      case 'agent':
      case 'model':
      case 'tool':
        return steps.texts[id].some((text) => text !== null);
      default:
        return true;
    }
  });
}

/**
 * The columns between names and waterfall that have room, in the order chosen.
 * Names and waterfall keep at least `rest` pixels together.
 */
export function columnsShown(
  columns: readonly FigureColumn[],
  attributes: readonly string[],
  width: number
): ColumnSpec[] {
  const wanted: ColumnSpec[] = [
    ...columns.filter((id) => id in SPECS).map((id) => ({ id, ...SPECS[id] })),
    ...attributes.map((key): ColumnSpec => ({
      id: 'attribute',
      attribute: key,
      title: key,
      width: ATTRIBUTE_WIDTH,
      align: 'left',
    })),
  ];
  const rank = ({ id }: ColumnSpec) => {
    const at = id === 'attribute' ? -1 : KEPT_FIRST.indexOf(id);
    return at < 0 ? KEPT_FIRST.length : at;
  };
  const kept = new Set<ColumnSpec>();
  let room = width - Math.max(260, Math.min(520, width * 0.5));
  for (const column of [...wanted].sort((a, b) => rank(a) - rank(b))) {
    if (column.width <= room) {
      kept.add(column);
      room -= column.width;
    }
  }
  return wanted.filter((column) => kept.has(column));
}

/** The tracks of a row: names, the columns, the waterfall. */
export function gridTemplate(columns: readonly ColumnSpec[], width: number): string {
  const middle = columns.map((column) => `${column.width}px`).join(' ');
  const names = width < 600 ? 'minmax(0, 3fr)' : 'minmax(0, 2fr)';
  return `${names} ${middle} minmax(0, ${width < 600 ? 2 : 3}fr)`;
}
