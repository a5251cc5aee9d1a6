import { getTemplateSrv } from '@grafana/runtime';
import type { ComboboxOption } from '@grafana/ui';
import type { QueryEngine } from '../../engine/engine';
import { messageOf } from '../errors';

export type TagSource = Pick<QueryEngine, 'tagKeys' | 'tagValues'>;
type Option = ComboboxOption<string>;

/** A list longer than this is no help; typing narrows it. */
const MOST = 500;

/** Typing asks again and again: what was offered a moment ago (ms) is offered still. */
const FRESH_MS = 30_000;

interface Remembered {
  at: number;
  answer: Promise<Option[]>;
}

const remembered = new WeakMap<TagSource, Map<string, Remembered>>();

/** One request for all letters that are typed; a failed one is not remembered. */
function once(tags: TagSource, key: string, ask: () => Promise<Option[]>): Promise<Option[]> {
  const known = remembered.get(tags) ?? new Map<string, Remembered>();
  remembered.set(tags, known);
  const entry = known.get(key);
  if (entry && Date.now() - entry.at < FRESH_MS) {
    return entry.answer;
  }
  const answer = ask();
  known.set(key, { at: Date.now(), answer });
  answer.catch(() => known.delete(key));
  return answer;
}

/** Keys that hold what was typed. A store that cannot be read still allows to write a key by hand. */
export async function loadKeys(tags: TagSource, input: string): Promise<Option[]> {
  const asked = once(tags, 'keys', async () =>
    (await tags.tagKeys()).map(({ key, description }) => option(key, description))
  );
  const { found, fault } = await settle(asked);
  return [...matching([...found, ...variables()], input), ...fault];
}

/** Values of a key that hold what was typed, dashboard variables first. */
export async function loadValues(tags: TagSource, key: string, input: string): Promise<Option[]> {
  const asked = once(tags, `values ${key}`, async () =>
    key === '' ? [] : (await tags.tagValues(key)).filter((value) => value !== '').map((value) => option(value))
  );
  const { found, fault } = await settle(asked);
  return [...matching([...variables(), ...found], input), ...fault];
}

/** What was found, or a line that tells why nothing is offered and cannot be chosen. */
async function settle(asked: Promise<Option[]>): Promise<{ found: Option[]; fault: Option[] }> {
  try {
    return { found: await asked, fault: [] };
  } catch (error) {
    const label = `None can be offered; write one by hand. ${messageOf(error)}`;
    return { found: [], fault: [{ value: '\u0000fault', label, infoOption: true }] };
  }
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
