import * as figures from '../../panels/shared/figures';

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
