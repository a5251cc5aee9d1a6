import { DEFAULT_PRICES } from '../core/prices/defaultPrices';
import { QUERY_TYPES, type LoopFilter, type LoopQuery } from '../core/query/query';
import { createTempoEngine } from '../engine/backends';
import { ask, otlpFiles, rowsOf } from './testingBackends';
import { openTempo } from './testingTempo';

/** Model calls of this one were recorded twice: a search does not tell enough to know which of the two stands for the call. */
const TWICE = 'traceloop-anthropic';
const { tape, jsonl, range, spans, begin } = openTempo(
  'all',
  otlpFiles('loop', 'loom', 'loomflow', 'looplens', 'lunette').filter((file) => !file.includes(TWICE))
);
const tempo = createTempoEngine(tape.port, { prices: DEFAULT_PRICES });

// A server that is recorded may be slow.
jest.setTimeout(60_000);

beforeAll(begin, 300_000);
afterAll(tape.close);

const both = async (query: Partial<LoopQuery>) => {
  const context = { range, requestedAt: tape.now };
  const fromTempo = await ask(tempo, query, context);
  return { fromTempo: rowsOf(fromTempo), fromFiles: rowsOf(await ask(jsonl, query, context)), ...fromTempo };
};

describe('a recorded Tempo answers as the JSONL store does', () => {
  it.each(QUERY_TYPES.filter((type) => type !== 'trace'))('%s', async (queryType) => {
    const { fromTempo, fromFiles, notices } = await both({ queryType });
    expect(fromFiles.length).toBeGreaterThan(0);
    expect(fromTempo).toEqual(fromFiles);
    expect(notices.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it.each<[string, LoopFilter[]]>([
    ['loop = code-repair-loop', [{ key: 'loop', op: '=', value: 'code-repair-loop' }]],
    ['loop =~ .*agent.*', [{ key: 'loop', op: '=~', value: '.*agent.*' }]],
    ['env = staging', [{ key: 'env', op: '=', value: 'staging' }]],
    ['system = lunette', [{ key: 'system', op: '=', value: 'lunette' }]],
    ['outcome = failure', [{ key: 'outcome', op: '=', value: 'failure' }]],
    ['goalScore >= 0.8', [{ key: 'goalScore', op: '>=', value: '0.8' }]],
    ['warnings > 0', [{ key: 'warnings', op: '>', value: '0' }]],
  ])('loops where %s', async (_, filters) => {
    const { fromTempo, fromFiles } = await both({ queryType: 'loops', filters });
    expect(fromFiles.length).toBeGreaterThan(0);
    expect(fromTempo).toEqual(fromFiles);
  });

  it('a loop of each system, opened by its id', async () => {
    const { frames } = await ask(jsonl, { queryType: 'loops' }, { range });
    const column = (name: string) => frames[0].fields.find((field) => field.name === name)?.values ?? [];
    const ids = new Map(column('system').map((system, i) => [system, String(column('traceId')[i])]));
    expect(ids.size).toBeGreaterThan(5);
    for (const traceId of ids.values()) {
      for (const queryType of ['trace', 'steps'] as const) {
        const { fromTempo, fromFiles } = await both({ queryType, traceId });
        expect(fromTempo.map(inOrder)).toEqual(fromFiles.map(inOrder));
      }
    }
  });
});

interface Tag {
  key: string;
}
const isTags = (value: unknown): value is Tag[] => Array.isArray(value) && typeof value[0]?.key === 'string';

/**
 * A row whose attributes are in an order of their own: Tempo sorts them. Without those of the loop's warnings: one that was
 * asked for alone has no others to be compared with, as some warnings, and so its health, need.
 */
const inOrder = (row: string) =>
  JSON.parse(row, (_, value: unknown) =>
    isTags(value)
      ? value
          .filter(({ key }) => key !== 'warnings' && key !== 'health')
          .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
      : value
  );

describe('a recorded Tempo', () => {
  it.each(['loops', 'iterations', 'goal', 'les', 'tokens'] as const)(
    'is asked for no whole trace by %s',
    async (queryType) => {
      const before = tape.asked.length;
      const engine = createTempoEngine(tape.port, { prices: DEFAULT_PRICES });
      await ask(engine, { queryType }, { range, requestedAt: tape.now });
      const paths = tape.asked.slice(before).map(({ pathname }) => pathname);
      expect([...new Set(paths)]).toEqual(['/api/search']);
    }
  );

  it('completes keys and values', async () => {
    const keys = (await tempo.tagKeys()).map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(['loop', 'span.loop.goal_score', 'resource.service.name']));
    const sent = (name: string) => [
      ...new Set(spans.flatMap(({ attributes }) => (typeof attributes[name] === 'string' ? [attributes[name]] : []))),
    ];
    expect(await tempo.tagValues('env')).toEqual((await jsonl.tagValues('env')).sort());
    expect(await tempo.tagValues('span.loop.worker.id')).toEqual(sent('loop.worker.id').sort());
    expect(await tempo.tagValues('loop')).toEqual(expect.arrayContaining(sent('loop.name')));
  });

  it('is well', async () => {
    expect(await tempo.health()).toMatchObject({ ok: true, message: expect.stringMatching(/there are loops in it/) });
  });
});
