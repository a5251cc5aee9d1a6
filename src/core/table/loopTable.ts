import { OUTCOMES, SYSTEMS, type Outcome, type System } from '../model/loop';
import { DEFAULT_GOAL_TARGET, effectivenessOf, RunningMean, RunningSum } from '../scoring/les';
import { DEFAULT_WARNING_OPTIONS, type WarningOptions } from '../warnings/options';
import {
  ITERATION_BYTE_COLUMNS,
  ITERATION_COUNT_COLUMNS,
  ITERATION_FLOAT_COLUMNS,
  ITERATION_ID_COLUMNS,
  LOOP_BYTE_COLUMNS,
  LOOP_FLOAT_COLUMNS,
  LOOP_ID_COLUMNS,
  type LoopBatch,
} from './batch';
import { copyPart, PartColumns, readPart } from './parts';
import type { LoopPart } from '../model/part';
import { bytes, Dictionary, floats, ids, NONE, shorts, type Column } from './columns';

function columns<K extends string>(names: readonly K[], create: () => Column): Record<K, Column> {
  const result: Partial<Record<K, Column>> = {};
  for (const name of names) {
    result[name] = create();
  }
  return result as Record<K, Column>;
}

/** Figures of a whole loop that are worked out once, when it is appended. */
const SUMMARY_COLUMNS = [
  'goalScore',
  'bestGoalScore',
  'targetScore',
  'effectiveness',
  'lesCumulative',
  'lesReported',
  'tokens',
  'costUsd',
  'iterationsToGoal',
] as const;

const createLoops = () => ({
  ...columns(LOOP_ID_COLUMNS, ids),
  ...columns(LOOP_FLOAT_COLUMNS, floats),
  ...columns(LOOP_BYTE_COLUMNS, bytes),
  ...columns(SUMMARY_COLUMNS, floats),
  ...columns(['source', 'iterationStart', 'attributeStart', 'violationStart'], ids),
  /** Of loops with steps; in others nothing is known, which takes no room. */
  ...columns(['partStart', 'partCount'], ids),
  /** 0 where a later document of the same trace id took the place of this one. */
  live: bytes(),
});

const createIterations = () => ({
  ...columns(ITERATION_FLOAT_COLUMNS, floats),
  ...columns(ITERATION_ID_COLUMNS, ids),
  ...columns(ITERATION_BYTE_COLUMNS, bytes),
  ...columns(ITERATION_COUNT_COLUMNS, shorts),
});

const STRING_COLUMNS = [
  'loop',
  'env',
  'task',
  'session',
  'agent',
  'terminationReason',
  'models',
  'faults',
  'warnings',
] as const;

/** Below this much waste a compaction is not worth its time. */
const SPARE_ITERATIONS = 4096;

/**
 * All loops of a store in columns, a row a loop, with the iterations of a loop side by side in theirs.
 * Appended to, never edited: a document with a trace id that is already held takes its place (last wins).
 */
export class LoopTable {
  loops = createLoops();
  iterations = createIterations();
  strings = new Dictionary();
  traceIds: string[] = [];
  /** Key and value ids, `attributeCount` pairs from `attributeStart`. */
  attributes = ids();
  /** Time, iteration and code id, `violationCount` triples from `violationStart`. */
  violations = floats();
  parts = new PartColumns();
  /** Rows that count. */
  liveCount = 0;
  /** Documents whose place a later one took. */
  superseded = 0;
  private rowOf = new Map<string, number>();
  private deadIterations = 0;

  /** The moment (ms) as of which open loops are judged; NaN where nobody asks. Set by what answers a query. */
  asOf = NaN;

  constructor(
    readonly defaultGoalTarget: number = DEFAULT_GOAL_TARGET,
    readonly warningOptions: WarningOptions = DEFAULT_WARNING_OPTIONS
  ) {}

  /** Rows, live or not. */
  get rowCount(): number {
    return this.traceIds.length;
  }

  find(traceId: string): number | undefined {
    return this.rowOf.get(traceId);
  }

  /** Rows that count, oldest line first. */
  liveRows(): number[] {
    const rows: number[] = [];
    const { live } = this.loops;
    for (let row = 0; row < this.rowCount; row++) {
      if (live.get(row) === 1) {
        rows.push(row);
      }
    }
    return rows;
  }

