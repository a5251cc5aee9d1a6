import { modifyQuery } from './explore';
import type { LoopscopeQuery } from './types';

const options = { key: 'env', value: 'prod' };
const equal = { key: 'env', op: '=' as const, value: 'prod' };
const other = { key: 'loop', op: '=' as const, value: 'x' };
const query: LoopscopeQuery = { refId: 'A', filters: [other] };

it.each([
  ['ADD_FILTER', [other], [other, equal]],
  ['ADD_FILTER_OUT', [other], [other, { ...equal, op: '!=' }]],
  ['ADD_FILTER_OUT', [equal, other], [other, { ...equal, op: '!=' }]],
  ['ADD_FILTER', [equal, other], [equal, other]],
  ['ADD_HINT', [other], [other]],
] as const)('%s', (type, before, after) => {
  expect(modifyQuery({ ...query, filters: [...before] }, { type, options }).filters).toEqual(after);
});

it.each([{ key: 'env' }, { value: 'prod' }, undefined])('changes nothing without key and value: %j', (part) => {
  expect(modifyQuery(query, { type: 'ADD_FILTER', options: part && JSON.parse(JSON.stringify(part)) })).toBe(query);
});
