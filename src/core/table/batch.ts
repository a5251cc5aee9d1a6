import { FAULTS, type Fault, type FaultCode } from '../model/fault';
import { OUTCOMES, SYSTEMS, type Iteration, type Loop } from '../model/loop';
import type { Finding } from '../warnings/detector';
import { encodeFindings, typeBits } from '../warnings/encode';
import { PartBuilder, type PartBatch } from './parts';
import { Dictionary, NONE, shortCount, UNCOUNTED } from './columns';

/**
 * Loops in columns, on their way from where they were parsed (a worker, perhaps) into a table.
 * Plain typed arrays and strings: it can be posted between threads.
 * String columns hold ids into `strings`; not known is NaN or `NONE`.
 */
export interface LoopBatch {
  strings: string[];
  traceIds: string[];
  loops: { [K in LoopIdColumn]: Uint32Array } & { [K in LoopFloatColumn]: Float64Array } & {
    [K in LoopByteColumn]: Uint8Array;
  };
  iterations: { [K in IterationFloatColumn]: Float64Array } & { [K in IterationIdColumn]: Uint32Array } & {
    [K in IterationByteColumn]: Uint8Array;
  } & { [K in IterationCountColumn]: Uint16Array };
  /** Key and value ids of the attributes, `attributeCount` pairs a loop. */
  attributes: Uint32Array;
  violations: Float64Array;
  /** Null where no loop has any. */
  parts: PartBatch | null;
}

/** `warningTypes`: a bit for each type of warning, `NONE` without any; `warnings` has them as `encodeFindings` writes them. */
export const LOOP_ID_COLUMNS = [
  'loop',
  'env',
  'task',
  'session',
  'agent',
  'terminationReason',
  'models',
  'faults',
  'warnings',
  'warningTypes',
  'iterationCount',
  'attributeCount',
  'violationCount',
  'length',
  'line',
] as const;
/** What the steps of a loop add up to; NaN where the format carries no steps. */
export const TOTAL_COLUMNS = [
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'llmCalls',
  'llmFailed',
  'toolCalls',
  'toolFailed',
  'handoffs',
] as const;
export const LOOP_FLOAT_COLUMNS = [
  'startTime',
  'endTime',
  'goalTarget',
  'tokensTotal',
  'costTotal',
  'offset',
  ...TOTAL_COLUMNS,
] as const;
/** `costBasis`: 0 none or reported, 1 estimated. */
export const LOOP_BYTE_COLUMNS = ['system', 'outcome', 'costBasis'] as const;
export const ITERATION_FLOAT_COLUMNS = [
  'iteration',
  'time',
  'goalScore',
  'goalTarget',
  'lesReported',
  'tokens',
  'costUsd',
  'latencyMs',
] as const;
export const ITERATION_ID_COLUMNS = ['worker', 'evaluator'] as const;
/** `flags`: bit 0 derived, bits 1..7 the safety violations, at most 127. */
export const ITERATION_BYTE_COLUMNS = ['flags'] as const;

/** Calls of an iteration; `UNCOUNTED` where the format carries no steps. */
export const ITERATION_COUNT_COLUMNS = ['llmCalls', 'llmFailed', 'toolCalls', 'toolFailed'] as const;

export type LoopIdColumn = (typeof LOOP_ID_COLUMNS)[number];
export type LoopFloatColumn = (typeof LOOP_FLOAT_COLUMNS)[number];
export type LoopByteColumn = (typeof LOOP_BYTE_COLUMNS)[number];
export type IterationFloatColumn = (typeof ITERATION_FLOAT_COLUMNS)[number];
export type IterationIdColumn = (typeof ITERATION_ID_COLUMNS)[number];
export type IterationCountColumn = (typeof ITERATION_COUNT_COLUMNS)[number];
export type IterationByteColumn = (typeof ITERATION_BYTE_COLUMNS)[number];

/** Where a document lies in its file: bytes, and the line for people (from 1). */
export interface Place {
  offset: number;
  length: number;
  line: number;
}

export const SYSTEM_IDS = new Map(SYSTEMS.map((system, id) => [system, id]));
export const OUTCOME_IDS = new Map(OUTCOMES.map((outcome, id) => [outcome, id]));
const FAULT_CODES = Object.keys(FAULTS) as FaultCode[];
/** A fault without detail, as it is stored: the code's index and a space. */
const BARE_FAULTS = Object.fromEntries(FAULT_CODES.map((code, index) => [code, `${index} `])) as Record<
  FaultCode,
  string
>;

const NO_WARNINGS: readonly Finding[] = [];

type TypedArray = Float64Array | Uint32Array | Uint16Array | Uint8Array;

