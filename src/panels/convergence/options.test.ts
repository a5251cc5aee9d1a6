import { DEFAULT_OPTIONS, withDefaults, type ConvergenceOptions } from './options';

describe('withDefaults', () => {
  it('keeps what was saved and fills what is missing or was cleared', () => {
    const saved: Partial<ConvergenceOptions> = { axis: 'time', plateauLength: undefined, plateauEpsilon: NaN };
    expect(withDefaults(saved)).toEqual({ ...DEFAULT_OPTIONS, axis: 'time' });
    expect(withDefaults(undefined)).toEqual(DEFAULT_OPTIONS);
  });
  it('keeps a 0', () => {
    expect(withDefaults({ plateauEpsilon: 0, maxLoops: 0 })).toMatchObject({ plateauEpsilon: 0, maxLoops: 0 });
  });
});
