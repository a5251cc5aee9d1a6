import { lastValueFrom } from 'rxjs';
import { completeQuery } from '../core/query/defaults';
import type { LoopQuery } from '../core/query/query';
import { createTempoEngine } from '../engine/backends';
import { createLocalEngine } from '../engine/localEngine';
import { tempoSeries } from '../engine/tempoSeries';
import { createTempo } from '../stores/tempo/tempo';
import { createTempoStore } from '../stores/tempo/tempoStore';
import { ask, otlpFiles } from './testingBackends';
import { openTempo } from './testingTempo';

/** A Tempo with the default `ingestion_time_range_slack` of 2 minutes, tenants, and `max_response_series: 2`. */
const { tape, range, spans, begin } = openTempo(
  'limits',
  otlpFiles('loop').filter((file) => file.includes('semconv-live')),
  { within: 15 * 60_000, settleMs: 120_000 }
);

// A server that is recorded may be slow.
jest.setTimeout(60_000);

beforeAll(begin, 300_000);
afterAll(tape.close);

const context = { range, intervalMs: 300_000, maxDataPoints: 100 };

async function series(query: Partial<LoopQuery>) {
  const tempo = createTempo(tape.port);
  const local = createLocalEngine(createTempoStore(tempo)).query;
  const filters = [{ key: 'system', op: '=' as const, value: 'loopotel' }];
  const complete = completeQuery({ queryType: 'series', filters, ...query });
  return lastValueFrom(tempoSeries(tempo, local, complete, { ...context, requestedAt: tape.now }, { fewSpans: 0 }));
}

const iterations = spans.filter(({ name }) => name === 'loop.iteration');
const roots = spans.filter(({ name }) => name === 'loop.run').length;
const warnings = ({ notices }: { notices: Array<{ severity: string; text: string }> }) =>
  notices.filter(({ severity }) => severity === 'warning').map(({ text }) => text);

describe('spans that arrived late', () => {
  it('are missing from the metrics, which is said with how many loops these know of', async () => {
    const answer = await series({ metric: 'iterations', interval: 'range' });
    const counted = answer.frames[0].fields[1].values.at(-1);
    expect(counted).toBeLessThan(iterations.length);
    const told = warnings(answer).join(' ');
    const [, known, of] = /they know (\d+) of the newest (\d+) loops/.exec(told) ?? [];
    expect(Number(of)).toBeLessThanOrEqual(roots);
    expect(Number(known)).toBeLessThan(Number(of));
    expect(told).toMatch(/ingestion_time_range_slack/);
  });
});

it.each(['range', '5m'])('more series than Tempo gives are told with its own words: interval %s', async (interval) => {
  const answer = await series({ metric: 'tokens', groupBy: 'loop', interval });
  expect(warnings(answer)).toContainEqual(
    expect.stringMatching(/only a part of this series: Response exceeds maximum series limit of 2/)
  );
});

it('that keeps its tenants apart says so where none is named', async () => {
  const health = await createTempoEngine(tape.bare).health();
  expect(health).toMatchObject({ ok: false, message: expect.stringMatching(/keeps its tenants apart.*\(401\)/) });
  await expect(ask(createTempoEngine(tape.bare), {}, { ...context, requestedAt: tape.now })).rejects.toThrow(
    /keeps its tenants apart and was not told which one to read \(401\)/
  );
});
