import { OUTCOMES, type Outcome } from '../../../core/model/loop';
import type { ReadableFrame } from '../../common/frames';
import { nameLoops } from '../../common/names';
import { readFindings } from './findings';
import { sortCells } from './sortCells';
import { toNumber, toText, type FieldIndex, type StripLoop, type Strips } from './strips';
import { fillFromCells } from './totals';

type Role = 'loops' | 'iterations' | 'warnings' | 'foreign' | 'empty';

const CELL_FIGURES = ['goalScore', 'effectiveness', 'lesCumulative', 'tokens', 'costUsd', 'latencyMs'];

function roleOf(frame: ReadableFrame, names: ReadonlyMap<string, number>): Role {
  if (frame.fields.length === 0) {
    return 'empty';
  }
  const keyed = names.has('traceId') || names.has('loop');
  if (keyed && names.has('severity') && names.has('title')) {
    return 'warnings';
  }
  if (keyed && names.has('iteration') && CELL_FIGURES.some((name) => names.has(name))) {
    return 'iterations';
  }
  return names.has('traceId') && names.has('outcome') ? 'loops' : 'foreign';
}

const toOutcome = (value: unknown): Outcome | null => {
  const word = toText(value);
  return word === null ? null : (OUTCOMES.find((outcome) => outcome === word) ?? 'unknown');
};

/**
 * Loops and where their cells stand, out of `loops`, `iterations` and `warnings` frames, found by their fields' names.
 * Any of them may be missing. Rows may come in any order; 500,000 rows cost a few typed arrays and no objects.
 */
export function readStrips(frames: readonly ReadableFrame[]): Strips {
  const fields: FieldIndex = frames.map((frame) => new Map(frame.fields.map(({ name }, index) => [name, index])));
  const roles = frames.map((frame, index) => roleOf(frame, fields[index]));
  const loops: StripLoop[] = [];
  const byKey = new Map<string, number>();
  frames.forEach((frame, index) => {
    if (roles[index] === 'loops') {
      readLoopRows(frame, index, fields[index], loops, byKey);
    }
  });
  const { loopOf, cells } = readCells(frames, roles, fields, loops, byKey);
  sortCells({ frames, fields, loops, cells, loopOf });
  const strips: Strips = {
    loops,
    cells,
    frames,
    fields,
    foreign: frames.flatMap((frame, index) =>
      roles[index] === 'foreign' ? [frame.name || frame.refId || `frame ${index + 1}`] : []
    ),
    hasIterations: roles.includes('iterations'),
  };
  fillFromCells(strips);
  const findings = readFindings(frames.filter((_, index) => roles[index] === 'warnings'));
  for (const loop of loops) {
    const own = findings.get(loop.key);
    loop.finding = own?.worst ?? null;
    loop.warnings = loop.warnings === loop.warnings ? loop.warnings : (own?.count ?? NaN);
  }
  nameLoops(loops);
  return strips;
}

function emptyLoop(key: string, traceId: string | null): StripLoop {
  return {
    key,
    traceId,
    loop: null,
    name: key,
    suffix: '',
    env: null,
    outcome: 'unknown',
    terminationReason: null,
    startTime: NaN,
    iterations: NaN,
    goalScore: NaN,
    lesCumulative: NaN,
    tokens: NaN,
    costUsd: NaN,
    goalTarget: NaN,
    warnings: NaN,
    health: NaN,
    finding: null,
    frame: -1,
    row: -1,
    first: 0,
    length: 0,
  };
}

function readLoopRows(
  frame: ReadableFrame,
  index: number,
  names: ReadonlyMap<string, number>,
  loops: StripLoop[],
  byKey: Map<string, number>
) {
  const at = (name: string, row: number): unknown => {
    const field = names.get(name);
    return field === undefined ? null : frame.fields[field].values[row];
  };
  for (let row = 0; row < frame.length; row++) {
    const key = toText(at('traceId', row));
    if (key === null || byKey.has(key)) {
      continue;
    }
    byKey.set(key, loops.length);
    loops.push({
      ...emptyLoop(key, key),
      loop: toText(at('loop', row)),
      env: toText(at('env', row)),
      outcome: toOutcome(at('outcome', row)) ?? 'unknown',
      terminationReason: toText(at('terminationReason', row)),
      startTime: toNumber(at('startTime', row)),
      iterations: toNumber(at('iterations', row)),
      goalScore: toNumber(at('goalScore', row)),
      lesCumulative: toNumber(at('lesCumulative', row)),
      tokens: toNumber(at('tokens', row)),
      costUsd: toNumber(at('costUsd', row)),
      goalTarget: toNumber(at('goalTarget', row)),
      warnings: toNumber(at('warnings', row)),
      health: toNumber(at('health', row)),
      frame: index,
      row,
    });
  }
}

/** Which loop each row of the `iterations` frames belongs to; loops that no `loops` frame lists are added. */
function readCells(
  frames: readonly ReadableFrame[],
  roles: readonly Role[],
  fields: FieldIndex,
  loops: StripLoop[],
  byKey: Map<string, number>
) {
  const total = frames.reduce((sum, { length }, index) => sum + (roles[index] === 'iterations' ? length : 0), 0);
  const cells = { frame: new Uint16Array(total), row: new Uint32Array(total) };
  const loopOf = new Uint32Array(total);
  let cell = 0;
  frames.forEach((frame, index) => {
    if (roles[index] !== 'iterations') {
      return;
    }
    const column = (name: string) => {
      const field = fields[index].get(name);
      return field === undefined ? [] : frame.fields[field].values;
    };
    const [ids, names, envs] = [column('traceId'), column('loop'), column('env')];
    const [outcomes, reasons] = [column('outcome'), column('terminationReason')];
    let before: unknown;
    let loop = -1;
    for (let row = 0; row < frame.length; row++, cell++) {
      const given = ids[row] ?? names[row];
      // Rows of a loop mostly follow each other.
      if (loop < 0 || given !== before) {
        before = given;
        const key = toText(given) ?? `${frame.name || frame.refId || 'loop'} ${index + 1}`;
        const known = byKey.get(key);
        loop = known ?? loops.push(emptyLoop(key, toText(ids[row]))) - 1;
        if (known === undefined) {
          byKey.set(key, loop);
        }
      }
      const own = loops[loop];
      if (own.frame < 0) {
        own.loop ??= toText(names[row]);
        own.env ??= toText(envs[row]);
        own.terminationReason ??= toText(reasons[row]);
        own.outcome = own.outcome === 'unknown' ? (toOutcome(outcomes[row]) ?? 'unknown') : own.outcome;
      }
      own.length += 1;
      loopOf[cell] = loop;
      cells.frame[cell] = index;
      cells.row[cell] = row;
    }
  });
  return { loopOf, cells };
}
