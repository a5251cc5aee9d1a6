import type { LoopTable } from '../table/loopTable';
import {
  canonicalKey,
  isAttributeKey,
  isIterationKey,
  loopColumn,
  loopValues,
  LOOP_COLUMNS,
  WARNING_KEY,
} from './loopColumns';
import { isPartKey } from './parts';
import type { LoopFilter } from './query';
import { QueryError } from './queryError';
import { readTimeText } from './times';

export type RowTest = (row: number) => boolean;

type Value = string | number;

const DURATION = /^(-?\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/;
const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `0.5`, `30s`, and for times `2026-11-18T08:00:00Z`; NaN where it is none of these. */
function readOperand(text: string, type: 'number' | 'time' | 'string'): number {
  if (type === 'time') {
    return readTimeText(text);
  }
  const match = DURATION.exec(text.trim());
  if (match !== null) {
    return Number(match[1]) * (match[2] === undefined ? 1 : UNIT_MS[match[2]]);
  }
  return toNumber(text);
}

/** Text as a number; NaN for the empty one, too. */
const toNumber = (text: string) => (text.trim() === '' ? NaN : Number(text));

const NEEDS = {
  number: 'a number or a duration such as 30s',
  time: 'a time such as 2026-11-18T08:00:00Z',
  string: 'a number or a duration such as 30s',
} as const;

function compileRegex({ key, op, value }: LoopFilter): RegExp {
  // `(?i)` is how other data sources write it.
  const ignoreCase = value.startsWith('(?i)');
  const pattern = `^(?:${ignoreCase ? value.slice(4) : value})$`;
  const flags = ignoreCase ? 'si' : 's';
  try {
    return new RegExp(pattern, `${flags}u`);
  } catch {
    try {
      return new RegExp(pattern, flags);
    } catch (error) {
      throw new QueryError(
        `The filter ${key} ${op} ${value} holds no valid regular expression (${error instanceof Error ? error.message : String(error)}).`
      );
    }
  }
}

/** The test of one value; negations are tested as their opposite and turned round by the caller. */
function compileTest(filter: LoopFilter, type: 'number' | 'time' | 'string'): (value: Value) => boolean {
  const { op, value } = filter;
  if (op === '=~' || op === '!~') {
    const regex = compileRegex(filter);
    return (actual) => regex.test(String(actual));
  }
  const operand = readOperand(value, type);
  if (op === '=' || op === '!=') {
    if (type !== 'string' && Number.isNaN(operand) && value !== '') {
      throw new QueryError(
        `The filter ${filter.key} ${op} ${value} can never match: ${filter.key} needs ${NEEDS[type]}.`
      );
    }
    return (actual) => (typeof actual === 'number' ? actual === operand : actual === value);
  }
  if (Number.isNaN(operand)) {
    throw new QueryError(`The filter ${filter.key} ${op} ${value} needs ${NEEDS[type]} after ${op}.`);
  }
  return (actual) => {
    const left = typeof actual === 'number' ? actual : toNumber(actual);
    switch (op) {
      case '>':
        return left > operand;
      case '>=':
        return left >= operand;
      case '<':
        return left < operand;
      default:
        return left <= operand;
    }
  };
}

/** Throws where no loop can have a value for a key. */
export function checkKey(key: string, purpose: string): void {
  const canonical = canonicalKey(key);
  const isKnown =
    loopColumn(canonical) !== undefined ||
    isPartKey(canonical) ||
    isIterationKey(canonical) ||
    canonical === WARNING_KEY;
  if (!isKnown && !isAttributeKey(canonical)) {
    throw new QueryError(
      `There is no column ${key} to ${purpose}. Columns are ${LOOP_COLUMNS.map(({ name }) => name).join(', ')}, model, tool, worker, evaluator, warning; raw attributes start with span., resource. or metadata.`
    );
  }
}

/**
 * A test of rows for one filter. A value that is not known equals the empty string and nothing else;
 * of several values (workers, metadata lists) one is enough, and a negation holds where none matches.
 */
export function compileFilter(table: LoopTable, filter: LoopFilter): RowTest {
  const key = canonicalKey(filter.key);
  const column = loopColumn(key);
  checkKey(filter.key, 'filter by');
  const test = compileTest(filter, column?.type ?? 'string');
  const negated = filter.op === '!=' || filter.op === '!~';
  const ordered = filter.op.startsWith('>') || filter.op.startsWith('<');
  const matches = (values: Value[]) => {
    const hit = values.length === 0 ? !ordered && test('') : values.some(test);
    return hit !== negated;
  };
  if (column === undefined) {
    return (row) => matches(loopValues(table, row, key));
  }
  const evaluate: RowTest = (row) => {
    const value = column.get(table, row);
    return matches(value === null ? [] : [value]);
  };
  const { id } = column;
  if (id === undefined) {
    return evaluate;
  }
  // Few distinct values stand in many rows: each is tested once.
  const verdicts = new Map<number, boolean>();
  return (row) => {
    const known = id(table, row);
    let verdict = verdicts.get(known);
    if (verdict === undefined) {
      verdict = evaluate(row);
      verdicts.set(known, verdict);
    }
    return verdict;
  };
}
