import * as fc from 'fast-check';
import { areSimilar, withoutParts } from './similarity';

/** The edit distance as it is defined, table and all. */
function distance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (__, j) => i || j));
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const changed = table[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      table[i][j] = Math.min(changed, table[i - 1][j] + 1, table[i][j - 1] + 1);
    }
  }
  return table[a.length][b.length];
}

describe('areSimilar', () => {
  it('is what the edit distance says', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 24 });
    const least = fc.constantFrom(0, 0.5, 0.7, 0.85, 1);
    fc.assert(
      fc.property(word, word, least, (a, b, share) => {
        const allowed = Math.floor((1 - share) * Math.max(a.length, b.length) + 1e-9);
        expect(areSimilar(a, b, share)).toBe(distance(a, b) <= allowed);
      }),
      { numRuns: 500 }
    );
  });

  it('does not care which comes first', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => areSimilar(a, b, 0.7) === areSimilar(b, a, 0.7)));
  });
});

describe('withoutParts', () => {
  it.each([
    ['{"page":1,"q":"x"}', '{"page":2,"q":"x"}', true],
    ['{"cursor":"aXc","q":"x"}', '{"cursor":"bYd","q":"x"}', true],
    ['{"q":"weather in Rome"}', '{"q":"weather in Roma"}', false],
    ['not json 1', 'not json 2', true],
  ])('%s and %s ask for parts of the same: %s', (a, b, same) => {
    expect(withoutParts(a) === withoutParts(b)).toBe(same);
  });
});
