import { OUTCOMES, type Outcome } from '../../../core/model/loop';
import type { ReadableFrame } from '../../common/frames';
import { nameLoops } from '../../common/names';
import { fillTotals, joinParts, type Part } from './join';
import type { LoopSeries } from './series';
import { isWarningsTable, readWarnings, type WarningsByLoop } from './warnings';

export interface ReadResult {
  loops: LoopSeries[];
  /** Names of the measures that were asked for, whether or not any loop reports them. */
  measures: ReadonlySet<string>;
  /** Names of loops that are known of but ran no iteration. */
  withoutIterations: string[];
  /** What came instead, where frames were of another shape: names for a person. */
  foreign: string[];
  /** True where a `loops` table was among the frames. */
  hasLoopsTable: boolean;
  /** Frames that belong to a loop already read but share neither iteration, time nor length with it. */
  notJoined: number;
}

interface LoopFacts {
  loop: string | null;
  env: string | null;
  outcome: Outcome | null;
  terminationReason: string | null;
  /** The table says that it ran none. */
  idle: boolean;
}

const MEASURES = new Set([
  'goalScore',
  'effectiveness',
  'lesCumulative',
  'tokens',
  'tokensCumulative',
  'costUsd',
  'costCumulativeUsd',
]);

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

function toOutcome(value: unknown): Outcome | null {
  const word = text(value);
  return word === null ? null : (OUTCOMES.find((outcome) => outcome === word) ?? 'unknown');
}

/**
 * Loops out of frames, found by field names, whatever their order.
 * Takes `iterations` tables, the per-loop frames of `goal`, `les` and `tokens`, and a `loops` table for outcomes.
 */
export function readLoops(frames: readonly ReadableFrame[]): ReadResult {
  const parts: Part[] = [];
  const facts = new Map<string, LoopFacts>();
  const warnings: WarningsByLoop = new Map();
  const foreign: string[] = [];
  const measures = new Set<string>();
  let hasLoopsTable = false;

  frames.forEach((frame, frameIndex) => {
    const byName = new Map(frame.fields.map((field, index) => [field.name, index]));
    const measured = frame.fields.some((field) => MEASURES.has(field.name));
    const keyed = byName.has('iteration') || byName.has('time');
    if (measured && keyed) {
      frame.fields.forEach(({ name }) => MEASURES.has(name) && measures.add(name));
    }
    if (measured && keyed && byName.has('traceId')) {
      parts.push(...tableParts(frame, frameIndex, byName));
    } else if (measured && keyed) {
      parts.push(...labelledParts(frame, frameIndex));
    } else if (isWarningsTable(byName)) {
      readWarnings(frame, byName, warnings);
    } else if (byName.has('traceId') && byName.has('outcome')) {
      hasLoopsTable = true;
      readFacts(frame, byName, facts);
    } else if (frame.fields.length > 0) {
      foreign.push(frame.name || frame.refId || `frame ${frameIndex + 1}`);
    }
  });

  const grouped = new Map<string, Part[]>();
  for (const part of parts) {
    grouped.set(part.key, [...(grouped.get(part.key) ?? []), part]);
  }
  const loops: LoopSeries[] = [];
  const withoutIterations: string[] = [];
  let notJoined = 0;
  for (const [key, own] of grouped) {
    const joined = joinParts(key, own, frames);
    notJoined += joined.notJoined;
    const known = facts.get(key);
    const series: LoopSeries = {
      ...joined.series,
      loop: joined.series.loop ?? known?.loop ?? null,
      env: joined.series.env ?? known?.env ?? null,
      outcome: known?.outcome ?? toOutcome(joined.series.outcomeText) ?? 'unknown',
      terminationReason: known?.terminationReason ?? joined.series.terminationReason,
      warnings: warnings.get(key) ?? [],
    };
    if (series.length === 0) {
      withoutIterations.push(series.loop ?? key);
    } else {
      fillTotals(series);
      loops.push(series);
    }
  }
  for (const [key, known] of facts) {
    if (known.idle && !grouped.has(key)) {
      withoutIterations.push(known.loop ?? key);
    }
  }
  nameLoops(loops);
  return { loops, measures, withoutIterations, foreign, hasLoopsTable, notJoined };
}

/** Rows of an `iterations` table, a part a trace id. */
function tableParts(frame: ReadableFrame, frameIndex: number, byName: Map<string, number>): Part[] {
  const ids = frame.fields[byName.get('traceId') ?? 0].values;
  const names = byName.has('loop') ? frame.fields[byName.get('loop') ?? 0].values : [];
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < frame.length; row++) {
    const key = text(ids[row]) ?? text(names[row]) ?? `${frame.name || frame.refId || 'loop'} ${frameIndex + 1}`;
    const rows = rowsOf.get(key);
    if (rows) {
      rows.push(row);
    } else {
      rowsOf.set(key, [row]);
    }
  }
  const linkFields = ['traceId', 'loop', 'iteration'].flatMap((name) => byName.get(name) ?? []);
  return [...rowsOf].map(([key, rows]) => ({
    key,
    traceId: text(ids[rows[0]]),
    loop: text(names[rows[0]]),
    frame: frameIndex,
    columns: byName,
    linkFields,
    rows,
  }));
}

/** Value fields that carry the labels `loop` and `traceId`, a part a trace id; a frame without labels is one loop. */
function labelledParts(frame: ReadableFrame, frameIndex: number): Part[] {
  const parts = new Map<string, Part>();
  const shared = new Map<string, number>();
  frame.fields.forEach((field, index) => {
    if (!field.labels?.traceId && !field.labels?.loop) {
      shared.set(field.name, index);
    }
  });
  const rows = Array.from({ length: frame.length }, (_, row) => row);
  frame.fields.forEach((field, index) => {
    const traceId = field.labels?.traceId || null;
    const loop = field.labels?.loop || null;
    const key = traceId ?? loop;
    if (key === null) {
      return;
    }
    let part = parts.get(key);
    if (!part) {
      const outcome = text(field.labels?.outcome);
      part = { key, traceId, loop, outcome, frame: frameIndex, columns: new Map(shared), linkFields: [], rows };
      parts.set(key, part);
    }
    part.columns.set(field.name, index);
    part.linkFields.push(index);
  });
  if (parts.size > 0) {
    return [...parts.values()];
  }
  const name = frame.name || frame.refId || `loop ${frameIndex + 1}`;
  const linkFields = frame.fields.map((_, index) => index);
  return [{ key: name, traceId: null, loop: name, frame: frameIndex, columns: shared, linkFields, rows }];
}

function readFacts(frame: ReadableFrame, byName: Map<string, number>, facts: Map<string, LoopFacts>) {
  const at = (name: string, row: number) => {
    const index = byName.get(name);
    return index === undefined ? null : frame.fields[index].values[row];
  };
  for (let row = 0; row < frame.length; row++) {
    const key = text(at('traceId', row));
    if (key !== null) {
      facts.set(key, {
        loop: text(at('loop', row)),
        env: text(at('env', row)),
        outcome: toOutcome(at('outcome', row)),
        terminationReason: text(at('terminationReason', row)),
        idle: at('iterations', row) === 0,
      });
    }
  }
}
