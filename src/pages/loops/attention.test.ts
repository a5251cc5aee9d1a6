import { loopRow } from '../testing';
import { attentionOf, whyAttention } from './attention';

const bad = { outcome: 'failure' as const };
const good = { outcome: 'success' as const };
const run = (traceId: string, startTime: number, part: object) =>
  loopRow({ traceId, startTime, loop: 'a', env: 'prod', ...part });

describe('loops that need attention', () => {
  it('failed, ended below their target, or are of low health', () => {
    expect(whyAttention(loopRow({ traceId: '1', ...bad, terminationReason: 'max_iterations' }))).toBe(
      'failed: max_iterations'
    );
    expect(whyAttention(loopRow({ traceId: '1', outcome: 'partial', goalScore: 0.5, goalTarget: 0.8 }))).toBe(
      'below its target'
    );
    expect(whyAttention(loopRow({ traceId: '1', ...good, health: 60 }))).toBe('health 60 of 100');
    expect(whyAttention(loopRow({ traceId: '1', ...good, warnings: 2 }))).toBe('2 warnings');
  });

  it('are not those that are running, did well, or of which nothing is known', () => {
    expect(whyAttention(loopRow({ traceId: '1', outcome: 'running', goalScore: 0.1, goalTarget: 0.8 }))).toBeNull();
    expect(whyAttention(loopRow({ traceId: '1', ...good, health: 85 }))).toBeNull();
    expect(whyAttention(loopRow({ traceId: '1', outcome: 'partial' }))).toBeNull();
    expect(whyAttention(loopRow({ traceId: '1' }))).toBeNull();
  });

  it('are new where most earlier runs were well, in this range or the one before', () => {
    const before = [run('p1', 1, good), run('p2', 2, good)];
    const marks = attentionOf([run('n1', 10, bad)], before);
    expect([...marks]).toEqual([['n1', 'new']]);
  });

  it('are known where most earlier runs were as bad', () => {
    const marks = attentionOf([run('n2', 20, bad), run('n1', 10, bad)], [run('p1', 1, bad)]);
    expect(marks.get('n1')).toBe('known');
    expect(marks.get('n2')).toBe('known');
  });

  it('are first where there is nothing to tell by; other places have their own history', () => {
    const marks = attentionOf([run('n1', 10, { ...bad, env: 'stage' })], [run('p1', 1, good)]);
    expect(marks.get('n1')).toBe('first');
  });
});
