import { STEP_KINDS, type StepKind } from '../../../core/model/loop';
import { fieldsByName, numbers, toText, type ReadableFrame } from './columns';

export type StepStatus = 'ok' | 'error' | 'unset';

/** The figures of steps that are numbers. */
export const STEP_FIGURES = ['inputTokens', 'outputTokens', 'cacheReadTokens', 'costUsd'] as const;
export type StepFigure = (typeof STEP_FIGURES)[number];

export const STEP_TEXTS = ['agent', 'model', 'tool', 'error', 'costBasis'] as const;
export type StepText = (typeof STEP_TEXTS)[number];

/** Steps as columns, in the order they came; NaN and null are not known. Times are ms since the epoch. */
export interface StepColumns {
  length: number;
  traceId: Array<string | null>;
  spanId: string[];
  parentId: Array<string | null>;
  iteration: Float64Array;
  kind: StepKind[];
  name: string[];
  start: Float64Array;
  duration: Float64Array;
  status: StepStatus[];
  figures: Record<StepFigure, Float64Array>;
  texts: Record<StepText, Array<string | null>>;
  truncated: boolean[];
  /** Where each row came from, for data links. */
  frame: Int32Array;
  row: Int32Array;
}

const KINDS = new Set<string>(STEP_KINDS);

const toKind = (value: unknown): StepKind =>
  typeof value === 'string' && KINDS.has(value) ? (value as StepKind) : 'other';

const toStatus = (value: unknown): StepStatus => (value === 'error' || value === 'ok' ? value : 'unset');

/** True for a frame with a row a step. */
export function isStepsFrame(names: ReadonlySet<string>): boolean {
  return names.has('spanId') && (names.has('startTime') || names.has('kind')) && !names.has('body');
}

/** Whether the store gives the steps of one iteration at a time only: of others it gave none. */
export const isInParts = (frame: ReadableFrame): boolean => frame.meta?.custom?.inParts === true;

/** A `steps` table as columns. */
export function readSteps(frame: ReadableFrame, frameIndex: number): StepColumns {
  const fields = fieldsByName(frame);
  const { length } = frame;
  const texts = (name: string): Array<string | null> => {
    const values = fields.get(name)?.values;
    return Array.from({ length }, (_, row) => toText(values?.[row]));
  };
  const each = <T>(name: string, convert: (value: unknown) => T): T[] => {
    const values = fields.get(name)?.values;
    return Array.from({ length }, (_, row) => convert(values?.[row]));
  };
  const column = (name: string) => numbers(frame, fields.get(name));
  const kind = each('kind', toKind);
  return {
    length,
    traceId: texts('traceId'),
    spanId: texts('spanId').map((id, row) => id ?? `row ${frameIndex}.${row}`),
    parentId: texts('parentSpanId'),
    iteration: column('iteration'),
    kind,
    name: texts('name').map((name, row) => name ?? kind[row]),
    start: column('startTime'),
    duration: column('durationMs'),
    status: each('status', toStatus),
    figures: {
      inputTokens: column('inputTokens'),
      outputTokens: column('outputTokens'),
      cacheReadTokens: column('cacheReadTokens'),
      costUsd: column('costUsd'),
    },
    texts: {
      agent: texts('agent'),
      model: texts('model'),
      tool: texts('tool'),
      error: texts('error'),
      costBasis: texts('costBasis'),
    },
    truncated: each('truncated', (value) => value === true),
    frame: new Int32Array(length).fill(frameIndex),
    row: Int32Array.from({ length }, (_, row) => row),
  };
}

/** Several sets of steps as one; of steps with the same id the last set's counts. */
export function joinSteps(parts: StepColumns[], keep: (part: StepColumns, row: number) => boolean): StepColumns {
  const offsets: number[] = [];
  const last = new Map<string, number>();
  let total = 0;
  for (const part of parts) {
    offsets.push(total);
    for (let row = 0; row < part.length; row++) {
      if (keep(part, row)) {
        last.set(part.spanId[row], total + row);
      }
    }
    total += part.length;
  }
  if (parts.length === 1 && last.size === parts[0].length) {
    return parts[0];
  }
  const picks = [...last.values()].map((at): [part: number, row: number] => {
    const part = offsets.findLastIndex((offset) => offset <= at);
    return [part, at - offsets[part]];
  });
  return pickSteps(parts, picks);
}

function pickSteps(parts: StepColumns[], picks: Array<[part: number, row: number]>): StepColumns {
  const pick = <T>(of: (part: StepColumns) => ArrayLike<T>): T[] => {
    const columns = parts.map(of);
    return picks.map(([at, row]) => columns[at][row]);
  };
  const floats = (of: (part: StepColumns) => Float64Array) => Float64Array.from(pick(of));
  return {
    length: picks.length,
    traceId: pick((part) => part.traceId),
    spanId: pick((part) => part.spanId),
    parentId: pick((part) => part.parentId),
    iteration: floats((part) => part.iteration),
    kind: pick((part) => part.kind),
    name: pick((part) => part.name),
    start: floats((part) => part.start),
    duration: floats((part) => part.duration),
    status: pick((part) => part.status),
    figures: {
      inputTokens: floats((part) => part.figures.inputTokens),
      outputTokens: floats((part) => part.figures.outputTokens),
      cacheReadTokens: floats((part) => part.figures.cacheReadTokens),
      costUsd: floats((part) => part.figures.costUsd),
    },
    texts: {
      agent: pick((part) => part.texts.agent),
      model: pick((part) => part.texts.model),
      tool: pick((part) => part.texts.tool),
      error: pick((part) => part.texts.error),
      costBasis: pick((part) => part.texts.costBasis),
    },
    truncated: pick((part) => part.truncated),
    frame: Int32Array.from(pick((part) => part.frame)),
    row: Int32Array.from(pick((part) => part.row)),
  };
}

/** When a step ended (ms since the epoch); its start where it has no end. */
export const endOf = (steps: StepColumns, step: number): number => {
  const duration = steps.duration[step];
  return duration === duration ? steps.start[step] + duration : steps.start[step];
};
