import { fieldsByName, numbers, toNumber, toText, type ReadableFrame } from './columns';
import { readSteps, type StepColumns } from './steps';

/** True for Grafana's trace frame, ours or that of a tracing data source. */
export function isTraceFrame(names: ReadonlySet<string>): boolean {
  return names.has('spanID') && names.has('startTime');
}

export interface Attribute {
  key: string;
  value: unknown;
}

export interface SpanEvent {
  /** Ms since the epoch; NaN is not known. */
  time: number;
  name: string;
  attributes: Attribute[];
}

/** What only the trace tells of a step. */
export interface SpanDetail {
  spanId: string;
  attributes: Attribute[];
  events: SpanEvent[];
  warnings: string[];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function readAttributes(value: unknown): Attribute[] {
  return (Array.isArray(value) ? value : []).flatMap((tag: unknown) => {
    const key = isObject(tag) ? toText(tag.key) : null;
    return isObject(tag) && key !== null ? [{ key, value: tag.value }] : [];
  });
}

function readEvents(value: unknown): SpanEvent[] {
  return (Array.isArray(value) ? value : []).filter(isObject).map((log) => {
    const attributes = readAttributes(log.fields);
    const written = attributes.find(({ key }) => key === 'event')?.value;
    return {
      time: toNumber(log.timestamp),
      name: toText(log.name) ?? toText(written) ?? 'event',
      attributes: attributes.filter(({ key }) => key !== 'event'),
    };
  });
}

/** Attributes and events by span id. */
export function readDetails(frame: ReadableFrame): Map<string, SpanDetail> {
  const fields = fieldsByName(frame);
  const at = (name: string, row: number): unknown => fields.get(name)?.values[row];
  const details = new Map<string, SpanDetail>();
  for (let row = 0; row < frame.length; row++) {
    const spanId = toText(at('spanID', row));
    if (spanId !== null) {
      const warnings = at('warnings', row);
      details.set(spanId, {
        spanId,
        attributes: readAttributes(at('tags', row)),
        events: readEvents(at('logs', row)),
        warnings: Array.isArray(warnings) ? warnings.filter((text) => typeof text === 'string') : [],
      });
    }
  }
  return details;
}

const STATUS: Record<number, string> = { 1: 'ok', 2: 'error' };

/** The steps of a trace frame: it has no figures, and the iteration only in its attributes. */
export function readTraceSteps(frame: ReadableFrame, frameIndex: number): StepColumns {
  const fields = fieldsByName(frame);
  const { length } = frame;
  const rows = Array.from({ length }, (_, row) => row);
  const renamed = (from: string, name: string) => ({ name, type: 'other', values: fields.get(from)?.values ?? [] });
  const codes = numbers(frame, fields.get('statusCode'));
  const tags = fields.get('tags')?.values;
  const names = fields.get('operationName')?.values;
  const kinds = fields.get('kind')?.values;
  const iterations = rows.map((row) => {
    const written = readAttributes(tags?.[row]).find(({ key }) => key === 'loop.iteration')?.value;
    const titled =
      kinds?.[row] === 'iteration' ? /^iteration (-?\d+)$/.exec(toText(names?.[row]) ?? '')?.[1] : undefined;
    return titled === undefined ? toNumber(written) : Number(titled);
  });
  return readSteps(
    {
      length,
      fields: [
        renamed('traceID', 'traceId'),
        renamed('spanID', 'spanId'),
        renamed('parentSpanID', 'parentSpanId'),
        renamed('operationName', 'name'),
        renamed('kind', 'kind'),
        renamed('startTime', 'startTime'),
        renamed('duration', 'durationMs'),
        renamed('statusMessage', 'error'),
        { name: 'iteration', type: 'number', values: iterations },
        { name: 'status', type: 'string', values: rows.map((row) => STATUS[codes[row]] ?? 'unset') },
      ],
    },
    frameIndex
  );
}
