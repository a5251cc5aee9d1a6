import { OUTCOMES, SYSTEMS } from '../model/loop';
import { FAULTS, faultText } from '../model/fault';
import { roundMicros } from '../model/units';
import { readFaults } from '../table/batch';
import type { Column } from '../table/columns';
import { partsOf } from './parts';
import type { LoopTable } from '../table/loopTable';
import { loopHealth, warningTypes } from '../warnings/ofTable';

/** A column of `loops`, read row by row; null where the value is not known. */
export interface LoopColumn {
  name: string;
  type: 'string' | 'number' | 'time';
  get(table: LoopTable, row: number): string | number | null;
  /** The id behind the value, where equal ids mean equal values: tests on it can be remembered. */
  id?(table: LoopTable, row: number): number;
}

type FloatName = {
  [K in keyof LoopTable['loops']]: LoopTable['loops'][K] extends Column ? K : never;
}[keyof LoopTable['loops']];

const known = (value: number) => (value === value ? value : null);

const number = (name: string, column: FloatName = name as FloatName): LoopColumn => ({
  name,
  type: 'number',
  get: (table, row) => known(table.loops[column].get(row)),
});

const time = (name: 'startTime' | 'endTime'): LoopColumn => ({
  name,
  type: 'time',
  get: (table, row) => known(table.loops[name].get(row)),
});

const text = (name: 'loop' | 'env' | 'task' | 'session' | 'agent' | 'terminationReason'): LoopColumn => ({
  name,
  type: 'string',
  get: (table, row) => table.text(row, name),
  id: (table, row) => table.loops[name].get(row),
});

/** The columns of `loops`, in the order in which they are shown. */
export const LOOP_COLUMNS: readonly LoopColumn[] = [
  { name: 'traceId', type: 'string', get: (table, row) => table.traceIds[row] },
  text('loop'),
  {
    name: 'system',
    type: 'string',
    get: (table, row) => SYSTEMS[table.loops.system.get(row)],
    id: (table, row) => table.loops.system.get(row),
  },
  text('env'),
  text('task'),
  text('session'),
  text('agent'),
  time('startTime'),
  time('endTime'),
  {
    name: 'durationMs',
    type: 'number',
    get: (table, row) => known(roundMicros(table.loops.endTime.get(row) - table.loops.startTime.get(row))),
  },
  {
    name: 'outcome',
    type: 'string',
    get: (table, row) => OUTCOMES[table.loops.outcome.get(row)],
    id: (table, row) => table.loops.outcome.get(row),
  },
  text('terminationReason'),
  number('iterations', 'iterationCount'),
  number('goalScore'),
  number('bestGoalScore'),
  number('goalTarget', 'targetScore'),
  number('effectiveness'),
  number('lesCumulative'),
  number('lesReported'),
  number('tokens'),
  number('inputTokens'),
  number('outputTokens'),
  number('cacheReadTokens'),
  number('costUsd'),
  {
    name: 'costBasis',
    type: 'string',
    get: (table, row) =>
      known(table.loops.costUsd.get(row)) === null
        ? null
        : table.loops.costBasis.get(row) === 1
          ? 'estimated'
          : 'reported',
  },
  number('llmCalls'),
  number('llmFailed'),
  number('toolCalls'),
  number('toolFailed'),
  number('handoffs'),
  { name: 'warnings', type: 'number', get: (table, row) => warningTypes(table, row).length },
  { name: 'health', type: 'number', get: loopHealth },
  number('violations', 'violationCount'),
  {
    name: 'models',
    type: 'string',
    get: (table, row) => table.text(row, 'models')?.replaceAll('\n', ', ') ?? null,
    id: (table, row) => table.loops.models.get(row),
  },
  {
    name: 'notices',
    type: 'string',
    get: (table, row) =>
      readFaults(table.text(row, 'faults'))
        .map((fault) => (fault.code in FAULTS ? faultText(fault) : fault.detail))
        .join('; ') || null,
    id: (table, row) => table.loops.faults.get(row),
  },
];

const BY_NAME = new Map(LOOP_COLUMNS.map((column) => [column.name, column]));

/** Attributes by which other tools know what has a column here. */
const ALIASES: Record<string, string> = {
  'span.loop.name': 'loop',
  'span.loop.env_id': 'env',
  'span.loop.task_id': 'task',
  'span.loop.outcome': 'outcome',
  'span.loop.termination_reason': 'terminationReason',
  'span.loop.tokens_total': 'tokens',
  'span.loop.goal_target': 'goalTarget',
  'span.loop.worker.id': 'worker',
  'span.loop.evaluator.id': 'evaluator',
};

/** The canonical key of a filter or a group: `span.loop.env_id` is `env`. */
export const canonicalKey = (key: string) => (Object.hasOwn(ALIASES, key) ? ALIASES[key] : key);

export const loopColumn = (key: string): LoopColumn | undefined => BY_NAME.get(canonicalKey(key));

export const isAttributeKey = (key: string) => /^(span|resource|metadata)\./.test(key);

/** Who worked or judged: keys whose values stand on iterations. */
export const isIterationKey = (key: string): key is 'worker' | 'evaluator' => key === 'worker' || key === 'evaluator';

/** The types of a loop's warnings: a key with several values. */
export const WARNING_KEY = 'warning';

/** All values that a loop has for a key; none where it has none. */
export function loopValues(table: LoopTable, row: number, key: string): Array<string | number> {
  const canonical = canonicalKey(key);
  const column = BY_NAME.get(canonical);
  if (column !== undefined) {
    const value = column.get(table, row);
    return value === null ? [] : [value];
  }
  if (canonical === WARNING_KEY) {
    return warningTypes(table, row);
  }
  if (canonical === 'model' || canonical === 'tool') {
    return [...new Set(partsOf(table, row).flatMap((part) => part[canonical] ?? []))];
  }
  const values: string[] = [];
  if (isIterationKey(canonical)) {
    const start = table.loops.iterationStart.get(row);
    const ids = new Set<number>();
    for (let i = start; i < start + table.loops.iterationCount.get(row); i++) {
      ids.add(table.iterations[canonical].get(i));
    }
    for (const id of ids) {
      const value = table.strings.at(id);
      if (value !== null) {
        values.push(value);
      }
    }
    return values;
  }
  table.eachAttribute(row, (name, value) => {
    if (name === canonical) {
      values.push(value);
    }
  });
  return values;
}
