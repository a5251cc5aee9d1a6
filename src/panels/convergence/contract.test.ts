import { parseLines } from '../../core/formats/lines';
import { LoopTable } from '../../core/table/loopTable';
import { curveFrames } from '../../frames/curves';
import { iterationsFrame, loopsFrame } from '../../frames/tables';
import { readLoops } from './model/read';
import { STALLED } from './testing';

/** A document as an emitter writes it. */
function document(traceId: string, scores: number[], tokens: number[]): string {
  const iterations = scores.map((score, i) => ({
    span_id: `${i + 2}`.padStart(16, '0'),
    parent_span_id: '0000000000000001',
    name: 'loop.iteration',
    kind: 'iteration',
    start_time: `2026-11-18T08:00:${String(i + 10)}Z`,
    end_time: `2026-11-18T08:00:${String(i + 10)}Z`,
    attributes: {
      'loop.iteration': i + 1,
      'loop.goal_score': score,
      'loop.goal_target': 0.8,
      'loop.tokens_delta': tokens[i],
      'loop.worker.id': 'implementer',
    },
    events: [],
  }));
  return JSON.stringify({
    schema_version: 'ltf/0.1',
    trace_id: traceId,
    loop_name: 'repair',
    started_at: '2026-11-18T08:00:00Z',
    ended_at: '2026-11-18T08:01:00Z',
    outcome: 'failure',
    termination_reason: 'max_iterations',
    spans: [
      {
        span_id: '0000000000000001',
        parent_span_id: null,
        name: 'loop.run',
        kind: 'loop',
        start_time: '2026-11-18T08:00:00Z',
        end_time: '2026-11-18T08:01:00Z',
        attributes: { 'loop.name': 'repair' },
        events: [],
      },
      ...iterations,
    ],
  });
}

const table = new LoopTable();
const text = `${document('ltf-1', STALLED.scores, STALLED.tokens)}\n${document('ltf-2', [], [])}\n`;
table.append(parseLines(new TextEncoder().encode(text)).batch, 0);
const rows = table.liveRows();

describe('frames of the data source', () => {
  it('are read from the iterations table with outcome, scores and totals', () => {
    const { loops } = readLoops([iterationsFrame(table, rows)]);
    expect(loops).toHaveLength(1);
    const [{ numbers, texts, outcome, terminationReason }] = loops;
    expect([outcome, terminationReason]).toEqual(['failure', 'max_iterations']);
    expect([...numbers.goalScore]).toEqual(STALLED.scores);
    expect(numbers.tokensCumulative.at(-1)).toBe(STALLED.tokens.reduce((sum, value) => sum + value));
    expect(numbers.effectiveness[3]).toBeCloseTo(0.7);
    expect(numbers.costUsd.every(Number.isNaN)).toBe(true);
    expect(texts.worker[0]).toBe('implementer');
  });

  it('are read alike from goal, les and tokens curves with a loops table', () => {
    const frames = (['goal', 'les', 'tokens'] as const).flatMap((type) => curveFrames(table, rows, type, 'iteration'));
    const merged = readLoops([...frames, loopsFrame(table, rows)]);
    const [whole] = readLoops([iterationsFrame(table, rows)]).loops;
    expect(merged.loops).toHaveLength(1);
    expect(merged.notJoined).toBe(0);
    expect(merged.withoutIterations).toEqual(['repair']);
    expect(merged.loops[0].outcome).toBe('failure');
    for (const name of ['goalScore', 'goalTarget', 'lesCumulative', 'tokens', 'tokensCumulative'] as const) {
      expect([...merged.loops[0].numbers[name]]).toEqual([...whole.numbers[name]]);
    }
  });

  it('are joined over time as well', () => {
    const frames = (['goal', 'tokens'] as const).flatMap((type) => curveFrames(table, rows, type, 'time'));
    const { loops, notJoined } = readLoops(frames);
    expect([loops.length, notJoined]).toEqual([1, 0]);
    expect([...loops[0].numbers.tokens]).toEqual(STALLED.tokens);
  });
});
