import { CONVENTIONS, SYSTEM_ORDER } from '../../core/conventions';
import type { Convention, StepField } from '../../core/conventions/convention';
import type { System } from '../../core/model/loop';
import { canonicalKey, WARNING_KEY } from '../../core/query/loopColumns';
import type { LoopQuery } from '../../core/query/query';
import { anyOf, attribute, quote, type Scope } from './traceql';

/** An attribute as tables name it: those of the resource begin with `resource.`. */
export interface AttributeRef {
  scope: Scope;
  name: string;
}

const RESOURCE = 'resource.';

export const toRef = (name: string): AttributeRef =>
  name.startsWith(RESOURCE) ? { scope: 'resource', name: name.slice(RESOURCE.length) } : { scope: 'span', name };

export const refText = ({ scope, name }: AttributeRef) => attribute(scope, name);

/** All attributes that tell a field, in any convention. */
export function fieldRefs(field: StepField): AttributeRef[] {
  return CONVENTIONS.flatMap(({ fields }) => (fields[field] ?? []).map(toRef));
}

/** Fields by which spans without any other mark are known to be part of a loop, if the name is the convention's own. */
const MARK_FIELDS: readonly StepField[] = ['loopName', 'session', 'agent', 'tool', 'inputTokens'];

const exactNames = ({ names }: Convention) => Object.keys(names).filter((name) => !name.includes('*'));

const isMarkOf = ({ marks }: Convention, name: string) =>
  marks.some((mark) => (mark.endsWith('.') ? name.startsWith(mark) : name === mark));

const spaceOf = (name: string) => name.split('.', 1)[0];

/** True of an attribute that hardly any span has but those of loops: a convention's mark, or a field in its name space. */
export const isOfLoops = (name: string) =>
  CONVENTIONS.some(
    (convention) =>
      isMarkOf(convention, name) ||
      (convention.marks.some((mark) => spaceOf(mark) === spaceOf(name)) &&
        Object.values(convention.fields).some((names) => names.includes(name)))
  );

/** What only spans of this convention have: TraceQL conditions. */
export function conventionMarks(convention: Convention): string[] {
  const { marks, fields, kinds, presence } = convention;
  const own = MARK_FIELDS.flatMap((field) => fields[field] ?? []).filter((name) => isMarkOf(convention, name));
  const attributes = [
    ...marks.filter((mark) => !mark.endsWith('.')),
    ...kinds.map((kind) => kind.attribute),
    ...Object.keys(presence ?? {}),
    ...own,
  ];
  return [
    ...exactNames(convention).map((name) => `name=${quote(name)}`),
    ...[...new Set(attributes)].map((name) => `span.${name}`).map((name) => `${name}!=nil`),
  ];
}

/** True of spans that are part of a loop, by any convention. */
export const LOOP_SPANS = anyOf([...new Set(CONVENTIONS.flatMap(conventionMarks))]);

/** True of spans that stand for iterations, by any convention. */
export const ITERATION_SPANS = anyOf([
  ...new Set(
    CONVENTIONS.flatMap(({ kinds, names }) => [
      ...Object.entries(names).flatMap(([name, kind]) =>
        kind === 'iteration' && !name.includes('*') ? [`name=${quote(name)}`] : []
      ),
      ...kinds.flatMap(({ attribute: key, values }) =>
        Object.entries(values).flatMap(([value, kind]) => (kind === 'iteration' ? [`span.${key}=${quote(value)}`] : []))
      ),
    ])
  ),
]);

/** True of spans of tool calls, by any convention that records what tools were asked. */
export const TOOL_SPANS = anyOf([
  ...new Set(
    CONVENTIONS.filter(({ fields }) => fields.toolArguments !== undefined).flatMap(({ kinds, fields }) => [
      ...kinds.flatMap(({ attribute: key, values }) =>
        Object.entries(values).flatMap(([value, kind]) =>
          kind === 'tool' ? [`span.${key}=~${quote(`(?i)${value}`)}`] : []
        )
      ),
      ...(fields.tool ?? []).map((name) => `${refText(toRef(name))}!=nil`),
    ])
  ),
]);

/** True of at least one span of each loop of a system. Empty where no convention tells it. */
export function systemMarks(system: System): string {
  return anyOf(SYSTEM_ORDER.filter((convention) => convention.system === system).flatMap(conventionMarks));
}

