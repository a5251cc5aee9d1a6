/** Milliseconds since the Unix epoch, UTC. May carry a fraction: emitters write microseconds. */
export type EpochMs = number & { readonly __unit: 'epochMs' };
/** A duration in milliseconds. */
export type Millis = number & { readonly __unit: 'ms' };
/** A count of tokens. */
export type Tokens = number & { readonly __unit: 'tokens' };
/** US dollars. */
export type Usd = number & { readonly __unit: 'usd' };
/** A goal score or effectiveness; 0..1 by convention, but emitters do not hold to it. */
export type Score = number & { readonly __unit: 'score' };

export const epochMs = (value: number) => value as EpochMs;
export const millis = (value: number) => value as Millis;
export const tokens = (value: number) => value as Tokens;
export const usd = (value: number) => value as Usd;
export const score = (value: number) => value as Score;

/** Microsecond precision is what emitters write; beyond it a double holds only noise. */
export const roundMicros = (ms: number) => Math.round(ms * 1000) / 1000;
