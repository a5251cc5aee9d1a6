import type { Figure } from './detector';

const plural = (count: number, one: string, many = `${one}s`) => `${whole(count)} ${count === 1 ? one : many}`;

/** `1,234`. */
const whole = (value: Figure) => Math.round(Number(value)).toLocaleString('en-US');

/** A score or a factor: at most two decimals. */
const decimal = (value: Figure) => Number(value).toLocaleString('en-US', { maximumFractionDigits: 2 });

const usd = (value: Figure) =>
  `$${Number(value).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: Number(value) < 1 ? 4 : 2 })}`;

const seconds = (ms: Figure) => {
  const value = Number(ms) / 1000;
  return value >= 120
    ? `${(value / 60).toLocaleString('en-US', { maximumFractionDigits: 1 })} min`
    : `${value.toLocaleString('en-US', { maximumFractionDigits: 1 })} s`;
};

const percent = (share: Figure) => `${Math.round(Number(share) * 100)} %`;

/** `in iteration 3`, `in iterations 3 to 8`, or nothing. */
const where = ({ firstIteration, lastIteration }: { firstIteration: number | null; lastIteration: number | null }) =>
  firstIteration === null || lastIteration === null
    ? ''
    : firstIteration === lastIteration
      ? ` in iteration ${firstIteration}`
      : ` in iterations ${firstIteration} to ${lastIteration}`;

/** How figures are written in sentences. */
export const say = { plural, whole, decimal, usd, seconds, percent, where };