/** Fields that no table of loops has a use for: they hold content. */
const CONTENT_FIELDS = new Set<StepField>(['toolArguments', 'toolResult']);
/** Fields that curves over iterations have no use for; sessions hold workflows together. */
const DESCRIPTION_FIELDS = new Set<StepField>(['env', 'task', 'terminationReason', 'evaluator', 'worker', 'latencyMs']);

/**
 * How much of each span is asked for. Each holds what the one before holds; `judged` is a table with the contents of
 * tool calls where a warning may be about them.
 */
export const PROFILES = ['curves', 'table', 'judged', 'content'] as const;
export type Profile = (typeof PROFILES)[number];

const WARNING_KEYS = new Set(['warnings', 'health', WARNING_KEY]);
export const isAboutWarnings = (key: string) => WARNING_KEYS.has(canonicalKey(key));

export function profileOf({ queryType, metric, groupBy, filters }: LoopQuery): Profile {
  switch (queryType) {
    case 'warnings':
      return 'content';
    case 'loops':
    case 'events':
      return 'judged';
    case 'series':
      return metric === 'warnings' || [groupBy, ...filters.map(({ key }) => key)].some(isAboutWarnings)
        ? 'judged'
        : 'table';
    default:
      return filters.some(({ key }) => isAboutWarnings(key))
        ? 'judged'
        : queryType === 'goal' || queryType === 'les' || queryType === 'tokens'
          ? 'curves'
          : 'table';
  }
}

function wanted(field: StepField, profile: Profile): boolean {
  return (
    profile === 'content' || (!CONTENT_FIELDS.has(field) && (profile !== 'curves' || !DESCRIPTION_FIELDS.has(field)))
  );
}

/** Judgements of one span that are asked for: each has names of its own, numbered. */
const EVALUATIONS = 2;

function evaluationRefs(): AttributeRef[] {
  return CONVENTIONS.flatMap(({ evaluations }) => evaluations ?? []).flatMap(({ event, name, score }) => {
    const count = score.includes('<i>') ? EVALUATIONS : 1;
    return Array.from({ length: count }, (_, i) =>
      [name, score].map((text): AttributeRef => ({
        scope: event === null ? 'span' : 'event',
        name: text.replace('<i>', String(i)),
      }))
    ).flat();
  });
}

/** What runs are put together by besides the fields of the tables. */
const STRUCTURE: readonly AttributeRef[] = [
  { scope: 'span', name: 'traceloop.entity.name' },
  { scope: 'span', name: 'llm.invocation_parameters' },
  // How a loomflow run ended is told by its turns only where it has no other plan.
  { scope: 'span', name: 'architecture' },
  { scope: 'event', name: 'exception.message' },
  { scope: 'event', name: 'exception.type' },
  { scope: 'event', name: 'loop.failure.code' },
];

/** The attributes that a query of this profile needs of each span, each once. */
export function profileRefs(profile: Profile): AttributeRef[] {
  const refs = CONVENTIONS.flatMap(({ fields, parts, only, kinds, marks, presence }) => [
    ...[fields, parts ?? {}].flatMap((table) =>
      Object.entries(table).flatMap(([field, names]) => (wanted(field as StepField, profile) ? names.map(toRef) : []))
    ),
    ...Object.values(only ?? {}).map(({ attribute: name }) => toRef(name)),
    ...kinds.map(({ attribute: name }) => toRef(name)),
    ...Object.keys(presence ?? {}).map(toRef),
    ...marks.filter((mark) => !mark.endsWith('.')).map(toRef),
  ]);
  const all = [...refs, ...evaluationRefs(), ...STRUCTURE];
  return [...new Map(all.map((ref) => [`${ref.scope}.${ref.name}`, ref])).values()];
}

/** What is asked for besides what the tables name. */
export interface MoreAttributes {
  /** The attribute that tells the goal score; the span that carries it need not have any other mark. */
  goal: AttributeRef | null;
  /** True of all spans that are wanted. */
  condition: string;
}

/** `goalAttribute` as a person wrote it, with or without `span.`. */
export function withGoal(goalAttribute: string | null | undefined): MoreAttributes {
  const name = goalAttribute?.replace(/^span\./, '') ?? '';
  const goal: AttributeRef | null = name === '' ? null : { scope: 'span', name };
  return { goal, condition: goal === null ? LOOP_SPANS : `${LOOP_SPANS}||${refText(goal)}!=nil` };
}
