import { asText, columnsOf } from '../data/readLoops';
import { FieldType, type DataFrame } from '@grafana/data';
import { RunningMean } from '../../core/scoring/les';
import type { LoopRow } from '../data/readLoops';
import type { IterationRow } from '../loop/readIterations';

/** The middle of what is known; null where nothing is. */
export function median(values: ReadonlyArray<number | null>): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (known.length === 0) {
    return null;
  }
  const middle = known.length >> 1;
  return known.length % 2 === 1 ? known[middle] : (known[middle - 1] + known[middle]) / 2;
}

/** The iterations of each loop out of `iterations` frames of many, without the one that is compared. */
export function groupIterations(
  frames: readonly DataFrame[],
  read: (frames: readonly DataFrame[]) => IterationRow[],
  except: string
): IterationRow[][] {
  const groups = new Map<string, IterationRow[]>();
  for (const frame of frames) {
    const rows = read([frame]);
    const at = columnsOf(frame);
    rows.forEach((row, i) => {
      const traceId = asText(at('traceId', i)) ?? '';
      if (traceId === except) {
        return;
      }
      const group = groups.get(traceId);
      if (group === undefined) {
        groups.set(traceId, [row]);
      } else {
        group.push(row);
      }
    });
  }
  return [...groups.values()];
}

/** The median loop: at each iteration the median of the loops that got that far. */
export function medianIterations(loops: readonly IterationRow[][]): IterationRow[] {
  const length = median(loops.map((loop) => loop.length)) ?? 0;
  return Array.from({ length: Math.round(length) }, (_, index) => {
    const there = loops.flatMap((loop) => loop[index] ?? []);
    const of = (pick: (row: IterationRow) => number | null) => median(there.map(pick));
    return {
      iteration: index + 1,
      derived: true,
      time: null,
      goalScore: of((row) => row.goalScore),
      goalTarget: of((row) => row.goalTarget),
      effectiveness: of((row) => row.effectiveness),
      tokens: of((row) => row.tokens),
      costUsd: of((row) => row.costUsd),
      costBasis: null,
      latencyMs: of((row) => row.latencyMs),
      worker: null,
      evaluator: null,
      llmCalls: of((row) => row.llmCalls),
      toolCalls: of((row) => row.toolCalls),
      llmFailed: of((row) => row.llmFailed),
      toolFailed: of((row) => row.toolFailed),
      violations: 0,
    };
  });
}

const COLUMNS = ['iteration', 'goalScore', 'goalTarget', 'effectiveness', 'tokens', 'costUsd', 'latencyMs'] as const;

/** The median loop as an `iterations` frame, for the chart. */
export function medianFrame(name: string, iterations: readonly IterationRow[]): DataFrame {
  const les = new RunningMean();
  const text = (field: string, value: string) => ({
    name: field,
    type: FieldType.string,
    config: {},
    values: iterations.map(() => value),
  });
  const number = (field: string, values: Array<number | null>) => ({
    name: field,
    type: FieldType.number,
    config: {},
    values,
  });
  return {
    name: 'iterations',
    fields: [
      text('traceId', 'median'),
      text('loop', name),
      ...COLUMNS.map((column) =>
        number(
          column,
          iterations.map((row) => row[column])
        )
      ),
      number(
        'lesCumulative',
        iterations.map(({ effectiveness }) => nullable(les.add(effectiveness ?? NaN)))
      ),
    ],
    length: iterations.length,
  };
}

const nullable = (value: number) => (Number.isNaN(value) ? null : value);

/** A figure of the head table. */
export interface Figure {
  title: string;
  of(row: LoopRow): number | null;
  unit: 'score' | 'whole' | 'tokens' | 'usd' | 'duration';
  /** Whether more of it is better; null is neither. */
  isMoreBetter: boolean | null;
}

export const FIGURES: readonly Figure[] = [
  { title: 'Goal score', of: (row) => row.goalScore, unit: 'score', isMoreBetter: true },
  { title: 'LES', of: (row) => row.lesCumulative, unit: 'score', isMoreBetter: true },
  { title: 'Iterations', of: (row) => row.iterations, unit: 'whole', isMoreBetter: false },
  { title: 'Tokens', of: (row) => row.tokens, unit: 'tokens', isMoreBetter: false },
  { title: 'Cost', of: (row) => row.costUsd, unit: 'usd', isMoreBetter: false },
  { title: 'Duration', of: (row) => row.durationMs, unit: 'duration', isMoreBetter: false },
  { title: 'Model calls', of: (row) => row.llmCalls, unit: 'whole', isMoreBetter: null },
  { title: 'Tool calls', of: (row) => row.toolCalls, unit: 'whole', isMoreBetter: null },
  { title: 'Failed tool calls', of: (row) => row.toolFailed, unit: 'whole', isMoreBetter: false },
  { title: 'Handoffs', of: (row) => row.handoffs, unit: 'whole', isMoreBetter: null },
  { title: 'Warnings', of: (row) => row.warnings, unit: 'whole', isMoreBetter: false },
  { title: 'Health', of: (row) => row.health, unit: 'whole', isMoreBetter: true },
];

/** Of the figures of a frame with one loop a row, the median of each, as the figures of a loop. */
export function medianFigures(rows: readonly LoopRow[]): Array<number | null> {
  return FIGURES.map(({ of }) => median(rows.map(of)));
}
