/** What can be odd about a document that is read all the same. */
export const FAULTS = {
  'null-id': ['info', 'env_id or task_id is null, which LTF 0.1 does not allow; read as not set'],
  'no-spans': ['info', 'there are no spans (the tracer was disabled), so there is no iteration to show'],
  'spec-pin': ['info', 'a spec pin differs from the one that LTF 0.1 names'],
  'loop-name': ['info', 'loop_name is shorter than 3 or longer than 64 characters'],
  'schema-version': ['warning', 'schema_version is not ltf/0.1; read as if it were'],
  'outcome-word': ['warning', 'the outcome is not one of success, failure, partial, unknown; read as unknown'],
  'wrong-type': ['warning', 'a field has the wrong type; read as not reported'],
  'bad-time': ['warning', 'a time could not be read; read as not reported'],
  'non-finite': ['warning', 'NaN or Infinity where a number belongs; read as not reported'],
  'score-range': ['warning', 'a goal score lies outside 0..1; kept as written, effectiveness is clamped'],
  'goal-scale': [
    'warning',
    'a score that serves as the goal score lies outside its scale; left out. Declare the scale, such as 0..5, as the goal range',
  ],
  'zero-target': ['info', 'the goal target is 0 or less, so effectiveness is 0 by definition'],
  'moving-target': ['info', 'the goal target changes between iterations, so reported and computed LES may differ'],
  'negative-tokens': ['warning', 'a token count is negative; kept as written'],
  'cache-over-input': [
    'warning',
    'more tokens came from a cache than came in: the emitter may count cached ones apart from the input; kept as written',
  ],
  'tokens-spread': [
    'info',
    'told of several iterations at once, none of whose model calls tells its own; counted in the total only',
  ],
  'iteration-order': ['info', 'iterations are out of order; sorted by their number'],
  'iteration-repeat': ['info', 'iteration numbers repeat; kept in the order they were written'],
  'iteration-index': ['warning', 'an iteration has no number; counted from the one before'],
  'clock-back': ['warning', 'the loop ends before it starts: the clock was set back'],
  'invalid-utf8': ['warning', 'bytes that are not UTF-8 were replaced'],
  'metrics-missing': [
    'info',
    'loomflow writes it only in its metrics, and none of them can be joined to this run; read as not known',
  ],
  replayed: [
    'info',
    "replayed by loopotel's OTLP exporter when the loop was over: times are those of the export, and its events and metadata are not there",
  ],
  'tokens-total': ['info', 'less than its iterations add up to; the sum counts'],
  'too-many': ['warning', 'attributes beyond the limit were left out'],
} as const satisfies Record<string, readonly ['info' | 'warning', string]>;

export type FaultCode = keyof typeof FAULTS;

/** `detail` names the field and the value, cut to a readable length. */
export interface Fault {
  code: FaultCode;
  detail: string;
}

function stringify(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Array.isArray(value) ? 'a list nested too deeply' : 'an object nested too deeply';
  }
}

/** A value as it can be shown in one line. */
export function showValue(value: unknown): string {
  const text = stringify(typeof value === 'string' ? value.slice(0, 100) : value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** One sentence for a person: `loop.goal_score 1.75: a goal score lies outside 0..1; ...`. */
export function faultText({ code, detail }: Fault): string {
  const text = FAULTS[code][1];
  return detail === '' ? text : `${detail}: ${text}`;
}
