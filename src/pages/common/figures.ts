import * as figures from '../../panels/common/figures';

/** Numbers as the convergence panel writes them; null is a dash. */
const DASH = '–';
const written = (format: (value: number) => string) => (value: number | null | undefined) =>
  value === null || value === undefined ? DASH : format(value);

export const score = written((value) => figures.score(value));
export const tokens = written(figures.tokens);
export const usd = written(figures.usd);
export const duration = written(figures.duration);
export const percent = written((value) => `${Math.round(value * 100)} %`);
export const whole = written((value) => Math.round(value).toLocaleString('en-US'));
export const { change, count } = figures;

/** How long ago a time was: `44 min ago`; null is a dash. */
export function ago(time: number | null, now = Date.now()): string {
  if (time === null) {
    return DASH;
  }
  const past = now - time;
  return past < 1000 ? 'just now' : `${figures.duration(past)} ago`;
}
