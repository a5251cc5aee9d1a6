import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { completeQuery } from '../core/query/defaults';
import type { LoopQuery } from '../core/query/query';
import { createFakePort, replyOf, type Recorded, type Reply } from '../stores/tempo/testing';
import { createTempoEngine } from './backends';
import type { QueryAnswer } from './engine';

const RECORDED: Recorded = JSON.parse(
  readFileSync(join(__dirname, '../../testdata/tempo/search-one-loop.json'), 'utf8')
);
const NOTHING: Reply = { body: '{"traces":[],"metrics":{}}' };
const LOOP = 'e393bea379a4eb60691799513ada5ce1';
const HOUR = 3_600_000;

const open: Array<() => void> = [];
afterEach(() => open.splice(0).forEach((cancel) => cancel()));

/** A Tempo that does not answer searches for spans before it is told to. */
function slowTempo() {
  let answer = (): void => undefined;
  const told = new Promise<void>((resolve) => (answer = resolve));
  const port = createFakePort(async (_path, params) => {
    const q = params.get('q') ?? '';
    if (!q.includes('count()<=')) {
      return NOTHING;
    }
    await told;
    return replyOf(RECORDED);
  });
  const engine = createTempoEngine(port, { prices: null });
  const searches = () => port.asked.filter(({ params }) => params.get('q')?.includes('count()<=') === true);
  /** Asks as a panel does, for a range that ends at `to`. */
  const ask = (requestedAt: number, from: number, to: number, query: Partial<LoopQuery> = {}) => {
    const answers: QueryAnswer[] = [];
    const subscription = engine
      .query(completeQuery(query), { range: { from, to }, intervalMs: 60_000, maxDataPoints: 100, requestedAt })
      .subscribe((one) => answers.push(one));
    const cancel = () => subscription.unsubscribe();
    open.push(cancel);
    return { answers, cancel };
  };
  return { ask, searches, answer };
}

const settle = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms));
const loopsOf = (answers: QueryAnswer[]) =>
  answers.at(-1)?.frames[0].fields.find(({ name }) => name === 'traceId')?.values;
const notesOf = (answers: QueryAnswer[]) => answers.at(-1)?.notices.map(({ text }) => text);

/** When the recorded loop ran. */
const [{ startTimeUnixNano }] = (RECORDED.body as { traces: Array<{ startTimeUnixNano: string }> }).traces;
const now = Number(startTimeUnixNano.slice(0, -6)) + HOUR / 2;

describe('a dashboard that refreshes before Tempo has answered', () => {
  it('waits for the reading under way, and says what it lacks', async () => {
    const { ask, searches, answer } = slowTempo();
    let panel = ask(now, now - HOUR, now);
    for (const elapsed of [5_000, 10_000, 15_000]) {
      await settle();
      panel.cancel();
      panel = ask(now + elapsed, now + elapsed - HOUR, now + elapsed);
    }
    await settle();
    expect(searches()).toHaveLength(1);
    expect(searches()[0].signal.aborted).toBe(false);
    answer();
    await settle();
    expect(panel.answers.at(-1)?.state).toBe('done');
    expect(loopsOf(panel.answers)).toEqual([LOOP]);
    expect(notesOf(panel.answers)).toContain(
      'Tempo takes longer than the time between two refreshes: loops of the last 15 s come with the next reading.'
    );
  });

  it('reads anew once that has come to its end', async () => {
    const { ask, searches, answer } = slowTempo();
    ask(now, now - HOUR, now);
    answer();
    await settle();
    const { answers } = ask(now + 5_000, now + 5_000 - HOUR, now + 5_000);
    await settle();
    expect(searches()).toHaveLength(2);
    expect(loopsOf(answers)).toEqual([LOOP]);
    expect(notesOf(answers)).toEqual([]);
  });

  it('stops its requests when nobody comes back', async () => {
    const { ask, searches } = slowTempo();
    const panel = ask(now, now - HOUR, now);
    await settle();
    panel.cancel();
    await settle(1200);
    expect(searches()).toHaveLength(1);
    expect(searches()[0].signal.aborted).toBe(true);
  });

  it.each<[string, Parameters<ReturnType<typeof slowTempo>['ask']>]>([
    ['of a range moved by hand', [now, now - 2 * HOUR, now - HOUR]],
    ['of a panel whose time is shifted', [now, now - HOUR + 300_000, now + 300_000]],
    ['of a part of the range', [now + 5_000, now - HOUR / 2, now + 5_000]],
    ['of a longer range', [now + 5_000, now - 2 * HOUR, now + 5_000]],
    ['long after', [now + HOUR, now, now + HOUR]],
    ['for more loops', [now + 5_000, now + 5_000 - HOUR, now + 5_000, { limit: 500 }]],
  ])('reads for itself what is asked %s', async (_, asked) => {
    const { ask, searches } = slowTempo();
    ask(now, now - HOUR, now, { limit: 100 });
    await settle();
    expect(searches()).toHaveLength(1);
    const own = ask(...asked);
    await settle();
    expect(own.answers).toEqual([]);
    expect(searches()).toHaveLength(2);
  });
});
