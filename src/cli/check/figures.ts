import type { Frame } from '../../frames/frame';

/** What a gate looks at in one loop; null is not known. */
export interface LoopFigures {
  traceId: string;
  loop: string;
  environment: string;
  outcome: string;
  lesCumulative: number | null;
  goalScore: number | null;
  iterations: number | null;
  tokens: number | null;
  costUsd: number | null;
  toolCalls: number | null;
  toolFailed: number | null;
  health: number | null;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** The rows of a `loops` frame. */
export function readFigures(frames: Frame[]): LoopFigures[] {
  const frame = frames.find(({ name }) => name === 'loops') ?? frames.at(0);
  if (frame === undefined) {
    return [];
  }
  const values = new Map(frame.fields.map((field) => [field.name, field.values]));
  const at = (name: string, row: number): unknown => values.get(name)?.[row];
  return Array.from({ length: frame.length }, (_, row) => ({
    traceId: text(at('traceId', row)),
    loop: text(at('loop', row)),
    environment: text(at('env', row)),
    outcome: text(at('outcome', row)),
    lesCumulative: number(at('lesCumulative', row)),
    goalScore: number(at('goalScore', row)),
    iterations: number(at('iterations', row)),
    tokens: number(at('tokens', row)),
    costUsd: number(at('costUsd', row)),
    toolCalls: number(at('toolCalls', row)),
    toolFailed: number(at('toolFailed', row)),
    health: number(at('health', row)),
  }));
}

/** A warning of the `warnings` frame, as far as a gate needs it. */
export interface FoundWarning {
  traceId: string;
  type: string;
  what: string;
}

export function readWarnings(frames: Frame[]): FoundWarning[] {
  const frame = frames.find(({ name }) => name === 'warnings');
  if (frame === undefined) {
    return [];
  }
  const values = new Map(frame.fields.map((field) => [field.name, field.values]));
  return Array.from({ length: frame.length }, (_, row) => ({
    traceId: text(values.get('traceId')?.[row]),
    type: text(values.get('type')?.[row]),
    what: text(values.get('what')?.[row]),
  }));
}