  /** Appends a batch that was read from the given source (an id of the caller's). */
  append(batch: LoopBatch, source: number): void {
    const first = this.rowCount;
    const remap = Uint32Array.from(batch.strings, (text) => this.strings.intern(text));
    const mapIds = (column: Uint32Array) => column.map((id) => (id === NONE ? NONE : remap[id]));
    const { loops, iterations } = this;

    let iterationStart = iterations.iteration.length;
    let attributeStart = this.attributes.length / 2;
    let violationStart = this.violations.length / 3;
    let partStart = this.parts.length;
    for (const name of STRING_COLUMNS) {
      loops[name].append(mapIds(batch.loops[name]));
    }
    for (const name of [
      'warningTypes',
      'iterationCount',
      'attributeCount',
      'violationCount',
      'length',
      'line',
    ] as const) {
      loops[name].append(batch.loops[name]);
    }
    for (const name of LOOP_FLOAT_COLUMNS) {
      loops[name].append(batch.loops[name]);
    }
    for (const name of LOOP_BYTE_COLUMNS) {
      loops[name].append(batch.loops[name]);
    }
    for (const name of ITERATION_FLOAT_COLUMNS) {
      iterations[name].append(batch.iterations[name]);
    }
    for (const name of ITERATION_ID_COLUMNS) {
      iterations[name].append(mapIds(batch.iterations[name]));
    }
    for (const name of [...ITERATION_BYTE_COLUMNS, ...ITERATION_COUNT_COLUMNS]) {
      iterations[name].append(batch.iterations[name]);
    }
    this.attributes.append(mapIds(batch.attributes));
    this.violations.append(batch.violations.map((value, i) => (i % 3 === 2 && value === value ? remap[value] : value)));

    if (batch.parts !== null) {
      this.parts.append(batch.parts, remap);
    }

    for (let i = 0; i < batch.traceIds.length; i++) {
      loops.source.push(source);
      loops.iterationStart.push(iterationStart);
      loops.attributeStart.push(attributeStart);
      loops.violationStart.push(violationStart);
      iterationStart += batch.loops.iterationCount[i];
      attributeStart += batch.loops.attributeCount[i];
      violationStart += batch.loops.violationCount[i];
      const partCount = batch.parts === null ? 0 : batch.parts.counts[i];
      loops.partStart.push(partCount === 0 ? NONE : partStart);
      loops.partCount.push(partCount === 0 ? NONE : partCount);
      partStart += partCount;
      this.takeRow(first + i, batch.traceIds[i]);
    }
    if (this.deadIterations > SPARE_ITERATIONS && this.deadIterations > iterations.iteration.length / 2) {
      this.compact();
    }
  }

  private takeRow(row: number, traceId: string): void {
    this.traceIds.push(traceId);
    const older = this.rowOf.get(traceId);
    if (older !== undefined) {
      this.loops.live.set(older, 0);
      this.deadIterations += this.loops.iterationCount.get(older) + 1;
      this.superseded++;
      this.liveCount--;
    }
    this.rowOf.set(traceId, row);
    this.loops.live.push(1);
    this.liveCount++;
    this.summarise(row);
  }

  /** A loop that is no more: it became part of another. */
  drop(traceId: string): void {
    const row = this.rowOf.get(traceId);
    if (row !== undefined) {
      this.loops.live.set(row, 0);
      this.deadIterations += this.loops.iterationCount.get(row) + 1;
      this.liveCount--;
      this.rowOf.delete(traceId);
    }
  }

  /** The target in force at an iteration: its own, the loop's, or the assumed one; NaN where there is neither score nor target. */
  targetAt(row: number, iteration: number): number {
    const own = this.iterations.goalTarget.get(iteration);
    if (own === own) {
      return own;
    }
    const whole = this.loops.goalTarget.get(row);
    if (whole === whole) {
      return whole;
    }
    const goal = this.iterations.goalScore.get(iteration);
    return goal === goal ? this.defaultGoalTarget : NaN;
  }

  private summarise(row: number): void {
    const { loops, iterations } = this;
    const les = new RunningMean();
    const tokens = new RunningSum();
    const cost = new RunningSum();
    let best = NaN;
    let goal = NaN;
    let effectiveness = NaN;
    let reported = NaN;
    let toGoal = NaN;
    let target = loops.goalTarget.get(row);
    const start = loops.iterationStart.get(row);
    const count = loops.iterationCount.get(row);
    for (let i = start; i < start + count; i++) {
      goal = iterations.goalScore.get(i);
      const own = this.targetAt(row, i);
      target = own === own ? own : target;
      effectiveness = effectivenessOf(goal, own);
      les.add(effectiveness);
      tokens.add(iterations.tokens.get(i));
      cost.add(iterations.costUsd.get(i));
      best = goal > best || best !== best ? goal : best;
      reported = iterations.lesReported.get(i);
      if (toGoal !== toGoal && goal >= target) {
        toGoal = i - start + 1;
      }
    }
    const total = loops.tokensTotal.get(row);
    loops.goalScore.push(goal);
    loops.bestGoalScore.push(best);
    loops.targetScore.push(target);
    loops.effectiveness.push(effectiveness);
    loops.lesCumulative.push(les.value);
    loops.lesReported.push(reported);
    loops.tokens.push(total === total ? total : tokens.value);
    const wholeCost = loops.costTotal.get(row);
    loops.costUsd.push(wholeCost === wholeCost ? wholeCost : cost.value);
    loops.iterationsToGoal.push(toGoal);
  }

