import { canonicalKey } from '../../core/query/loopColumns';
import type { LoopQuery } from '../../core/query/query';
import { QueryError } from '../../core/query/queryError';
import { StoreError } from '../storeError';

/** Fields of whole documents that stay as they are when a loop is exported once more. */
const FIELDS: Record<string, string> = { loop: 'loop_name', env: 'env_id', task: 'task_id' };

/** Only lines that are no whole document: spans and events of loops that may have begun before. */
const PARTS_ONLY = ' | json loopscope_loop="loop_name" | loopscope_loop=""';

export interface LokiQueries {
  /** Lines shipped within the time range or soon after. */
  within: string;
  /** Lines shipped before it, which can only hold parts of loops that go on in it. */
  before: string;
  /** The lines without any filter, to read one of them again. */
  plain: string;
}

/** A text as LogQL takes it. */
export const quote = (text: string): string => JSON.stringify(text);

/** What can be compared on the server just as here. */
const isExact = (value: string) =>
  value !== '' &&
  value.length <= 200 &&
  value.trim() === value &&
  !/[\u0000-\u001f\u007f\ufffd\ud800-\udfff]/.test(value);

/**
 * LogQL for a query. Of its filters only those go to the server that leave all lines of a loop in or all of them out:
 * what may change from one export to the next (an outcome) or is spread over lines (spans) is looked at here.
 */
export function toLogQl(selector: string, { filters, expr, traceId }: LoopQuery): LokiQueries {
  const plain = `${checkSelector(selector)}${checkPipeline(expr)}`;
  const equal = filters.filter(({ op, value }) => op === '=' && isExact(value));
  const valueOf = (key: string) => equal.find((filter) => canonicalKey(filter.key) === key)?.value ?? null;
  const id = traceId.trim() || (valueOf('traceId') ?? '');
  const tests = Object.entries(FIELDS).flatMap(([key, field]) => {
    const value = valueOf(key);
    const label = `loopscope_${key}`;
    return value === null ? [] : [{ label, field, test: `${label}=${quote(value)} or ${label}=""` }];
  });
  if (isExact(id)) {
    // Spans have a trace_id as well, and several traces can be one loop: only whole documents are left out.
    tests.push({ label: 'loopscope_loop', field: 'loop_name', test: '' });
    tests.push({ label: 'loopscope_id', field: 'trace_id', test: `loopscope_id=${quote(id)} or loopscope_loop=""` });
  }
  const labels = [...new Set(tests.map(({ label, field }) => `${label}="${field}"`))].join(', ');
  const conditions = tests.flatMap(({ test }) => (test === '' ? [] : [` | ${test}`])).join('');
  return {
    plain,
    within: labels === '' ? plain : `${plain} | json ${labels}${conditions}`,
    before: `${plain}${PARTS_ONLY}`,
  };
}

function checkSelector(selector: string): string {
  const text = selector.trim();
  if (text === '' || text === '{}') {
    throw new StoreError('No log streams are chosen.', [
      'Write a LogQL stream selector, such as {job="loops"}, in the data source settings.',
    ]);
  }
  if (!text.startsWith('{')) {
    throw new StoreError(`The stream selector ${text.slice(0, 60)} is not in braces.`, [
      'Write it as {job="loops"} in the data source settings.',
    ]);
  }
  return text;
}

function checkPipeline(expr: string): string {
  const text = expr.trim();
  if (text !== '' && !/^(\||!=|!~)/.test(text)) {
    throw new QueryError(
      `The raw condition ${text.slice(0, 60)} is no LogQL pipeline: start it with |, such as |= "text" or | json | outcome="failure".`
    );
  }
  return text === '' ? '' : ` ${text}`;
}
