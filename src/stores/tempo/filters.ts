import type { StepField } from '../../core/conventions/convention';
import { SYSTEMS } from '../../core/model/loop';
import { canonicalKey } from '../../core/query/loopColumns';
import type { LoopFilter } from '../../core/query/query';
import { fieldRefs, refText, systemMarks } from './marks';
import { anyOf, attribute, compareNumber, equalsText, quote } from './traceql';

/** Columns that stand on spans as they are, and by which fields. */
const COLUMN_FIELDS: Readonly<Record<string, readonly StepField[]>> = {
  loop: ['loopName', 'agent'],
  env: ['env'],
  task: ['task'],
  session: ['session'],
  agent: ['agent'],
  worker: ['worker'],
  evaluator: ['evaluator'],
};

/** What names a loop besides attributes of a table. */
const MORE_NAMES: Readonly<Record<string, readonly string[]>> = {
  loop: ['name', 'span.traceloop.entity.name'],
  agent: ['span.traceloop.entity.name', 'span.session_id'],
};

const FAILURE = 'span.loop.outcome="failure"||status=error||span.error.type!=nil';

/** A regular expression that means the same to both: Go knows no looking around, and patterns may fit nothing at all. */
function isCommonRegex(pattern: string): boolean {
  try {
    return (
      !/\(\?(?!:|i\))|\\[1-9kpPuc]/.test(pattern) && !new RegExp(`^(?:${pattern.replace(/^\(\?i\)/, '')})$`).test('')
    );
  } catch {
    return false;
  }
}

/** The names that a key stands for; none where spans do not tell it. */
function namesOf(key: string): string[] {
  const scoped = /^(span|resource)\.(.+)$/s.exec(key);
  if (scoped !== null) {
    return [attribute(scoped[1] === 'span' ? 'span' : 'resource', scoped[2])];
  }
  const fields = Object.hasOwn(COLUMN_FIELDS, key) ? COLUMN_FIELDS[key] : [];
  return [...fields.flatMap(fieldRefs).map(refText), ...(fields.length > 0 ? (MORE_NAMES[key] ?? []) : [])];
}

const isOrder = (op: LoopFilter['op']): op is '>' | '>=' | '<' | '<=' => op.startsWith('>') || op.startsWith('<');

/**
 * A condition that some span of every loop that passes the filter meets, perhaps spans of others, too: what was found is
 * filtered once more. Null where there is none.
 */
export function spanCondition({ key: asked, op, value }: LoopFilter): string | null {
  const key = canonicalKey(asked);
  if (value === '' || op === '!=' || op === '!~') {
    return null;
  }
  if (key === 'system') {
    const system = op === '=' ? SYSTEMS.find((known) => known === value) : undefined;
    return system === undefined ? null : systemMarks(system) || null;
  }
  if (key === 'outcome') {
    return op === '=' && value === 'failure'
      ? FAILURE
      : op === '=' && value === 'partial'
        ? 'span.loop.outcome="partial"'
        : null;
  }
  const names = namesOf(key);
  if (names.length === 0) {
    return null;
  }
  if (op === '=~') {
    // A pattern is never compared with numbers, which it may well describe.
    const mayBeNumber = /\\d|\d|\.|\[/.test(value) && key.includes('.');
    return isCommonRegex(value) && !mayBeNumber ? anyOf(names.map((name) => `${name}=~${quote(value)}`)) : null;
  }
  if (op === '=') {
    return anyOf(names.map((name) => (name === 'name' ? `name=${quote(value)}` : equalsText(name, value))));
  }
  const number = Number(value);
  return isOrder(op) && key.includes('.') && value.trim() !== '' && Number.isFinite(number)
    ? anyOf(names.map((name) => compareNumber(name, op, number)))
    : null;
}

/** Filters that name who ran and where stand on every part of a loop; the others perhaps on one span of it. */
const IDENTITY = /^(?:loop|env|task|session|agent|system|resource\..*)$/s;

/** Conditions by which a search narrows down the loops; each is met by some span. */
export function spanConditions(filters: readonly LoopFilter[]): string[] {
  const found = filters.flatMap((filter) => {
    const condition = spanCondition(filter);
    return condition === null ? [] : [{ isIdentity: IDENTITY.test(canonicalKey(filter.key)), condition }];
  });
  const identity = found.filter(({ isIdentity }) => isIdentity);
  // Parts of a long loop lie apart, and Tempo sees one part at a time: what stands on one span only is asked for alone.
  const kept = identity.length > 0 ? identity : found.slice(0, 1);
  return kept.map(({ condition }) => condition);
}
