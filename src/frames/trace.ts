import type { Step } from '../core/model/loop';
import type { Frame, FrameField } from './frame';

/** A loop as one trace, for Grafana's trace view. */
export interface TraceInput {
  traceId: string;
  /** What the view calls the service: the loop's name. */
  service: string;
  serviceTags: Record<string, unknown>;
  /** Stands in for steps without any time; ms since the epoch. */
  start: number | null;
  steps: Step[];
}

interface KeyValue {
  key: string;
  value: unknown;
}

const keyValues = (attributes: Record<string, unknown>): KeyValue[] =>
  Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
  }));

function stepTitle(step: Step): string {
  return step.kind === 'iteration' && step.iteration !== null ? `iteration ${step.iteration}` : step.name;
}

function stepTags(step: Step): KeyValue[] {
  const tags = keyValues(step.attributes);
  if (step.status === 'error') {
    // The trace view marks spans by this tag.
    tags.push({ key: 'error', value: true });
  }
  return tags;
}

function stepWarnings(step: Step, hasTime: boolean): string[] {
  const warnings: string[] = [];
  if (!hasTime) {
    warnings.push('No time was reported; drawn at the start of the loop.');
  } else if (step.durationMs === null) {
    warnings.push('No end was reported; drawn without a duration.');
  } else if (step.timeDerived) {
    warnings.push('The span has no length of its own; drawn by loop.latency_ms, which ends where it was emitted.');
  } else if (step.kind === 'iteration' && step.durationMs === 0) {
    warnings.push('No duration was reported: start and end are the same.');
  }
  return warnings;
}

const column = (name: string, type: FrameField['type'], values: unknown[], displayName = name): FrameField => ({
  name,
  type,
  config: { displayName },
  values,
});

/** The frame that Grafana's trace view reads: times in ms since the epoch, durations in ms. */
export function traceFrame({ traceId, service, serviceTags, start, steps }: TraceInput): Frame {
  const known = steps.map(({ startTime }) => startTime);
  // The trace view takes 0 for no time at all.
  const fallback = known.find((time) => time !== null && time !== 0) ?? (start || 1);
  const of = <T>(pick: (step: Step, index: number) => T) => steps.map(pick);
  return {
    name: 'trace',
    meta: { preferredVisualisationType: 'trace', custom: { traceFormat: 'otlp' } },
    fields: [
      column(
        'traceID',
        'string',
        of(() => traceId),
        'Trace ID'
      ),
      column(
        'spanID',
        'string',
        of(({ spanId }) => spanId),
        'Span ID'
      ),
      column(
        'parentSpanID',
        'string',
        of(({ parentSpanId }) => parentSpanId ?? ''),
        'Parent span ID'
      ),
      column('operationName', 'string', of(stepTitle), 'Operation'),
      column(
        'serviceName',
        'string',
        of(() => service),
        'Loop'
      ),
      column(
        'kind',
        'string',
        of(({ kind }) => kind),
        'Kind'
      ),
      column(
        'statusCode',
        'number',
        of(({ status }) => (status === 'error' ? 2 : status === 'ok' ? 1 : 0)),
        'Status code'
      ),
      column(
        'statusMessage',
        'string',
        of(({ error }) => error ?? ''),
        'Status message'
      ),
      column(
        'serviceTags',
        'other',
        of(() => keyValues(serviceTags)),
        'Loop attributes'
      ),
      column(
        'startTime',
        'number',
        of(({ startTime }) => startTime || fallback),
        'Start time'
      ),
      column(
        'duration',
        'number',
        of(({ durationMs }) => durationMs ?? 0),
        'Duration'
      ),
      column(
        'logs',
        'other',
        of(({ events }) =>
          events.map(({ time, name, attributes }) => ({
            timestamp: time ?? fallback,
            name,
            fields: [{ key: 'event', value: name }, ...keyValues(attributes)],
          }))
        ),
        'Events'
      ),
      column(
        'references',
        'other',
        of(() => []),
        'References'
      ),
      column('tags', 'other', of(stepTags), 'Attributes'),
      column(
        'warnings',
        'other',
        of((step) => stepWarnings(step, step.startTime !== null)),
        'Warnings'
      ),
    ],
    length: steps.length,
  };
}