/** Named columns that grow together; written by index, which costs less than pushing. */
class ColumnSet<K extends string, T extends TypedArray> {
  arrays: Record<K, T>;

  constructor(
    private readonly names: readonly K[],
    private readonly create: (size: number) => T,
    private capacity = 256
  ) {
    this.arrays = this.fresh(capacity);
  }

  private fresh(size: number): Record<K, T> {
    const result: Partial<Record<K, T>> = {};
    for (const name of this.names) {
      result[name] = this.create(size);
    }
    return result as Record<K, T>;
  }

  /** Makes room for rows up to `length`. */
  reserve(length: number): void {
    if (length <= this.capacity) {
      return;
    }
    this.capacity = Math.max(length, this.capacity * 2);
    const old = this.arrays;
    this.arrays = this.fresh(this.capacity);
    for (const name of this.names) {
      this.arrays[name].set(old[name]);
    }
  }

  /** The first rows, copied to their exact size. */
  take(length: number): Record<K, T> {
    const result: Partial<Record<K, T>> = {};
    for (const name of this.names) {
      const exact = this.create(length);
      exact.set(this.arrays[name].subarray(0, length));
      result[name] = exact;
    }
    return result as Record<K, T>;
  }
}

const float = (size: number) => new Float64Array(size);
const id = (size: number) => new Uint32Array(size);
const short = (size: number) => new Uint16Array(size);
const byte = (size: number) => new Uint8Array(size);

/** Collects loops and turns them into a batch. */
export class BatchBuilder {
  private dictionary = new Dictionary();
  private traceIds: string[] = [];
  private loopIds = new ColumnSet(LOOP_ID_COLUMNS, id);
  private loopFloats = new ColumnSet(LOOP_FLOAT_COLUMNS, float);
  private loopBytes = new ColumnSet(LOOP_BYTE_COLUMNS, byte);
  private iterationFloats = new ColumnSet(ITERATION_FLOAT_COLUMNS, float);
  private iterationIds = new ColumnSet(ITERATION_ID_COLUMNS, id);
  private iterationBytes = new ColumnSet(ITERATION_BYTE_COLUMNS, byte);
  private iterationCounts = new ColumnSet(ITERATION_COUNT_COLUMNS, short);
  private iterationCount = 0;
  private attributes: number[] = [];
  private violations: number[] = [];
  private readonly parts = new PartBuilder();

  get size(): number {
    return this.traceIds.length;
  }

  add(loop: Loop, place: Place, warnings: readonly Finding[] = NO_WARNINGS): void {
    const { dictionary } = this;
    const row = this.traceIds.length;
    this.traceIds.push(loop.traceId);
    this.loopIds.reserve(row + 1);
    this.loopFloats.reserve(row + 1);
    this.loopBytes.reserve(row + 1);
    const ids = this.loopIds.arrays;
    ids.loop[row] = dictionary.intern(loop.loop);
    ids.env[row] = dictionary.intern(loop.env);
    ids.task[row] = dictionary.intern(loop.task);
    ids.session[row] = dictionary.intern(loop.session);
    ids.agent[row] = dictionary.intern(loop.agent);
    ids.terminationReason[row] = dictionary.intern(loop.terminationReason);
    ids.models[row] = dictionary.intern(loop.models.length === 0 ? null : loop.models.join('\n'));
    ids.faults[row] = loop.faults.length === 0 ? NONE : dictionary.intern(writeFaults(loop.faults));
    ids.warnings[row] = warnings.length === 0 ? NONE : dictionary.intern(encodeFindings(warnings));
    ids.warningTypes[row] = warnings.length === 0 ? NONE : typeBits(warnings);
    ids.iterationCount[row] = loop.iterations.length;
    ids.attributeCount[row] = loop.attributes.length;
    ids.violationCount[row] = loop.violations.length;
    ids.length[row] = place.length;
    ids.line[row] = place.line;
    const floats = this.loopFloats.arrays;
    floats.startTime[row] = loop.startTime ?? NaN;
    floats.endTime[row] = loop.endTime ?? NaN;
    floats.goalTarget[row] = loop.goalTarget ?? NaN;
    floats.tokensTotal[row] = loop.tokensTotal ?? NaN;
    floats.offset[row] = place.offset;
    const { totals } = loop;
    floats.costTotal[row] = totals?.costUsd ?? NaN;
    for (const name of TOTAL_COLUMNS) {
      floats[name][row] = totals?.[name] ?? NaN;
    }
    const bytes = this.loopBytes.arrays;
    bytes.system[row] = SYSTEM_IDS.get(loop.system) ?? SYSTEMS.length - 1;
    bytes.outcome[row] = OUTCOME_IDS.get(loop.outcome) ?? OUTCOMES.length - 1;
    bytes.costBasis[row] = totals?.costBasis === 'estimated' ? 1 : 0;
    for (const [key, value] of loop.attributes) {
      this.attributes.push(dictionary.intern(key), dictionary.intern(value));
    }
    for (const { time, iteration, code } of loop.violations) {
      this.violations.push(time ?? NaN, iteration ?? NaN, code === null ? NaN : dictionary.intern(code));
    }
    this.addIterations(loop.iterations);
    if (loop.parts !== undefined && loop.parts.length > 0) {
      this.parts.add(row, loop.parts, dictionary);
    }
  }

