import type { StepKind, System } from '../model/loop';
import type { AttributeValue, SpanRecord } from '../formats/otlp/span';
import { agento11yConvention } from './agento11y';
import { type Convention, STEP_FIELDS, type StepField } from './convention';
import { genaiConvention } from './genai';
import { loomConvention } from './loom';
import { loomflowConvention } from './loomflow';
import { loopConvention } from './loop';
import { looplensConvention } from './looplens';
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
  looplensConvention,
];

/** The kind is told best by OpenInference, which has no other way to say it. */
export const KIND_ORDER: readonly Convention[] = [
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
export const SYSTEM_ORDER: readonly Convention[] = [
  loopConvention,
  looplensConvention,
  loomflowConvention,
  loomConvention,
  lunetteConvention,
  traceloopConvention,
  openinferenceConvention,
  genaiConvention,
];

interface AttributeName {
  key: string;
  /** True for an attribute of the resource. */
  ofResource: boolean;
  /** Where the attribute says something else unless another one agrees. */
  only: { key: string; values: readonly string[] } | null;
}

const RESOURCE = 'resource.';

function toName({ only }: Convention, name: string): AttributeName {
  const ofResource = name.startsWith(RESOURCE);
  const condition = only?.[name];
  return {
    key: ofResource ? name.slice(RESOURCE.length) : name,
    ofResource,
    only: condition === undefined ? null : { key: condition.attribute, values: condition.values },
  };
}

const byField = <T>(read: (field: StepField) => T) =>
  Object.fromEntries(STEP_FIELDS.map((field) => [field, read(field)])) as Record<StepField, T>;

const NAMES = byField((field) =>
  CONVENTIONS.flatMap((convention) => (convention.fields[field] ?? []).map((name) => toName(convention, name)))
);
const PARTS = byField((field) =>
  CONVENTIONS.flatMap(({ parts }) => (parts?.[field] === undefined ? [] : [parts[field]]))
);
const PRESENCE = KIND_ORDER.flatMap(({ presence }) => Object.entries(presence ?? {}));

function lookUp(
  { attributes, resource }: SpanRecord,
  { key, ofResource, only }: AttributeName
): AttributeValue | undefined {
  if (only !== null && Object.hasOwn(attributes, only.key)) {
    const value = attributes[only.key];
    if (typeof value !== 'string' || !only.values.includes(value.toLowerCase())) {
      return undefined;
    }
  }
  const from = ofResource ? resource : attributes;
  return Object.hasOwn(from, key) ? from[key] : undefined;
}

const DIGITS = /^[+-]?\d{1,300}(\.\d{1,300})?(e[+-]?\d{1,3})?$/i;

/** A finite number. Digits in a string count, as some exporters write them. */
export function toNumber(value: AttributeValue | undefined): number | null {
  const number = typeof value === 'string' && DIGITS.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** The number of a field, from the first attribute that has one, else the sum of the parts that it is written in. */
export function numberField(span: SpanRecord, field: StepField): number | null {
  for (const name of NAMES[field]) {
    const number = toNumber(lookUp(span, name));
    if (number !== null) {
      return number;
    }
  }
  for (const parts of PARTS[field]) {
    const known = parts.flatMap(
      (key) => toNumber(Object.hasOwn(span.attributes, key) ? span.attributes[key] : null) ?? []
    );
    if (known.length > 0) {
      return known.reduce((sum, part) => sum + part);
    }
  }
  return null;
}

/** The text of a field, from the first attribute that has one. */
export function textField(span: SpanRecord, field: StepField): string | null {
  for (const name of NAMES[field]) {
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

/** The texts of a field that may be a list, from the first attribute that has any. */
export function textsField(span: SpanRecord, field: StepField): string[] {
  for (const name of NAMES[field]) {
    const value = lookUp(span, name);
    const texts = (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string' && text !== '');
    if (texts.length > 0) {
      return texts as string[];
    }
  }
  return [];
}

/** A field whatever its type, as text: lists and maps as JSON. */
export function valueText(span: SpanRecord, field: StepField): string | null {
  for (const name of NAMES[field]) {
    const value = lookUp(span, name);
    if (value !== undefined && value !== null && value !== '') {
      return typeof value === 'string' ? value : JSON.stringify(value);
    }
  }
  return null;
}

/** Whether a name fits a pattern of `Convention.names`. */
function matchesName(pattern: string, name: string): boolean {
  if (pattern.endsWith('*')) {
    return name.startsWith(pattern.slice(0, -1));
  }
  return pattern.startsWith('*') ? name.endsWith(pattern.slice(1)) : pattern === name;
}

/** Span names with and without wildcards apart, so that most spans need one look-up a convention. */
const KIND_TABLES = KIND_ORDER.map(({ kinds, names }) => ({
  kinds,
  exact: new Map(Object.entries(names).filter(([pattern]) => !pattern.includes('*'))),
  patterns: Object.entries(names).filter(([pattern]) => pattern.includes('*')),
}));

/** What kind of step a span is, by the first convention that says so. */
export function kindOf(span: SpanRecord): StepKind {
  let isNamed = false;
  for (const { kinds, exact, patterns } of KIND_TABLES) {
    for (const { attribute, values } of kinds) {
      const value = Object.hasOwn(span.attributes, attribute) ? span.attributes[attribute] : undefined;
      const key = typeof value === 'string' ? value.toLowerCase() : '';
      if (Object.hasOwn(values, key)) {
        return values[key];
      }
      isNamed ||= key !== '' && key !== 'unknown';
    }
    const named = exact.get(span.name) ?? patterns.find(([pattern]) => matchesName(pattern, span.name))?.[1];
    if (named !== undefined) {
      return named;
    }
  }
  if (textField(span, 'tool') !== null) {
    return 'tool';
  }
  // A kind that no table knows stays unknown, whatever else the span carries.
  const present = isNamed ? undefined : PRESENCE.find(([attribute]) => Object.hasOwn(span.attributes, attribute));
  return present?.[1] ?? (numberField(span, 'inputTokens') !== null ? 'llm' : 'other');
}

const SYSTEM_MARKS = SYSTEM_ORDER.flatMap(({ system, marks, names }) =>
  system === null
    ? []
    : [
        {
          system,
          whole: marks.filter((mark) => !mark.endsWith('.')),
          prefixes: marks.filter((mark) => mark.endsWith('.')),
          names: new Set(Object.keys(names).filter((name) => !name.includes('*'))),
        },
      ]
);

/** Which system wrote the spans of a loop. */
export function systemOf(spans: readonly SpanRecord[]): System {
  for (const { system, whole, prefixes, names } of SYSTEM_MARKS) {
    for (const { name, attributes } of spans) {
      if (names.has(name) || whole.some((mark) => Object.hasOwn(attributes, mark))) {
        return system;
      }
      for (const key in prefixes.length === 0 ? undefined : attributes) {
        if (prefixes.some((prefix) => key.startsWith(prefix))) {
          return system;
        }
      }
    }
  }
  return 'other';
}
