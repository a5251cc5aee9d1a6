import { FAULTS, type FaultCode } from '../model/fault';
import { OUTCOMES, SYSTEMS, type Iteration, type Loop } from '../model/loop';
import { Dictionary } from './columns';

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
  };
  /** Key and value ids of the attributes, `attributeCount` pairs a loop. */
  attributes: Uint32Array;
  violations: Float64Array;
}

export const LOOP_ID_COLUMNS = [
  'loop',
  'env',
  'task',
  'session',
  'agent',
  'terminationReason',
  'models',
  'faults',
  'iterationCount',
  'attributeCount',
  'violationCount',
  'length',
  'line',
] as const;
export const LOOP_FLOAT_COLUMNS = ['startTime', 'endTime', 'goalTarget', 'tokensTotal', 'offset'] as const;
export const LOOP_BYTE_COLUMNS = ['system', 'outcome'] as const;
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

export type LoopIdColumn = (typeof LOOP_ID_COLUMNS)[number];
export type LoopFloatColumn = (typeof LOOP_FLOAT_COLUMNS)[number];
export type LoopByteColumn = (typeof LOOP_BYTE_COLUMNS)[number];
export type IterationFloatColumn = (typeof ITERATION_FLOAT_COLUMNS)[number];
export type IterationIdColumn = (typeof ITERATION_ID_COLUMNS)[number];
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

/** Columns grow here by pushing into plain arrays and are made typed once, at the end. */
function lists<K extends string>(names: readonly K[]): Record<K, number[]> {
  const result: Partial<Record<K, number[]>> = {};
  for (const name of names) {
    result[name] = [];
  }
  return result as Record<K, number[]>;
}

/** Collects loops and turns them into a batch. */
export class BatchBuilder {
  private dictionary = new Dictionary();
  private traceIds: string[] = [];
  private loopIds = lists(LOOP_ID_COLUMNS);
  private loopFloats = lists(LOOP_FLOAT_COLUMNS);
  private loopBytes = lists(LOOP_BYTE_COLUMNS);
  private iterationFloats = lists(ITERATION_FLOAT_COLUMNS);
  private iterationIds = lists(ITERATION_ID_COLUMNS);
  private flags: number[] = [];
  private attributes: number[] = [];
  private violations: number[] = [];

  get size(): number {
    return this.traceIds.length;
  }

  add(loop: Loop, place: Place): void {
    const { dictionary, loopIds, loopFloats, loopBytes } = this;
    this.traceIds.push(loop.traceId);
    loopIds.loop.push(dictionary.intern(loop.loop));
    loopIds.env.push(dictionary.intern(loop.env));
    loopIds.task.push(dictionary.intern(loop.task));
    loopIds.session.push(dictionary.intern(loop.session));
    loopIds.agent.push(dictionary.intern(loop.agent));
    loopIds.terminationReason.push(dictionary.intern(loop.terminationReason));
    loopIds.models.push(dictionary.intern(loop.models.length === 0 ? null : loop.models.join('\n')));
    loopIds.faults.push(
      dictionary.intern(
        loop.faults.length === 0
          ? null
          : loop.faults.map(({ code, detail }) => `${FAULT_CODES.indexOf(code)} ${detail.replaceAll('\n', ' ')}`).join('\n')
      )
    );
    loopIds.iterationCount.push(loop.iterations.length);
    loopIds.attributeCount.push(loop.attributes.length);
    loopIds.violationCount.push(loop.violations.length);
    loopIds.length.push(place.length);
    loopIds.line.push(place.line);
    loopFloats.startTime.push(loop.startTime ?? NaN);
    loopFloats.endTime.push(loop.endTime ?? NaN);
    loopFloats.goalTarget.push(loop.goalTarget ?? NaN);
    loopFloats.tokensTotal.push(loop.tokensTotal ?? NaN);
    loopFloats.offset.push(place.offset);
    loopBytes.system.push(SYSTEM_IDS.get(loop.system) ?? SYSTEMS.length - 1);
    loopBytes.outcome.push(OUTCOME_IDS.get(loop.outcome) ?? OUTCOMES.length - 1);
    for (const [key, value] of loop.attributes) {
      this.attributes.push(dictionary.intern(key), dictionary.intern(value));
    }
    for (const { time, iteration, code } of loop.violations) {
      this.violations.push(time ?? NaN, iteration ?? NaN, code === null ? NaN : dictionary.intern(code));
    }
    for (let i = 0; i < loop.iterations.length; i++) {
      this.addIteration(loop.iterations[i]);
    }
  }

  private addIteration(iteration: Iteration): void {
    const { iterationFloats, iterationIds } = this;
    iterationFloats.iteration.push(iteration.iteration);
    iterationFloats.time.push(iteration.time ?? NaN);
    iterationFloats.goalScore.push(iteration.goalScore ?? NaN);
    iterationFloats.goalTarget.push(iteration.goalTarget ?? NaN);
    iterationFloats.lesReported.push(iteration.lesReported ?? NaN);
    iterationFloats.tokens.push(iteration.tokens ?? NaN);
    iterationFloats.costUsd.push(iteration.costUsd ?? NaN);
    iterationFloats.latencyMs.push(iteration.latencyMs ?? NaN);
    iterationIds.worker.push(this.dictionary.intern(iteration.worker));
    iterationIds.evaluator.push(this.dictionary.intern(iteration.evaluator));
    this.flags.push((iteration.derived ? 1 : 0) | (Math.min(iteration.violations, 127) << 1));
  }

  /** The batch so far; the builder starts anew. */
  take(): LoopBatch {
    const batch: LoopBatch = {
      strings: this.dictionary.strings,
      traceIds: this.traceIds,
      loops: {
        ...typed(this.loopIds, LOOP_ID_COLUMNS, Uint32Array),
        ...typed(this.loopFloats, LOOP_FLOAT_COLUMNS, Float64Array),
        ...typed(this.loopBytes, LOOP_BYTE_COLUMNS, Uint8Array),
      },
      iterations: {
        ...typed(this.iterationFloats, ITERATION_FLOAT_COLUMNS, Float64Array),
        ...typed(this.iterationIds, ITERATION_ID_COLUMNS, Uint32Array),
        flags: Uint8Array.from(this.flags),
      },
      attributes: Uint32Array.from(this.attributes),
      violations: Float64Array.from(this.violations),
    };
    this.dictionary = new Dictionary();
    this.traceIds = [];
    this.loopIds = lists(LOOP_ID_COLUMNS);
    this.loopFloats = lists(LOOP_FLOAT_COLUMNS);
    this.loopBytes = lists(LOOP_BYTE_COLUMNS);
    this.iterationFloats = lists(ITERATION_FLOAT_COLUMNS);
    this.iterationIds = lists(ITERATION_ID_COLUMNS);
    this.flags = [];
    this.attributes = [];
    this.violations = [];
    return batch;
  }
}

function typed<K extends string, T>(
  source: Record<K, number[]>,
  names: readonly K[],
  type: { new (values: number[]): T }
): Record<K, T> {
  const result: Partial<Record<K, T>> = {};
  for (const name of names) {
    result[name] = new type(source[name]);
  }
  return result as Record<K, T>;
}

/** The buffers of a batch, to hand over to another thread without copying. */
export function transferables(batch: LoopBatch): ArrayBuffer[] {
  const arrays = [
    ...Object.values(batch.loops),
    ...Object.values(batch.iterations),
    batch.attributes,
    batch.violations,
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
