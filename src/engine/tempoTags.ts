import { LOOP_COLUMNS } from '../core/query/loopColumns';
import { OUTCOMES, SYSTEMS } from '../core/model/loop';
import { COLUMN_SPECS } from '../frames/columns';
import { readTagKeys, readTagValues } from '../stores/tempo/tags';
import type { Tempo } from '../stores/tempo/tempo';
import type { TagKey } from './engine';

/** Columns of loops, and the attributes that spans of loops have in Tempo. */
export async function tempoTagKeys(tempo: Tempo): Promise<TagKey[]> {
  const columns = LOOP_COLUMNS.map(({ name }) => ({
    key: name,
    description: name in COLUMN_SPECS ? COLUMN_SPECS[name as keyof typeof COLUMN_SPECS].config.displayName : undefined,
  }));
  const people = [
    { key: 'worker', description: 'Worker' },
    { key: 'evaluator', description: 'Evaluator' },
  ];
  return [...columns, ...people, ...(await readTagKeys(tempo)).map((key) => ({ key }))];
}

/** Values that are known without asking. */
const FIXED: Readonly<Record<string, readonly string[]>> = { system: SYSTEMS, outcome: OUTCOMES };

export async function tempoTagValues(tempo: Tempo, key: string): Promise<string[]> {
  return Object.hasOwn(FIXED, key) ? [...FIXED[key]] : readTagValues(tempo, key);
}
