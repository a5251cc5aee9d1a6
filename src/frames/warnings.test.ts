import { completeQuery } from '../core/query/defaults';
import type { LoopQuery } from '../core/query/query';
import { line, tableOf } from '../core/testing';
import { answerFromTable } from './answer';

const context = { range: { from: null, to: null }, intervalMs: 60_000, maxDataPoints: 100 };

const failed = (text: string) => text.replace('"outcome":"success"', '"outcome":"failure"');
const STUCK = failed(line('stuck', { name: 'stuck-loop', scores: [0.2, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4] }));
const FINE = line('fine', { name: 'fine-loop', scores: [0.2, 0.5, 0.9], start: '2026-11-18T09:00:00Z' });

function ask(query: Partial<LoopQuery>, requestedAt?: number, lines = [STUCK, FINE]) {
  const table = tableOf(...lines);
  const { frames } = answerFromTable(
    table,
    completeQuery(query),
    { ...context, ...(requestedAt === undefined ? {} : { requestedAt }) },
    () => true,
    () => ''
  );
  return frames.map((frame) => ({
    name: frame.name,
    rows: Array.from({ length: frame.length }, (_, i) =>
      Object.fromEntries(frame.fields.map(({ name, values }) => [name, values[i]]))
    ),
  }));
}

describe('warnings', () => {
  it('are a row each, with proof', () => {
    const [frame] = ask({ queryType: 'warnings' });
    expect(frame.name).toBe('warnings');
    expect(frame.rows.map(({ traceId, type }) => [traceId, type])).toEqual([
      ['stuck', 'failed_loop'],
      ['stuck', 'no_progress'],
    ]);
    expect(frame.rows[1]).toMatchObject({
      loop: 'stuck-loop',
      severity: 'critical',
      firstIteration: 3,
      lastIteration: 7,
      count: 5,
      evidence: '[3,4,5,6,7]',
    });
    expect(frame.rows[1].what).toContain('not risen above 0.4 for 5 iterations');
    expect(frame.rows[1].what).toContain('500 tokens');
  });

  it('are counted and weighed in the list of loops', () => {
    const [{ rows }] = ask({ queryType: 'loops' });
    expect(rows.map(({ traceId, warnings, health }) => [traceId, warnings, health])).toEqual([
      ['fine', 0, 100],
      ['stuck', 2, 45],
    ]);
  });

  it.each([
    [{ key: 'warnings', op: '>' as const, value: '0' }, ['stuck']],
    [{ key: 'warnings', op: '=' as const, value: '0' }, ['fine']],
    [{ key: 'health', op: '<' as const, value: '50' }, ['stuck']],
    [{ key: 'warning', op: '=' as const, value: 'no_progress' }, ['stuck']],
    [{ key: 'warning', op: '!=' as const, value: 'no_progress' }, ['fine']],
    [{ key: 'warning', op: '=~' as const, value: 'failed.*' }, ['stuck']],
  ])('filter loops by %j', (filter, expected) => {
    const [{ rows }] = ask({ queryType: 'loops', filters: [filter] });
    expect(rows.map(({ traceId }) => traceId)).toEqual(expected);
  });

  it('are a metric over time, as a whole and by type', () => {
    const whole = ask({ queryType: 'series', metric: 'warnings', interval: 'range' });
    expect(whole[0].rows.map(({ warnings }) => warnings)).toEqual([2]);
    const byType = ask({ queryType: 'series', metric: 'warnings', interval: 'range', groupBy: 'warning' });
    expect(byType.map(({ rows }) => rows[0].warnings)).toEqual([1, 1]);
  });

  it('of a loop that is silent depend on the moment of asking', () => {
    const open = line('open', { scores: [0.1, 0.2, 0.3], start: '2026-11-18T08:00:00Z' })
      .replace('"outcome":"success"', '"outcome":null')
      .replace(/"ended_at":"[^"]*"/, '"ended_at":null')
      .replace('"end_time":"2026-11-18T08:00:09.250000Z"', '"end_time":null')
      .replaceAll('"loop.tokens_delta":100', '"loop.tokens_delta":100,"loop.latency_ms":20000');
    const end = Date.parse('2026-11-18T08:00:00Z');
    const types = (after: number) =>
      ask({ queryType: 'warnings' }, end + after, [open])[0].rows.map(({ type }) => type);
    expect(types(199_000)).toEqual([]);
    expect(types(201_000)).toEqual(['stale_running']);
    expect(ask({ queryType: 'loops' }, end + 201_000, [open])[0].rows[0]).toMatchObject({ warnings: 1, health: 85 });
  });
});
