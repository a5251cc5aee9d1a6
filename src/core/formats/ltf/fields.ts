import { showValue, type Fault, type FaultCode } from '../../model/fault';
import type { EpochMs } from '../../model/units';
import { parseTimestamp } from '../time';

/** Faults of one document, each code once: the first example is enough for a person. */
export class FaultList {
  readonly faults: Fault[] = [];

  add(code: FaultCode, detail = ''): void {
    for (const fault of this.faults) {
      if (fault.code === code) {
        return;
      }
    }
    this.faults.push({ code, detail });
  }
}

/** A finite number, or null; anything else that is present is a fault. */
export function readNumber(value: unknown, field: string, faults: FaultList): number | null {
  if (typeof value === 'number') {
    if (value - value === 0) {
      return value;
    }
    faults.add('non-finite', `${field} ${value}`);
    return null;
  }
  if (value !== undefined && value !== null) {
    faults.add('wrong-type', `${field} ${showValue(value)}`);
  }
  return null;
}

/** A string that is not empty, or null; anything else that is present is a fault. */
export function readText(value: unknown, field: string, faults: FaultList): string | null {
  if (typeof value === 'string') {
    return value === '' ? null : value;
  }
  if (value !== undefined && value !== null) {
    faults.add('wrong-type', `${field} ${showValue(value)}`);
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
  }
  return null;
}

export function readTime(value: unknown, field: string, faults: FaultList): EpochMs | null {
  const time = parseTimestamp(value);
  if (time === null && value !== undefined && value !== null) {
    faults.add('bad-time', `${field} ${showValue(value)}`);
  }
  return time;
}
