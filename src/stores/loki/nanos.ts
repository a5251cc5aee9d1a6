/** Nanoseconds since the epoch, as Loki writes times: more digits than a number holds. */
export type Nanos = bigint;

export const toNanos = (ms: number): Nanos => BigInt(Math.round(ms * 1000)) * 1000n;
export const toMs = (nanos: Nanos): number => Number(nanos / 1000n) / 1000;

/** Null for what is no time. */
export const readNanos = (value: unknown): Nanos | null =>
  typeof value === 'string' && /^\d{1,20}$/.test(value) ? BigInt(value) : null;
