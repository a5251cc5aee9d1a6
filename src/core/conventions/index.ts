import type { StepKind, System } from '../model/loop';
import type { Attributes, AttributeValue, SpanRecord } from '../formats/otlp/span';
import { agento11yConvention } from './agento11y';
import { type Convention, STEP_FIELDS, type StepField } from './convention';
import { genaiConvention } from './genai';
import { loomConvention } from './loom';
import { loomflowConvention } from './loomflow';
import { loopConvention } from './loop';
import { lunetteConvention } from './lunette';
import { mcpConvention } from './mcp';
import { openinferenceConvention } from './openinference';
import { traceloopConvention } from './traceloop';

/** All conventions; where several tell the same field, the earlier one is believed. */
export const CONVENTIONS: readonly Convention[] = [
  loopConvention,
  genaiConvention,
  openinferenceConvention,
  loomflowConvention,
  loomConvention,
  traceloopConvention,
  lunetteConvention,
  agento11yConvention,
  mcpConvention,
];

/** The kind is told best by OpenInference, which has no other way to say it. */
const KIND_ORDER: readonly Convention[] = [
  loopConvention,
  openinferenceConvention,
  genaiConvention,
  loomflowConvention,
  loomConvention,
  lunetteConvention,
  traceloopConvention,
  mcpConvention,
];

/** A loop of several conventions is the system of the first of these: what wraps goes before what it wraps. */
const SYSTEM_ORDER: readonly Convention[] = [
  loopConvention,
  loomflowConvention,
  loomConvention,
  lunetteConvention,
  traceloopConvention,
  openinferenceConvention,
  genaiConvention,
];

const namesOf = (field: StepField): readonly string[] =>
  CONVENTIONS.flatMap((convention) => convention.fields[field] ?? []);

const ATTRIBUTE_NAMES = Object.fromEntries(STEP_FIELDS.map((field) => [field, namesOf(field)])) as Record<
  StepField,
  readonly string[]
>;

function lookUp(span: SpanRecord, name: string): AttributeValue | undefined {
  const attributes: Attributes = name.startsWith('resource.') ? span.resource : span.attributes;
  const key = name.startsWith('resource.') ? name.slice('resource.'.length) : name;
  return Object.hasOwn(attributes, key) ? attributes[key] : undefined;
}

/** The number of a field, from the first attribute that has one. Digits in a string count, as some exporters write them. */
export function numberField(span: SpanRecord, field: StepField): number | null {
  for (const name of ATTRIBUTE_NAMES[field]) {
    const value = lookUp(span, name);
    const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) {
      return number;
    }
  }
  return null;
}

/** The text of a field, from the first attribute that has one. */
export function textField(span: SpanRecord, field: StepField): string | null {
  for (const name of ATTRIBUTE_NAMES[field]) {
    const value = lookUp(span, name);
    if (typeof value === 'string' && value !== '') {
      return value;
    }
    if (typeof value === 'number' || typeof value === 'boolean') {
      return String(value);
    }
  }
  return null;
}

function matchesName(pattern: string, name: string): boolean {
  if (pattern.endsWith('*')) {
    return name.startsWith(pattern.slice(0, -1));
  }
  return pattern.startsWith('*') ? name.endsWith(pattern.slice(1)) : pattern === name;
}

/** What kind of step a span is, by the first convention that says so. */
export function kindOf(span: SpanRecord): StepKind {
  for (const { kinds, names } of KIND_ORDER) {
    for (const { attribute, values } of kinds) {
      const value = lookUp(span, attribute);
      const key = typeof value === 'string' ? value.toLowerCase() : '';
      if (Object.hasOwn(values, key)) {
        return values[key];
      }
    }
    for (const pattern in names) {
      if (matchesName(pattern, span.name)) {
        return names[pattern];
      }
    }
  }
  if (textField(span, 'tool') !== null) {
    return 'tool';
  }
  return numberField(span, 'inputTokens') !== null ? 'llm' : 'other';
}

function hasMark(span: SpanRecord, mark: string): boolean {
  if (!mark.endsWith('.')) {
    return Object.hasOwn(span.attributes, mark);
  }
  for (const key in span.attributes) {
    if (key.startsWith(mark)) {
      return true;
    }
  }
  return false;
}

/** Which system wrote the spans of a loop. */
export function systemOf(spans: readonly SpanRecord[]): System {
  for (const { system, marks, names } of SYSTEM_ORDER) {
    const own = (span: SpanRecord) =>
      marks.some((mark) => hasMark(span, mark)) || Object.keys(names).some((name) => !name.includes('*') && name === span.name);
    if (system !== null && spans.some(own)) {
      return system;
    }
  }
  return 'other';
}
