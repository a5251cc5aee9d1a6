import type { LoopTable } from '../table/loopTable';
import { canonicalKey, isAttributeKey, isIterationKey, loopColumn, loopValues, LOOP_COLUMNS } from './loopColumns';
import type { LoopFilter } from './query';
import { QueryError } from './queryError';

export type RowTest = (row: number) => boolean;

type Value = string | number;

const DURATION = /^(-?\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/;
const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `0.5`, `30s`, `2026-11-18T08:00:00Z`; NaN where it is none of these. */
function readOperand(text: string, type: 'number' | 'time' | 'string'): number {
  const match = DURATION.exec(text.trim());
  if (match !== null) {
    return Number(match[1]) * (match[2] === undefined ? 1 : UNIT_MS[match[2]]);
  }
  return type === 'time' ? Date.parse(text) : text.trim() === '' ? NaN : Number(text);
}

function compileRegex({ key, op, value }: LoopFilter): RegExp {
  try {
    return new RegExp(`^(?:${value})$`, 'su');
  } catch {
    try {
      return new RegExp(`^(?:${value})$`, 's');
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
    return (actual) => (typeof actual === 'number' ? actual === operand : actual === value);
  }
  if (Number.isNaN(operand)) {
    throw new QueryError(`The filter ${filter.key} ${op} ${value} needs a number, a duration such as 30s or a time after ${op}.`);
  }
  return (actual) => {
    const left = typeof actual === 'number' ? actual : Number(actual);
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

/**
 * A test of rows for one filter. A value that is not known equals the empty string and nothing else;
 * of several values (workers, metadata lists) one is enough, and a negation holds where none matches.
 */
export function compileFilter(table: LoopTable, filter: LoopFilter): RowTest {
  const key = canonicalKey(filter.key);
  const column = loopColumn(key);
  if (column === undefined && !isAttributeKey(key) && !isIterationKey(key)) {
    throw new QueryError(
      `There is no column ${filter.key} to filter by. Columns are ${LOOP_COLUMNS.map(({ name }) => name).join(', ')}, worker, evaluator; raw attributes start with span., resource. or metadata.`
    );
  }
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
