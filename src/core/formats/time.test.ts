import fc from 'fast-check';
import { parseTimestamp } from './time';

const pad = (n: number, width = 2) => String(n).padStart(width, '0');

const times = fc.record({
  ms: fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2262, 0, 1) }),
  fraction: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 9 }),
  offset: fc.oneof(fc.constant('Z'), fc.integer({ min: -14 * 60, max: 14 * 60 })),
});

/** RFC 3339 text, and the millisecond it means. */
function write({ ms, fraction, offset }: { ms: number; fraction: number[]; offset: 'Z' | number }) {
  const digits = fraction.join('');
  const seconds = Math.floor(ms / 1000) * 1000;
  const shift = offset === 'Z' ? 0 : offset * 60_000;
  const zone =
    offset === 'Z'
      ? 'Z'
      : `${offset < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`;
  const text = `${new Date(seconds + shift).toISOString().slice(0, 19)}${digits === '' ? '' : `.${digits}`}${zone}`;
  const micros = Number(digits.padEnd(9, '0').slice(0, 6));
  return { text, ms: seconds, micros };
}

describe('parseTimestamp', () => {
  it('agrees with Date.parse to the millisecond and keeps microseconds', () => {
    fc.assert(
      fc.property(times.map(write), ({ text, ms, micros }) => {
        const time = parseTimestamp(text);
        expect(time).not.toBeNull();
        expect(Math.floor(Number(time) + 1e-6)).toBe(Date.parse(text));
        expect(Math.abs(Number(time) - ms - micros / 1000)).toBeLessThan(0.002);
      }),
      { numRuns: 2000 }
    );
  });

  it('reads nothing else as a time', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.jsonValue()), (value) => {
        const time = parseTimestamp(value);
        expect(time === null || Number.isFinite(time)).toBe(true);
      })
    );
    for (const value of [
      '',
      'now',
      '2026',
      '2026-13-01T00:00:00Z',
      '2026-11-18T24:30:00Z',
      '2026-11-18T08:61:00Z',
      '2026-11-18T08:00:05.Z',
      '2026-11-18T08:00:0xZ',
      '2026-11-18Taa:00:00Z',
      5,
      null,
      {},
    ]) {
      expect(parseTimestamp(value)).toBeNull();
    }
  });
});
