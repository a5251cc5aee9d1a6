import { getTemplateSrv } from '@grafana/runtime';
import type { ComboboxOption } from '@grafana/ui';
import type { QueryEngine } from '../../engine/engine';

export type TagSource = Pick<QueryEngine, 'tagKeys' | 'tagValues'>;
type Option = ComboboxOption<string>;

/** A list longer than this is no help; typing narrows it. */
const MOST = 500;

/** Keys that hold what was typed. A store that cannot be read still allows to write a key by hand. */
export async function loadKeys(tags: TagSource, input: string): Promise<Option[]> {
  const keys = await tags.tagKeys().catch(() => []);
  return matching([...keys.map(({ key, description }) => option(key, description)), ...variables()], input);
}

/** Values of a key that hold what was typed, dashboard variables first. */
export async function loadValues(tags: TagSource, key: string, input: string): Promise<Option[]> {
  const values = key === '' ? [] : await tags.tagValues(key).catch(() => []);
  return matching([...variables(), ...values.filter((value) => value !== '').map((value) => option(value))], input);
}

function variables(): Option[] {
  return getTemplateSrv()
    .getVariables()
    .filter(({ type }) => type !== 'adhoc' && type !== 'datasource')
    .map(({ name }) => option(`$${name}`, 'Dashboard variable'));
}

function option(value: string, description?: string): Option {
  // "Loop" under loop tells nothing.
  const tells = description !== undefined && letters(description) !== letters(value);
  return tells ? { value, label: value, description } : { value, label: value };
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function matching(options: Option[], input: string): Option[] {
  const text = input.trim().toLowerCase();
  return options.filter(({ value }) => value.toLowerCase().includes(text)).slice(0, MOST);
}
