import { lastValueFrom } from 'rxjs';
import { completeQuery } from '../core/query/defaults';
import { createFakePort, type Reply } from '../stores/tempo/testing';
import { createTempoEngine } from './backends';

const NOTHING: Reply = { body: '{"traces":[],"metrics":{}}' };
const END = 1_795_300_000;

// Thousands of loops take their time on a busy machine.
jest.setTimeout(30_000);

/** A loop that began `age` seconds before the end, as a search tells it. */
function found(age: number, spans: number) {
  const start = `${END - age}000000000`;
  const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0');
  const traceID = hex(age + 1, 32);
  return {
    traceID,
    startTimeUnixNano: start,
    spanSets: Array.from({ length: spans }, (_, i) => ({
      matched: 1,
      spans: [
        {
          spanID: hex(age * 1000 + i + 1, 16),
          name: i === 0 ? 'loop.run' : 'loop.iteration',
          startTimeUnixNano: start,
          durationNanos: '1000000',
          attributes: [
            { key: 'loop.name', value: { stringValue: 'a' } },
            ...(i === 0 ? [] : [{ key: 'span:parentID', value: { stringValue: hex(age * 1000 + 1, 16) } }]),
          ],
        },
      ],
    })),
  };
}

/** A Tempo with a loop each second; its answers to lists, and for how many traces each was. */
function tempoOf(loops: number, spans: number, refuses: (limit: number) => boolean = () => false) {
  const limits: number[] = [];
  const port = createFakePort((_, params) => {
    const q = params.get('q') ?? '';
    if (!q.includes('by(trace:duration)')) {
      return NOTHING;
    }
    const [limit, start, end] = ['limit', 'start', 'end'].map((name) => Number(params.get(name)));
    limits.push(limit);
    if (refuses(limit)) {
      return { status: 500, type: 'text/plain', body: 'out of memory' };
    }
    const ages = Array.from({ length: loops }, (_, age) => age).filter((age) => END - age >= start && END - age < end);
    return { body: JSON.stringify({ traces: ages.slice(0, limit).map((age) => found(age, spans)), metrics: {} }) };
  });
  return { port, limits };
}

async function listed({ port }: ReturnType<typeof tempoOf>): Promise<number> {
  const range = { from: (END - 80_000) * 1000, to: END * 1000 };
  const context = { range, intervalMs: 60_000, maxDataPoints: 100, requestedAt: Date.now() };
  const query = completeQuery({ queryType: 'loops', limit: 5000 });
  const { frames } = await lastValueFrom(createTempoEngine(port, { prices: null }).query(query, context));
  return frames[0].length;
}

describe('pages of a list', () => {
  it('grow from 200 loops to 1,000 where the loops are small', async () => {
    const tempo = tempoOf(2450, 6);
    expect(await listed(tempo)).toBe(2450);
    expect(tempo.limits.slice(0, 4)).toEqual([200, 400, 800, 1000]);
    expect(tempo.limits.length).toBeLessThan(7);
  });

  it('stay as they are where the loops are large', async () => {
    const tempo = tempoOf(500, 60);
    expect(await listed(tempo)).toBe(500);
    expect(new Set(tempo.limits)).toEqual(new Set([200]));
  });

  it('shrink for good where the server fails at a larger one', async () => {
    const tempo = tempoOf(1500, 6, (limit) => limit > 200);
    expect(await listed(tempo)).toBe(1500);
    expect(tempo.limits.filter((limit) => limit > 200)).toHaveLength(1);
  });
});
