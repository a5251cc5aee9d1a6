import type { ReadableField, ReadableFrame } from '../../common/frames';

export type { ReadableField, ReadableFrame };

/** Fields of a frame by name; the first of a name counts. */
export function fieldsByName(frame: ReadableFrame): Map<string, ReadableField> {
  const byName = new Map<string, ReadableField>();
  for (const field of frame.fields) {
    if (!byName.has(field.name)) {
      byName.set(field.name, field);
    }
  }
  return byName;
}

/** A number as it stands, NaN for anything else: a text that looks like one is not converted. */
export const toNumber = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : NaN);

export const toText = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Numbers with NaN for what is not known, for `frame.length` rows. */
export function numbers(frame: ReadableFrame, field: ReadableField | undefined): Float64Array {
  const out = new Float64Array(frame.length).fill(NaN);
  if (field !== undefined) {
    for (let row = 0; row < frame.length; row++) {
      out[row] = toNumber(field.values[row]);
    }
  }
  return out;
}
