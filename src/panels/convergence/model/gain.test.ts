import { seriesOf } from '../testing';
import {
  bestPoint,
  countBelowTarget,
  firstAtTarget,
  gainPer1k,
  missesTarget,
  overallGainPer1k,
  stepGainPer1k,
} from './gain';

describe('what tokens buy', () => {
  it('counts the tokens after the first score', () => {
    // 0.4 gained for 2 iterations of 100 tokens
    expect(overallGainPer1k(seriesOf([0.2, 0.3, 0.6]))).toBeCloseTo(2);
  });
  it('is negative for a regress and unknown without tokens or scores', () => {
    expect(overallGainPer1k(seriesOf([0.6, 0.5]))).toBeCloseTo(-1);
    expect(overallGainPer1k(seriesOf([0.6, 0.5], { tokens: null }))).toBeNaN();
    expect(overallGainPer1k(seriesOf([null, null]))).toBeNaN();
    expect(gainPer1k(seriesOf([0.1, 0.2]), -1, 1)).toBeNaN();
  });
  it('measures an iteration against the last scored one, with all tokens between', () => {
    expect(stepGainPer1k(seriesOf([0.2, null, 0.4]), 2)).toBeCloseTo(1);
    expect(stepGainPer1k(seriesOf([0.2]), 0)).toBeNaN();
  });
});

describe('target', () => {
  it('is missed by a loop that ended below it, also after having reached it', () => {
    expect(missesTarget(seriesOf([0.9, 0.5], { outcome: 'partial' }))).toBe(true);
    expect(missesTarget(seriesOf([0.5, 0.8]))).toBe(false);
  });
  it('is not missed yet by a loop that runs', () => {
    expect(missesTarget(seriesOf([0.1], { outcome: 'running' }))).toBe(false);
  });
  it('leaves it to the outcome where there is none', () => {
    expect(missesTarget(seriesOf([0.9], { goalTarget: null, outcome: 'failure' }))).toBe(true);
    expect(missesTarget(seriesOf([0.1], { goalTarget: null, outcome: 'success' }))).toBe(false);
  });
  it('tells where it was first reached', () => {
    expect(firstAtTarget(seriesOf([0.1, 0.85, 0.9]))).toBe(1);
    expect(firstAtTarget(seriesOf([0.1]))).toBe(-1);
  });
});

describe('bestPoint', () => {
  it('is the first of equals', () => {
    expect(bestPoint(Float64Array.of(NaN, 0.2, 0.9, 0.9))).toBe(2);
    expect(bestPoint(Float64Array.of(NaN))).toBe(-1);
  });
});

it('counts below their target only loops that have both a score and a target', () => {
  const loops = [
    seriesOf([0.9], {}),
    seriesOf([0.5], { outcome: 'failure' }),
    seriesOf([null, null], { outcome: 'failure' }),
    seriesOf([0.1], { goalTarget: null, outcome: 'failure' }),
  ];
  expect(countBelowTarget(loops)).toEqual({ scored: 2, below: 1 });
});
