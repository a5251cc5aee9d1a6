import { createLokiEngine } from '../engine/backends';
import type { LoopQuery } from '../core/query/query';
import { ask as askEngine, readTestdata, rowsOf } from './testing';
import { recording, replayPort, type Reply } from './testingReplay';

interface Truth {
  loops: Array<{
    trace_id: string;
    loop_name: string;
    outcome: string;
    n_iterations: number;
    tokens_total: number;
    final_goal_score: number;
  }>;
}

type Streams = Array<{ stream: Record<string, string>; values: Array<[string, string]> }>;

const { loops } = readTestdata('ltf/small.expected.json') as Truth;
const all = recording('loki/range-all.json');
const streams = (all.body as { data: { result: Streams } }).data.result;
const stored = streams
  .flatMap(({ stream, values }) => values.map(([time, line]) => ({ stream, time: BigInt(time), line })))
  .sort((a, b) => Number(b.time - a.time));
const QUERY_RANGE = '/loki/api/v1/query_range';
/** When the lines were shipped. */
const shipped = {
  from: Number(BigInt(all.params.start) / 1_000_000n),
  to: Number(BigInt(all.params.end) / 1_000_000n),
};

/** A Loki that holds the recorded lines and gives at most so many at once. */
const loki = (max = 5000, over: (url: URL) => Reply | undefined = () => undefined) =>
  replayPort((url) => {
    const own = over(url);
    if (own !== undefined || url.pathname !== QUERY_RANGE) {
      return own;
    }
    const [limit, start, end] = ['limit', 'start', 'end'].map((name) => url.searchParams.get(name) ?? '');
    if (Number(limit) > max) {
      const told = `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${max})`;
      return { status: 400, body: told };
    }
    const isBefore = (url.searchParams.get('query') ?? '').endsWith('| loopscope_loop=""');
    const found = stored
      .filter(({ time }) => !isBefore && time >= BigInt(start) && time < BigInt(end))
      .slice(0, Number(limit));
    const result = found.map(({ stream, time, line }) => ({ stream, values: [[String(time), line]] }));
    return { status: 200, body: { status: 'success', data: { resultType: 'streams', result } } };
  });

const SELECTOR = { selector: '{job="loops"}' };
const ask = (port: ReturnType<typeof loki>, query: Partial<LoopQuery> = {}, options: object = SELECTOR) =>
  askEngine(createLokiEngine(port, options), query, { from: null, to: shipped.to });
const failure = (port: ReturnType<typeof loki>, query: Partial<LoopQuery> = {}, options: object = SELECTOR) =>
  ask(port, query, options).then(
    () => 'no error',
    (error: Error & { advice?: string[] }) => [error.message, ...(error.advice ?? [])].join(' ')
  );
const queriesOf = ({ asked }: ReturnType<typeof loki>) => asked.map(({ searchParams }) => searchParams.get('query'));

describe('Loki', () => {
  it('reads shipped documents as the program that wrote them counted', async () => {
    const { frames } = await ask(loki());
    const rows = rowsOf(frames[0]);
    const told = rows.map(({ traceId, loop, outcome, iterations, tokens, goalScore }) => [
      traceId,
      loop,
      outcome,
      iterations,
      tokens,
      goalScore,
    ]);
    const ids = new Set(rows.map(({ traceId }) => traceId));
    const wanted = loops
      .filter(({ trace_id }) => ids.has(trace_id))
      .map((loop) => [
        loop.trace_id,
        loop.loop_name,
        loop.outcome,
        loop.n_iterations,
        loop.tokens_total,
        loop.final_goal_score,
      ]);
    expect(rows).toHaveLength(new Set(stored.map(({ line }) => JSON.parse(line).trace_id)).size);
    expect(told.sort()).toEqual(wanted.sort());
  });

  it('reads loomflow telemetry, too', async () => {
    const lines = recording('loki/range-loomflow.json');
    const port = loki(5000, (url) => (url.pathname === QUERY_RANGE ? lines : undefined));
    const { frames } = await ask(port, {}, { selector: '{job="loomflow"}' });
    expect(rowsOf(frames[0]).every(({ system }) => system === 'loomflow')).toBe(true);
    expect(frames[0].length).toBeGreaterThan(0);
  });

  it.each([1, 2, 5])('pages backwards %i lines at a time, and loses none', async (max) => {
    const port = loki(max);
    const { frames } = await ask(port);
    expect(frames[0]).toHaveLength(new Set(stored.map(({ line }) => JSON.parse(line).trace_id)).size);
    expect(Number(port.asked[0].searchParams.get('limit'))).toBe(1000);
    expect(port.asked.slice(1).every(({ searchParams }) => Number(searchParams.get('limit')) <= max)).toBe(true);
  });

  it('takes the line that was shipped last where a loop was exported twice', async () => {
    const early = JSON.parse(stored[0].line);
    const values: Array<[string, string]> = [
      ['2000000000000000000', JSON.stringify({ ...early, outcome: 'success' })],
      ['1000000000000000000', JSON.stringify({ ...early, outcome: 'unknown' })],
    ];
    const body = { data: { resultType: 'streams', result: values.map((value) => ({ stream: {}, values: [value] })) } };
    const { frames } = await ask(loki(5000, () => ({ status: 200, body })));
    expect(rowsOf(frames[0])).toMatchObject([{ outcome: 'success' }]);
  });

  it('opens a loop out of its line', async () => {
    const document = JSON.parse(stored[3].line) as { trace_id: string; spans: unknown[] };
    const port = loki();
    const { frames } = await ask(port, { queryType: 'trace', traceId: document.trace_id });
    expect(frames[0].length).toBeGreaterThanOrEqual(document.spans.length);
    const last = port.asked.at(-1)?.searchParams;
    expect(last?.get('query')).toBe(`{job="loops"} |= "${document.trace_id}"`);
    expect([last?.get('start'), last?.get('end')]).toEqual([String(stored[3].time), String(stored[3].time + 1n)]);
  });

  it('hands over filters that no later line of a loop can change, and no others', async () => {
    const port = loki();
    await ask(port, {
      filters: [
        { key: 'loop', op: '=', value: 'say "hi"' },
        { key: 'span.loop.env_id', op: '=', value: 'prod' },
        { key: 'outcome', op: '=', value: 'failure' },
        { key: 'task', op: '!=', value: 'x' },
      ],
      expr: '|= "x"',
    });
    expect(queriesOf(port)).toEqual([
      '{job="loops"} |= "x" | json loopscope_loop="loop_name", loopscope_env="env_id"' +
        ' | loopscope_loop="say \\"hi\\"" or loopscope_loop="" | loopscope_env="prod" or loopscope_env=""',
    ]);
  });

  it('reads lines shipped after the range, and parts of loops that began before it', async () => {
    const port = loki();
    const now = Date.now();
    const range = { from: now - 72 * 3_600_000, to: now - 48 * 3_600_000 };
    const { notices } = await askEngine(createLokiEngine(port, SELECTOR), {}, range);
    const windows = port.asked.map(({ searchParams }) =>
      ['start', 'end'].map((name) => Number(BigInt(searchParams.get(name) ?? '') / 1_000_000n))
    );
    expect(windows).toEqual([
      [range.from, range.to + 24 * 3_600_000],
      [range.from - 6 * 3_600_000, range.from],
    ]);
    expect(notices.map(({ text }) => text).join(' ')).toMatch(/up to 24 h after the time range/);
  });

  it('tells what was reached, and which lines Loki refuses', async () => {
    const answers = ['buildinfo', 'labels', 'empty'].map((name) => recording(`loki/${name}.json`));
    const port = loki(5000, (url) => answers.find(({ path }) => path === url.pathname));
    const health = await createLokiEngine(port, SELECTOR).health();
    expect(health).toMatchObject({ ok: true, message: expect.stringMatching(/Loki was reached; .*no loops/) });
    expect(health.details.join(' ')).toMatch(/lines over 256 KiB/);
  });
});