  system(row: number): System {
    return SYSTEMS[this.loops.system.get(row)];
  }

  outcome(row: number): Outcome {
    return OUTCOMES[this.loops.outcome.get(row)];
  }

  /** A string column of a loop. */
  text(row: number, column: (typeof STRING_COLUMNS)[number]): string | null {
    return this.strings.at(this.loops[column].get(row));
  }

  /** Calls back for each attribute of a loop. */
  eachAttribute(row: number, visit: (key: string, value: string) => void): void {
    const start = this.loops.attributeStart.get(row);
    const end = start + this.loops.attributeCount.get(row);
    for (let pair = start; pair < end; pair++) {
      const key = this.strings.at(this.attributes.get(2 * pair));
      const value = this.strings.at(this.attributes.get(2 * pair + 1));
      if (key !== null && value !== null) {
        visit(key, value);
      }
    }
  }

  /** Who did what in a loop; none where its format carries no steps. */
  *eachPart(row: number): Iterable<LoopPart> {
    const start = this.loops.partStart.get(row);
    const end = start === NONE ? start : start + this.loops.partCount.get(row);
    for (let at = start; at < end; at++) {
      yield readPart(this.parts, at, this.strings);
    }
  }

  /** Drops all rows that were read from a source: its file was replaced. */
  dropSource(source: number): void {
    for (let row = 0; row < this.rowCount; row++) {
      if (this.loops.source.get(row) === source && this.loops.live.get(row) === 1) {
        this.loops.live.set(row, 0);
        this.liveCount--;
        this.rowOf.delete(this.traceIds[row]);
      }
    }
    this.compact();
  }

  /** Makes the columns anew without the rows that no longer count. */
  private compact(): void {
    const from = { ...this, loops: this.loops, iterations: this.iterations };
    const rows = this.liveRows();
    this.loops = createLoops();
    this.iterations = createIterations();
    this.strings = new Dictionary();
    this.attributes = ids();
    this.violations = floats();
    this.parts = new PartColumns();
    this.traceIds = [];
    this.rowOf = new Map();
    this.deadIterations = 0;
    const text = (id: number) => this.strings.intern(from.strings.at(id));
    for (const row of rows) {
      copyRow(from, this, row, text);
      this.rowOf.set(from.traceIds[row], this.traceIds.length);
      this.traceIds.push(from.traceIds[row]);
    }
  }
}

type TableColumns = Pick<LoopTable, 'loops' | 'iterations' | 'attributes' | 'violations' | 'parts'>;

function copyRow(from: TableColumns, to: TableColumns, row: number, text: (id: number) => number): void {
  const starts = {
    iterationStart: to.iterations.iteration.length,
    attributeStart: to.attributes.length / 2,
    violationStart: to.violations.length / 3,
    partStart: from.loops.partStart.get(row) === NONE ? NONE : to.parts.length,
  };
  const stringColumns = new Set<string>(STRING_COLUMNS);
  for (const name of Object.keys(to.loops) as Array<keyof TableColumns['loops']>) {
    const value = from.loops[name].get(row);
    if (name === 'iterationStart' || name === 'attributeStart' || name === 'violationStart' || name === 'partStart') {
      to.loops[name].push(starts[name]);
    } else {
      to.loops[name].push(stringColumns.has(name) ? text(value) : value);
    }
  }
  const { iterationStart, iterationCount, attributeStart, attributeCount, violationStart, violationCount } = from.loops;
  for (let i = 0; i < iterationCount.get(row); i++) {
    const at = iterationStart.get(row) + i;
    for (const name of [...ITERATION_FLOAT_COLUMNS, ...ITERATION_BYTE_COLUMNS, ...ITERATION_COUNT_COLUMNS]) {
      to.iterations[name].push(from.iterations[name].get(at));
    }
    for (const name of ITERATION_ID_COLUMNS) {
      to.iterations[name].push(text(from.iterations[name].get(at)));
    }
  }
  const { partStart, partCount } = from.loops;
  for (let i = 0; partStart.get(row) !== NONE && i < partCount.get(row); i++) {
    copyPart(from.parts, to.parts, partStart.get(row) + i, text);
  }
  for (let i = 0; i < 2 * attributeCount.get(row); i++) {
    to.attributes.push(text(from.attributes.get(2 * attributeStart.get(row) + i)));
  }
  for (let i = 0; i < 3 * violationCount.get(row); i++) {
    const value = from.violations.get(3 * violationStart.get(row) + i);
    to.violations.push(i % 3 === 2 && value === value ? text(value) : value);
  }
}
