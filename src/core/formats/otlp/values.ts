import { epochMs, type EpochMs } from '../../model/units';
import { isObject } from '../json';
import type { Attributes, AttributeValue } from './span';

/** Attributes of one span that are kept; nobody reads more, and a hostile span may bring a million. */
export const MAX_ATTRIBUTES = 1000;
/** Lists and maps inside each other that are read; deeper ones are not known. */
export const MAX_DEPTH = 8;

/** Nanoseconds since the epoch, a string or a number, in milliseconds to the microsecond; 0 is no time. */
export function readNanos(value: unknown): EpochMs | null {
  if (typeof value === 'string' && /^\d{7,20}$/.test(value)) {
    // Beyond 2^53 a double would round: milliseconds and the rest are read apart.
    const split = value.length - 6;
    const ms = Number(value.slice(0, split)) + Math.floor(Number(value.slice(split)) / 1000) / 1000;
    return ms > 0 && ms < 1e14 ? epochMs(ms) : null;
  }
  if (typeof value === 'number' && value > 0 && value < 1e20) {
    return epochMs(Math.floor(value / 1000) / 1000);
  }
  return null;
}

const INTEGER = /^-?\d{1,20}$/;

function readInteger(value: unknown): AttributeValue {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : null;
  }
  if (typeof value !== 'string' || !INTEGER.test(value)) {
    return null;
  }
  const number = Number(value);
  // A 64-bit id keeps its digits as text.
  return Number.isSafeInteger(number) ? number : value;
}

const NUMBER = /^-?\d{1,400}(\.\d{1,400})?(e[+-]?\d{1,4})?$/i;

/** A double; the words that JSON has no number for are not known. */
function readDouble(value: unknown): AttributeValue {
  const number = typeof value === 'string' && NUMBER.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** The value of an OTLP `AnyValue`. A score of 0 is a score: nothing is tested for truth. */
export function readAnyValue(value: unknown, depth = 0): AttributeValue {
  if (!isObject(value) || depth > MAX_DEPTH) {
    return null;
  }
  if (typeof value.stringValue === 'string') {
    return value.stringValue;
  }
  if (value.intValue !== undefined) {
    return readInteger(value.intValue);
  }
  if (value.doubleValue !== undefined) {
    return readDouble(value.doubleValue);
  }
  if (typeof value.boolValue === 'boolean') {
    return value.boolValue;
  }
  if (isObject(value.arrayValue)) {
    const { values } = value.arrayValue;
    return Array.isArray(values) ? values.slice(0, MAX_ATTRIBUTES).map((inner) => readAnyValue(inner, depth + 1)) : [];
  }
  if (isObject(value.kvlistValue)) {
    return readAttributes(value.kvlistValue.values, depth + 1);
  }
  return typeof value.bytesValue === 'string' ? value.bytesValue : null;
}

/** A list of `KeyValue` as an object; of a repeated key the first counts. */
export function readAttributes(list: unknown, depth = 0): Attributes {
  const attributes: Attributes = {};
  if (!Array.isArray(list)) {
    return attributes;
  }
  for (const entry of list.slice(0, MAX_ATTRIBUTES)) {
    if (isObject(entry) && typeof entry.key === 'string' && !Object.hasOwn(attributes, entry.key)) {
      Object.defineProperty(attributes, entry.key, {
        value: readAnyValue(entry.value, depth),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
  }
  return attributes;
}

const HEX = /^[0-9a-f]+$/;

/** An id as lower-case hex, whether it was written so or in base64; null for one that is empty or all zeros. */
export function readId(value: unknown, bytes: 8 | 16): string | null {
  if (typeof value !== 'string' || value === '') {
    return null;
  }
  const lower = value.toLowerCase();
  let hex: string | null = null;
  if (HEX.test(lower) && lower.length <= bytes * 2) {
    // Some servers cut leading zeros.
    hex = lower.padStart(bytes * 2, '0');
  } else if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(value) && value.replace(/=+$/, '').length === Math.ceil((bytes * 4) / 3)) {
    const binary = atob(value.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/'));
    hex = Array.from(binary, (char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  }
  return hex === null || /^0*$/.test(hex) ? null : hex;
}
