/** A closed interval of data values. */
export interface Domain {
  min: number;
  max: number;
}

/** The step of 1, 2 or 5 times a power of ten that cuts `span` into about `count` pieces. */
export function niceStep(span: number, count: number): number {
  if (!(span > 0) || !Number.isFinite(span)) {
    return 1;
  }
  const raw = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= raw * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** The domain rounded outwards to its own steps, so that an axis moves rarely while values arrive. */
export function niceDomain(domain: Domain, count: number): Domain {
  const span = domain.max - domain.min;
  const size = Math.max(Math.abs(domain.min), Math.abs(domain.max));
  // A span in the noise of its own numbers is none.
  const step = niceStep(span > size * 1e-9 ? span : size || 1, count);
  const min = Math.floor(domain.min / step + 1e-9) * step;
  const max = Math.ceil(domain.max / step - 1e-9) * step;
  return { min: clean(min), max: clean(max > min ? max : min + step) };
}

/** Round values inside the domain, about `count` of them. */
export function ticks(domain: Domain, count: number, integers = false): number[] {
  const span = domain.max - domain.min;
  let step = niceStep(span, count);
  if (integers) {
    step = Math.max(1, Math.round(step));
  }
  const out: number[] = [];
  const first = Math.ceil(domain.min / step - 1e-9);
  const last = Math.floor(domain.max / step + 1e-9);
  for (let i = first; i <= last && out.length < 1000; i++) {
    out.push(clean(i * step));
  }
  return out;
}

// Twelve digits: more than any axis shows, fewer than the noise of binary fractions.
function clean(value: number): number {
  return Number(value.toPrecision(12)) + 0;
}

/** Linear map of a domain onto pixels; `from` may lie below `to` (an upward axis). */
export interface Scale {
  domain: Domain;
  from: number;
  to: number;
}

export function project(scale: Scale, value: number): number {
  const span = scale.domain.max - scale.domain.min;
  const share = span === 0 ? 0.5 : (value - scale.domain.min) / span;
  return scale.from + share * (scale.to - scale.from);
}

export function invert(scale: Scale, pixel: number): number {
  const length = scale.to - scale.from;
  const share = length === 0 ? 0 : (pixel - scale.from) / length;
  return scale.domain.min + share * (scale.domain.max - scale.domain.min);
}

/** Smallest and largest known number of some columns; null where there is none. */
export function extent(columns: Iterable<Float64Array>): Domain | null {
  let min = Infinity;
  let max = -Infinity;
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      const value = column[i];
      if (value < min) {
        min = value;
      }
      if (value > max) {
        max = value;
      }
    }
  }
  return min <= max ? { min, max } : null;
}

/** The axis of a score: 0 to 1, and further where scores leave it. */
export function scoreDomain(known: Domain | null): Domain {
  const min = Math.min(0, known?.min ?? 0);
  const max = Math.max(1, known?.max ?? 1);
  return min === 0 && max === 1 ? { min, max } : niceDomain({ min, max }, 4);
}

/** The axis of an amount: from 0 (or below, where an emitter wrote negative amounts) to a round number. */
export function amountDomain(known: Domain | null): Domain {
  return niceDomain({ min: Math.min(0, known?.min ?? 0), max: Math.max(0, known?.max ?? 1) || 1 }, 3);
}
