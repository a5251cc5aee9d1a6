import fc from 'fast-check';
import { STALLED } from '../testing';
import { findPlateau } from './plateau';
import { plateauWords } from './words';

const RULE = { minLength: 3, epsilon: 0.01 };
const find = (scores: number[], tokens: number[] = [], rule = RULE) =>
  findPlateau(Float64Array.from(scores), Float64Array.from(tokens), rule);

describe('findPlateau', () => {
  it('finds where a real loop stalled', () => {
    const plateau = find(STALLED.scores, STALLED.tokens);
    expect(plateau).toMatchObject({ start: 3, end: 9, iterations: 6, kind: 'flat', tokens: 8289 });
    expect(plateau?.change).toBeCloseTo(0.0062);
    expect(plateau && plateauWords(plateau)).toBe('plateau: 6 iterations, +0.01 for 8.3k tokens');
  });

  it('calls falling and bouncing scores no progress', () => {
    const plateau = find([0.4, 0.75, 0.6, 0.5, 0.3]);
    expect(plateau).toMatchObject({ start: 1, end: 4, iterations: 3, kind: 'noProgress' });
    expect(plateau && plateauWords(plateau)).toBe('no progress: 3 iterations, −0.45');
  });

  it('takes a rise of exactly epsilon, not a little more', () => {
    expect(find([0.55, 0.55, 0.55, 0.56])).toMatchObject({ iterations: 3 });
    expect(find([0.55, 0.55, 0.55, 0.5611])).toBeNull();
  });

  it('prefers the longest, of equals the later', () => {
    expect(find([0.1, 0.1, 0.1, 0.1, 0.5, 0.5, 0.5, 0.5])).toMatchObject({ start: 4, end: 7 });
  });

  it('neither counts nor stumbles over iterations without a score', () => {
    expect(find([0.5, NaN, 0.5, NaN, 0.5])).toBeNull();
    expect(find([0.5, NaN, 0.5, NaN, 0.5, 0.5])).toMatchObject({ start: 0, end: 5, iterations: 3 });
  });

  it('has nothing to say of none or one score', () => {
    expect(find([])).toBeNull();
    expect(find([0.5])).toBeNull();
  });

  it('never reports one for a curve that rises by more than epsilon within every stretch', () => {
    const steps = fc.array(fc.double({ min: 0.0034, max: 0.2, noNaN: true }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(steps, (rises) => {
        let score = 0;
        const scores = [0, ...rises.map((rise) => (score += rise))];
        expect(find(scores)).toBeNull();
      })
    );
  });

  it('does not take a step of a long slow climb for a plateau', () => {
    expect(find(Array.from({ length: 10_000 }, (_, i) => i / 10_000))).toBeNull();
  });

  it('always reports a stretch that keeps its own rule', () => {
    const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(scores, (list) => {
        const plateau = find(list);
        if (plateau) {
          const before = Math.max(...list.slice(0, plateau.start + 1));
          const within = Math.max(...list.slice(0, plateau.end + 1));
          expect(within - before).toBeLessThanOrEqual(RULE.epsilon + 1e-9);
          expect(plateau.iterations).toBeGreaterThanOrEqual(RULE.minLength);
        }
      })
    );
  });
});