  private addIterations(iterations: Iteration[]): void {
    const { dictionary } = this;
    const total = this.iterationCount + iterations.length;
    this.iterationFloats.reserve(total);
    this.iterationIds.reserve(total);
    this.iterationBytes.reserve(total);
    this.iterationCounts.reserve(total);
    const floats = this.iterationFloats.arrays;
    const { worker, evaluator } = this.iterationIds.arrays;
    const { flags } = this.iterationBytes.arrays;
    const { llmCalls, llmFailed, toolCalls, toolFailed } = this.iterationCounts.arrays;
    for (let i = 0; i < iterations.length; i++) {
      const row = this.iterationCount + i;
      const iteration = iterations[i];
      floats.iteration[row] = iteration.iteration;
      floats.time[row] = iteration.time ?? NaN;
      floats.goalScore[row] = iteration.goalScore ?? NaN;
      floats.goalTarget[row] = iteration.goalTarget ?? NaN;
      floats.lesReported[row] = iteration.lesReported ?? NaN;
      floats.tokens[row] = iteration.tokens ?? NaN;
      floats.costUsd[row] = iteration.costUsd ?? NaN;
      floats.latencyMs[row] = iteration.latencyMs ?? NaN;
      worker[row] = dictionary.intern(iteration.worker);
      evaluator[row] = dictionary.intern(iteration.evaluator);
      const { calls } = iteration;
      llmCalls[row] = calls === null ? UNCOUNTED : shortCount(calls.llmCalls);
      llmFailed[row] = calls === null ? UNCOUNTED : shortCount(calls.llmFailed);
      toolCalls[row] = calls === null ? UNCOUNTED : shortCount(calls.toolCalls);
      toolFailed[row] = calls === null ? UNCOUNTED : shortCount(calls.toolFailed);
      flags[row] = (iteration.derived ? 1 : 0) | (Math.min(iteration.violations, 127) << 1);
    }
    this.iterationCount = total;
  }

  /** The batch so far; the builder starts anew. */
  take(): LoopBatch {
    const rows = this.traceIds.length;
    const batch: LoopBatch = {
      strings: this.dictionary.strings,
      traceIds: this.traceIds,
      loops: { ...this.loopIds.take(rows), ...this.loopFloats.take(rows), ...this.loopBytes.take(rows) },
      iterations: {
        ...this.iterationFloats.take(this.iterationCount),
        ...this.iterationIds.take(this.iterationCount),
        ...this.iterationBytes.take(this.iterationCount),
        ...this.iterationCounts.take(this.iterationCount),
      },
      attributes: new Uint32Array(this.attributes),
      violations: new Float64Array(this.violations),
      parts: this.parts.take(rows),
    };
    this.dictionary = new Dictionary();
    this.traceIds = [];
    this.iterationCount = 0;
    this.attributes = [];
    this.violations = [];
    return batch;
  }
}

const writeFaults = (faults: Fault[]) => faults.map(writeFault).join('\n');

function writeFault({ code, detail }: Fault): string {
  return detail === '' ? BARE_FAULTS[code] : `${BARE_FAULTS[code]}${detail.replaceAll('\n', ' ')}`;
}

/** The buffers of a batch, to hand over to another thread without copying. */
export function transferables(batch: LoopBatch): ArrayBuffer[] {
  const arrays = [
    ...Object.values(batch.loops),
    ...Object.values(batch.iterations),
    batch.attributes,
    batch.violations,
    ...(batch.parts === null ? [] : Object.values(batch.parts)),
  ];
  return arrays.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []));
}

/** Faults as the batch stores them: one line each, the code's index before its detail. */
export function readFaults(stored: string | null): Array<{ code: FaultCode; detail: string }> {
  return (stored ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const space = line.indexOf(' ');
      return { code: FAULT_CODES[Number(line.slice(0, space))], detail: line.slice(space + 1) };
    });
}
