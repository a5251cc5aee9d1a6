import { attentionReason, type AttentionFacts } from './attention';

const reason = (facts: Partial<AttentionFacts>) =>
  attentionReason({ outcome: 'success', goalScore: null, goalTarget: null, health: null, warnings: null, ...facts });

describe('attentionReason', () => {
  it('names failures before all else', () => {
    expect(reason({ outcome: 'failure', health: 10, goalScore: 0.1, goalTarget: 0.8 })).toBe('failed');
  });

  it('names targets that ended loops missed, not those that running loops have yet to reach', () => {
    const below = { goalScore: 0.5, goalTarget: 0.8 };
    expect(reason({ outcome: 'partial', ...below })).toBe('missed');
    expect(reason({ outcome: 'partial', goalScore: 0.8, goalTarget: 0.8 })).toBeNull();
    expect(reason({ outcome: 'running', ...below })).toBeNull();
    expect(reason({ outcome: 'unknown', ...below })).toBeNull();
  });

  it('names a health below 65', () => {
    expect(reason({ health: 64.9, warnings: 1 })).toBe('unhealthy');
    expect(reason({ outcome: 'running', health: 40 })).toBe('unhealthy');
    expect(reason({ health: 65, warnings: 9 })).toBeNull();
  });

  it.each([null, NaN])('counts any warning where health is %p', (health) => {
    expect(reason({ health, warnings: 1 })).toBe('unhealthy');
    expect(reason({ health, warnings: 0 })).toBeNull();
  });

  it.each([null, NaN])('takes %p for not known, never for 0', (value) => {
    expect(reason({ health: value, warnings: value })).toBeNull();
    expect(reason({ outcome: 'partial', goalScore: value, goalTarget: 0.8 })).toBeNull();
    expect(reason({ outcome: 'partial', goalScore: 0.5, goalTarget: value })).toBeNull();
  });
});
