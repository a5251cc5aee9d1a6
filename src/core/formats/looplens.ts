import { epochMs, type EpochMs } from '../model/units';
import { isObject, type JsonObject } from './json';
import type { Attributes, SpanRecord } from './otlp/span';
import { parseTimestamp } from './time';

/** The ids of the spans that stand for the run itself and for its end, which is told apart from its start. */
const RUN = 'run';
const RUN_END = 'run-end';
const NO_RESOURCE: Attributes = {};

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** What ends a step, and what kind of step that is, in the words of the GenAI conventions. */
const STEPS: Record<string, string> = { llm: 'chat', tool: 'execute_tool', agent: 'invoke_agent' };

function put(attributes: Attributes, key: string, value: string | number | null): void {
  if (value !== null) {
    attributes[key] = value;
  }
}

function errorMessage(error: unknown): string | null {
  return text(error) ?? (isObject(error) ? text(error.message) : null);
}

function errorType(error: unknown): string | null {
  return isObject(error) ? text(error.type) : null;
}

function span(record: JsonObject, spanId: string, attributes: Attributes, fields: Partial<SpanRecord>): SpanRecord {
  return {
    traceId: String(record.run_id),
    spanId,
    parentSpanId: spanId === RUN ? null : RUN,
    name: '',
    startTime: null,
    endTime: null,
    status: 'unset',
    statusMessage: null,
    attributes: { 'looplens.project': text(record.project) ?? 'default', ...attributes },
    events: [],
    resource: NO_RESOURCE,
    scope: 'looplens',
    ...fields,
  };
}

function runSpan(record: JsonObject, phase: string, time: EpochMs | null): SpanRecord {
  if (phase === 'started') {
    const attributes: Attributes = {};
    put(attributes, 'looplens.run.name', text(record.name));
    return span(record, RUN, attributes, { name: text(record.name) ?? '', startTime: time });
  }
  const failed = phase === 'failed';
  const attributes: Attributes = { 'looplens.run.outcome': failed ? 'failure' : 'success' };
  put(attributes, 'error.type', failed ? errorType(record.error) : null);
  put(attributes, 'looplens.run.error', failed ? errorMessage(record.error) : null);
  return span(record, RUN_END, attributes, {
    name: `run ${phase}`,
    startTime: time,
    endTime: time,
    status: failed ? 'error' : 'ok',
    statusMessage: failed ? errorMessage(record.error) : null,
  });
}

function stepSpan(record: JsonObject, kind: string, failed: boolean, id: string, time: EpochMs | null): SpanRecord {
  const name = text(record.tool) ?? text(record.name);
  const attributes: Attributes = { 'gen_ai.operation.name': STEPS[kind] };
  put(attributes, 'gen_ai.agent.name', text(record.agent));
  put(attributes, 'gen_ai.request.model', text(record.model));
  put(attributes, 'gen_ai.tool.name', kind === 'tool' ? name : null);
  put(attributes, 'gen_ai.usage.total_tokens', number(record.tokens));
  put(attributes, 'gen_ai.usage.cost', number(record.cost));
  put(attributes, 'error.type', failed ? errorType(record.error) : null);
  const content = kind === 'tool' ? 'gen_ai.tool.call.result' : 'output.value';
  put(
    attributes,
    content,
    record.output === undefined || record.output === null ? null : JSON.stringify(record.output)
  );
  const latency = number(record.latency_ms) ?? 0;
  return span(record, id, attributes, {
    name:
      kind === 'tool'
        ? `execute_tool ${name ?? ''}`.trim()
        : `${STEPS[kind]} ${text(record.model) ?? name ?? ''}`.trim(),
    // Only what ends a step is timed: its start lies the latency before.
    startTime: time === null ? null : epochMs(time - Math.max(0, latency)),
    endTime: time,
    status: failed ? 'error' : 'ok',
    statusMessage: failed ? errorMessage(record.error) : null,
  });
}

/**
 * One event line of LoopLens, from its SDK's buffer file or its export, as a span: the end of a step gives the step,
 * start and end of the run give the run. Null for events that only announce what another one tells; a sentence where ids are missing.
 */
export function readLooplensEvent(record: JsonObject): SpanRecord | string | null {
  const type = text(record.type) ?? text(record.event_type);
  const id = text(record.event_id);
  if (text(record.run_id) === null || type === null || id === null) {
    return 'a LoopLens event without run_id, event_id or type';
  }
  const time = parseTimestamp(record.timestamp);
  const run = /^run_(started|completed|failed)$/.exec(type);
  if (run !== null) {
    return runSpan(record, run[1], time);
  }
  const step = /^(llm|tool|agent)_call_(completed|failed)$/.exec(type);
  if (step !== null) {
    return stepSpan(record, step[1], step[2] === 'failed', id, time);
  }
  if (/_started$/.test(type) && type !== 'handoff_started') {
    return null;
  }
  const attributes: Attributes = { 'looplens.event.type': type };
  put(attributes, 'gen_ai.transfer.target.name', type === 'handoff_started' ? text(record.agent) : null);
  return span(record, id, attributes, { name: type, startTime: time, endTime: time });
}