describe('a Loki in trouble', () => {
  const always = (reply: Reply) => loki(5000, () => reply);

  it.each<[string, Reply, RegExp]>([
    ['a query it cannot parse', recording('loki/bad-query.json'), /does not understand.*unexpected \$end/],
    ['a selector that names no stream', recording('loki/no-selector.json'), /stream selector names none/],
    ['numbers', recording('loki/metric-count.json'), /numbers instead of log lines/],
    ['no tenant', { status: 401, body: 'no org id\n' }, /several tenants.*Set the tenant/],
    [
      'too many queries',
      { status: 429, body: 'too many outstanding requests', headers: { 'retry-after': '3' } },
      /Wait 3 s/,
    ],
    [
      'too much to read',
      { status: 400, body: 'the query would read too many bytes (query: 6 TB, limit: 500 GB)' },
      /Narrow the time range/,
    ],
    ['a cut body', { status: 200, body: '{"status":"success","data":{' }, /breaks off/],
    [
      'a lost server',
      { status: 502, body: '<html><h1>Bad Gateway</h1></html>' },
      /cannot be reached just now \(502\).*Bad Gateway/,
    ],
    ['another server', { status: 404, body: '404 page not found' }, /not found at the URL/],
  ])('tells of %s in a sentence', async (_, reply, message) => {
    expect(await failure(always(reply))).toMatch(message);
  });

  it('asks for shorter ranges where the server has a limit', async () => {
    const port = loki(5000, (url) => {
      const [start, end] = ['start', 'end'].map((name) => BigInt(url.searchParams.get(name) ?? 0));
      return url.pathname === QUERY_RANGE && end - start > 7n * 86_400_000_000_000n
        ? { status: 400, body: 'the query time range exceeds the limit (query length: 720h0m0s, limit: 1w)' }
        : undefined;
    });
    const { frames } = await ask(port);
    expect(frames[0].length).toBeGreaterThan(0);
    expect(port.asked).toHaveLength(6);
  });

  it.each<[string, object, RegExp]>([
    ['no selector', {}, /No log streams are chosen.*\{job="loops"\}/],
    ['a selector without braces', { selector: 'job="loops"' }, /not in braces/],
  ])('asks for a selector: %s', async (_, options, message) => {
    expect(await failure(loki(), {}, options)).toMatch(message);
  });

  it('says that a raw condition is no pipeline', async () => {
    expect(await failure(loki(), { expr: 'outcome="failure"' })).toMatch(/no LogQL pipeline: start it with \|/);
  });

  it('tells of lines that are no loops', async () => {
    const values = [
      ['2', 'level=info msg="hello"'],
      ['1', `{"trace_id":"${'x'.repeat(262_144)}`],
    ];
    const body = { data: { resultType: 'streams', result: [{ stream: {}, values }] } };
    const { notices } = await ask(always({ status: 200, body }));
    const text = notices.map((notice) => notice.text).join(' ');
    expect(text).toMatch(/2 of 2 lines of these streams hold no loop/);
    expect(text).toMatch(/1 line was cut at Loki's longest line.*max_line_size/);
  });
});
