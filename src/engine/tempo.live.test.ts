import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { isObject } from '../core/formats/json';
import { readOtlpTraces } from '../core/formats/otlp/readOtlp';
import { completeQuery } from '../core/query/defaults';
import type { LoopQuery } from '../core/query/query';
import { createFetchPort } from '../stores/fetchPort';
import { createLoopSet } from '../stores/loopSet';
import type { HttpAnswer, HttpPort } from '../stores/port';
import { largeLoop } from '../stores/tempo/testingLarge';
import { answerFromTable } from '../frames/answer';
import { createTempoEngine } from './backends';

/** An answer that a port gives in place of the server's. */
const refuse = (text: string): HttpAnswer => ({
  status: 500,
  statusText: '',
  headers: { get: () => null },
  body: (async function* () {
    yield new TextEncoder().encode(text);
  })(),
});

/** A real Tempo, and where it takes OTLP over HTTP: without them these tests are skipped. */
const { TEMPO_URL = '', OTLP_URL = '' } = process.env;
const live = TEMPO_URL !== '' && OTLP_URL !== '' ? describe : describe.skip;

const FOLDER = join(__dirname, '../../testdata/otlp/looplens');
const STEPS = 400;

const FILES = ['traceloop-handoff-chain', 'genai-openllmetry-ok', 'openinference-bounce'];

/** The same telemetry as if it had ended a minute ago, under other ids. */
function retimed(text: string, salt: string): string {
  const times = [...text.matchAll(/UnixNano": ?"(\d+)"/g)].map(([, time]) => BigInt(time));
  const last = times.reduce((most, time) => (time > most ? time : most));
  const shift = BigInt(Date.now() - 60_000) * 1_000_000n - last;
  return text
    .replaceAll(/(UnixNano": ?")(\d+)"/g, (_, key: string, time: string) => `${key}${BigInt(time) + shift}"`)
    .replaceAll(/("traceId": ?")[0-9a-f]{8}/g, `$1${salt}`);
}

live(`a Tempo at TEMPO_URL, given OTLP at OTLP_URL${TEMPO_URL === '' ? ' (not set: skipped)' : ''}`, () => {
  const root = TEMPO_URL.replace(/\/+$/, '');
  const port = createFetchPort();
  const request: HttpPort['request'] = (asked) => port.request({ ...asked, url: root + asked.url });
  const engine = createTempoEngine({ request }, { prices: null });
  /** The same server, if it refused to give traces in one piece. */
  const inParts = createTempoEngine(
    {
      request: async (asked) =>
        asked.url.includes('/traces/') ? refuse('response larger than the max (34382837 vs 16777216)') : request(asked),
    },
    { prices: null }
  );
  const salt = Date.now().toString(16).slice(-8);
  const LARGE = `${salt}${'5'.repeat(24)}`;
  const bodies = FILES.filter((name) => name !== '').map((name) =>
    retimed(readFileSync(join(FOLDER, `${name}.otlp.json`), 'utf8'), salt)
  );
  const set = createLoopSet({ prices: null });
  const range = { from: Date.now() - 3_600_000, to: Date.now() };
  const context = { range, intervalMs: 60_000, maxDataPoints: 100, requestedAt: Date.now() };

  const send = async (body: string) => {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(`${OTLP_URL}/v1/traces`, { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
  };

  beforeAll(async () => {
    for (const body of [
      ...largeLoop({ traceId: LARGE, end: Date.now() - 60_000, iterations: 3, steps: STEPS }),
      ...bodies,
    ]) {
      await send(body);
      const json: unknown = JSON.parse(body);
      set.addSpans(readOtlpTraces(isObject(json) ? json : {}).spans);
    }
    for (let tries = 0; tries < 30; tries++) {
      const { frames } = await ask({ queryType: 'loops' });
      if (set.table.traceIds.every((id) => frames[0].fields[0].values.includes(id))) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }, 120_000);

  const ask = (query: Partial<LoopQuery>) =>
    lastValueFrom(engine.query(completeQuery(query), { ...context, requestedAt: Date.now() + 10_000 }));
  const rows = (frame: { fields: Array<{ name: string; values: unknown[] }> }) => {
    const ids = frame.fields.find(({ name }) => name === 'traceId')?.values ?? [];
    return ids
      .map((_, i) => Object.fromEntries(frame.fields.map(({ name, values }) => [name, values[i]])))
      .filter(({ traceId }) => String(traceId).startsWith(salt))
      .map((row) => JSON.stringify(row))
      .sort();
  };

  it.each(['loops', 'iterations'] as const)('gives the same %s as the file', async (queryType) => {
    const expected = answerFromTable(
      set.table,
      completeQuery({ queryType }),
      context,
      () => true,
      () => ''
    );
    expect(rows((await ask({ queryType })).frames[0])).toEqual(rows(expected.frames[0]));
  });

  it('gives the steps of a loop', async () => {
    const [traceId] = set.table.traceIds;
    const { frames } = await ask({ queryType: 'steps', traceId });
    expect(frames[0].length).toBe(set.open(traceId).steps.length);
  });

  it.each([1, 2, 3])(
    'gives all steps of iteration %i of a trace that is not to be had in one piece',
    async (iteration) => {
      const query = completeQuery({ queryType: 'steps', traceId: LARGE, iteration });
      const [whole, parts] = await Promise.all([
        lastValueFrom(engine.query(query, context)),
        lastValueFrom(inParts.query(query, context)),
      ]);
      expect(whole.frames[0].length).toBe(STEPS + 1);
      expect(rows(parts.frames[0])).toEqual(rows(whole.frames[0]));
      expect(parts.notices.map(({ text }) => text)).toContainEqual(
        expect.stringMatching(`with the steps of iteration ${iteration}\\.$`)
      );
    },
    30_000
  );

  it('is well', async () => {
    expect(await engine.health()).toMatchObject({ ok: true });
  });
});
