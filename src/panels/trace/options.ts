export const FIGURE_COLUMNS = [
  'score',
  'tokens',
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cost',
  'duration',
  'agent',
  'model',
  'tool',
  'status',
] as const;
/** A column between the names and the waterfall. */
export type FigureColumn = (typeof FIGURE_COLUMNS)[number];

/** What the waterfall runs along: each iteration from its own start, or the whole loop. */
export type TimeAxis = 'iteration' | 'loop';

export interface TraceOptions {
  /** `auto` takes a `steps` frame where there is one and asks for the steps of an iteration when it is opened otherwise. */
  loadSteps: 'auto' | 'panel' | 'open';
  /** The loop to show where the frames hold several; may be a variable. Empty takes the first. */
  traceId: string;
  /** The iteration to open at; variables in a text are replaced. */
  openIteration: number | string | null;
  /** Span id of the step to open at; variables are replaced. */
  openSpan: string;
  timeAxis: TimeAxis;
  columns: FigureColumn[];
  /** Keys of span attributes shown as columns. */
  attributes: string[];
  /** Consecutive steps of the same kind, name and status become one row. */
  foldRepeats: boolean;
  criticalPath: boolean;
}

export const DEFAULT_OPTIONS: TraceOptions = {
  loadSteps: 'auto',
  traceId: '',
  openIteration: null,
  openSpan: '',
  timeAxis: 'iteration',
  columns: ['score', 'tokens', 'cost', 'duration'],
  attributes: [],
  foldRepeats: true,
  criticalPath: false,
};

/** Saved options over the defaults; what was cleared in the editor counts as not saved. */
export function withDefaults(saved: Partial<TraceOptions> | undefined): TraceOptions {
  const known = Object.entries(saved ?? {}).filter(([, value]) => value !== undefined && value !== null);
  return { ...DEFAULT_OPTIONS, ...Object.fromEntries(known) };
}
