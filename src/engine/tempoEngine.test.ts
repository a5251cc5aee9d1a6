import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { completeQuery } from '../core/query/defaults';
import type { LoopQuery } from '../core/query/query';
import type { Frame } from '../frames/frame';
import { createFakePort, replyOf, type Recorded, type Reply } from '../stores/tempo/testing';
import { createTempoEngine } from './backends';

const FOLDER = join(__dirname, '../../testdata/tempo');
const recorded = (name: string): Recorded => JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
const recordedBytes = (name: string) => new Uint8Array(readFileSync(join(FOLDER, name)));

const LOOP = 'e393bea379a4eb60691799513ada5ce1';
const NOTHING: Reply = { body: '{"traces":[],"metrics":{}}' };
/** Of the generator of the loop that was recorded. */
const GOALS = [0.3499, 0.3438, 0.4022, 0.4592, 0.4847, 0.5024, 0.5228, 0.5483, 0.6075, 0.6527, 0.7148];

const context = (from: number | null = null, to: number | null = null) => ({
  range: { from, to },
  intervalMs: 60_000,
  maxDataPoints: 100,
  requestedAt: Date.now(),
});
const ask = (port: Parameters<typeof createTempoEngine>[0], query: Partial<LoopQuery>) =>
  lastValueFrom(createTempoEngine(port, { prices: null }).query(completeQuery(query), context()));
const column = (frame: Frame, name: string) => frame.fields.find((field) => field.name === name)?.values;

/** The search for loops that are too large for a list. */
const isForGiants = (q: string) => /count\(\)>\d/.test(q);

const search = (path: string, params: URLSearchParams): Reply =>
  path === '/api/search' &&
  params.get('q')?.startsWith('{name="loop.run"') === true &&
  !isForGiants(params.get('q') ?? '')
    ? replyOf(recorded('search-one-loop'))
    : NOTHING;

describe('lists', () => {
  it('give the iterations that were sent, from a search', async () => {
    const { frames, notices } = await ask(createFakePort(search), { queryType: 'iterations' });
    expect(column(frames[0], 'goalScore')).toEqual(GOALS);
    expect(column(frames[0], 'traceId')).toEqual(GOALS.map(() => LOOP));
    expect(column(frames[0], 'violations')?.at(-1)).toBe(1);
    expect(notices.map(({ text }) => text)).toEqual([expect.stringMatching(/last 7 days/)]);
  });

  it('give the loop with its totals', async () => {
    const { frames } = await ask(createFakePort(search), { queryType: 'loops' });
    const row = Object.fromEntries(frames[0].fields.map(({ name, values }) => [name, values[0]]));
    expect(row).toMatchObject({
      traceId: LOOP,
      loop: 'sql-optimizer',
      system: 'loopotel',
      outcome: 'failure',
      terminationReason: 'safety_violation',
      iterations: 11,
      tokens: 12372,
    });
  });

  it('ask for limit and spans of a set, newest first, and never for a whole trace', async () => {
    const port = createFakePort(search);
    await ask(port, { queryType: 'goal' });
    expect(port.asked.filter(({ path }) => path !== '/api/search')).toEqual([]);
    // The first only asks whether the server is of today.
    for (const { params } of port.asked.slice(1)) {
      expect(Number(params.get('limit'))).toBeGreaterThan(0);
      expect(params.get('spss')).toBe(isForGiants(params.get('q') ?? '') ? '1' : '100');
      expect(params.get('q')).toMatch(/with \(most_recent=true\)$/);
    }
  });

  it('are narrowed down by filters first, then the loops found are read', async () => {
    const port = createFakePort((_path, params) => {
      const q = params.get('q') ?? '';
      return q.includes('trace:id=') || q.startsWith('{span.loop.name="sql-optimizer"')
        ? replyOf(recorded('search-one-loop'))
        : NOTHING;
    });
    const { frames } = await ask(port, { filters: [{ key: 'loop', op: '=', value: 'sql-optimizer' }] });
    expect(column(frames[0], 'loop')).toEqual(['sql-optimizer']);
    expect(port.asked.some(({ params }) => params.get('q')?.includes(`trace:id="${LOOP}"`) === true)).toBe(true);
  });

  it('are asked for once by panels that ask side by side', async () => {
    const port = createFakePort(search);
    const engine = createTempoEngine(port, { prices: null });
    const query = (queryType: LoopQuery['queryType']) =>
      lastValueFrom(engine.query(completeQuery({ queryType }), context()));
    await Promise.all([query('goal'), query('les'), query('tokens')]);
    const asked = port.asked.map(({ params }) => params.toString());
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('stop their requests when nobody waits any more', async () => {
    const port = createFakePort(() => new Promise(() => undefined));
    const running = createTempoEngine(port).query(completeQuery({}), context()).subscribe();
    await new Promise((resolve) => setTimeout(resolve, 10));
    running.unsubscribe();
    // a dashboard that refreshes asks again at once
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(port.asked.length).toBeGreaterThan(0);
    expect(port.asked.every(({ signal }) => signal.aborted)).toBe(true);
  });
});

describe('a goal score of an attribute that a person named', () => {
  /** The recorded search, its scores on spans of a judge that only their attribute tells, given as far as it is asked for. */
  const judged = (_path: string, params: URLSearchParams): Reply => {
    const q = params.get('q') ?? '';
    const [condition, selected = ''] = q.split('select(');
    if (!q.startsWith('{name="loop.run"')) {
      return NOTHING;
    }
    const { body } = recorded('search-one-loop') as { body: Judged };
    for (const trace of body.traces) {
      trace.spanSets = trace.spanSets.filter(({ spans: [span] }) => {
        const isJudge = span.name === 'loop.evaluator';
        span.name = isJudge ? 'judge' : span.name;
        span.attributes = span.attributes.flatMap((attribute) =>
          attribute.key === 'loop.goal_score'
            ? isJudge && selected.includes('span.judge.score')
              ? [{ ...attribute, key: 'judge.score' }]
              : []
            : isJudge && attribute.key.startsWith('loop.')
              ? []
              : [attribute]
        );
        return !isJudge || condition.includes('span.judge.score!=nil');
      });
    }
    return { body: JSON.stringify(body) };
  };
  interface Judged {
    traces: Array<{ spanSets: Array<{ spans: Array<{ name: string; attributes: Array<{ key: string }> }> }> }>;
  }

  it.each(['judge.score', 'span.judge.score'])('%s is searched for and read', async (goalAttribute) => {
    for (const queryType of ['iterations', 'goal'] as const) {
      const engine = createTempoEngine(createFakePort(judged), { prices: null, goalAttribute });
      const { frames } = await lastValueFrom(engine.query(completeQuery({ queryType }), context()));
      expect(column(frames[0], 'goalScore')).toEqual(GOALS);
    }
  });

  it('is not asked of the metrics, which know one attribute only', async () => {
    const port = createFakePort((path, params) =>
      path.startsWith('/api/metrics') ? { body: '{"series":[{"labels":[],"value":60000}]}' } : judged(path, params)
    );
    const query = completeQuery({ queryType: 'series', metric: 'goalScore', interval: 'range' });
    const range = { from: 1_795_284_000_000, to: 1_795_286_000_000 };
    const { frames } = await lastValueFrom(
      createTempoEngine(port, { goalAttribute: 'judge.score' }).query(query, { ...context(), range })
    );
    const mean = GOALS.reduce((sum, goal) => sum + goal, 0) / GOALS.length;
    expect(column(frames[0], 'goalScore')?.at(-1)).toBeCloseTo(mean, 10);
    expect(port.asked.filter(({ path }) => path.startsWith('/api/metrics'))).toEqual([]);
  });
});

describe('one loop', () => {
  const bytes = recordedBytes('trace-v2-loopotel-exporter-protobuf.response.pb');
  const port = () => createFakePort(() => ({ type: 'application/protobuf', body: bytes }));

  it('is read whole as protobuf, and told to be a replay', async () => {
    const fake = port();
    const { frames, notices } = await ask(fake, { queryType: 'loops', traceId: '89f9eb01d17d69c01839a39b071e5f75' });
    expect(column(frames[0], 'loop')).toEqual(['code-repair-loop']);
    expect(notices.map(({ text }) => text)).toContainEqual(expect.stringMatching(/replayed by loopotel/));
    expect(fake.asked[0].path).toBe('/api/v2/traces/89f9eb01d17d69c01839a39b071e5f75');
    expect(fake.asked[0].headers.Accept).toBe('application/protobuf');
  });

  it('is asked of the first version of the API where there is no second', async () => {
    const fake = createFakePort((path) =>
      path.startsWith('/api/v2/')
        ? { status: 404, type: 'text/plain', body: '404 page not found' }
        : replyOf(recorded('trace-v1-lunette-error'))
    );
    const id = /traces\/([0-9a-f]+)/.exec(recorded('trace-v1-lunette-error').request.path)?.[1] ?? '';
    const { frames } = await ask(fake, { queryType: 'steps', traceId: id });
    expect(frames[0].length).toBeGreaterThan(0);
  });

  it('that is not there is said so', async () => {
    const fake = createFakePort(() => replyOf(recorded('trace-v2-notfound')));
    await expect(ask(fake, { queryType: 'trace', traceId: LOOP })).rejects.toThrow(/There is no loop with the id/);
  });

  it.each<[number, string]>([
    [422, 'trace exceeds max size (max bytes: 5000000)'],
    [500, 'response larger than the max (34382837 vs 16777216)'],
    [500, 'error querying live-stores in Querier.FindTraceByID: context deadline exceeded'],
  ])('too large for one piece still gives its iterations and the steps of one: %i %s', async (status, body) => {
    const fake = createFakePort((path, params) =>
      path.startsWith('/api/v2/traces')
        ? { status, type: 'text/plain', body }
        : path === '/api/search' && params.get('q')?.includes('name="loop.iteration"') === true
          ? replyOf(recorded('search-one-loop'))
          : NOTHING
    );
    const { frames, notices } = await ask(fake, { queryType: 'iterations', traceId: LOOP });
    expect(column(frames[0], 'goalScore')).toEqual(GOALS);
    expect(notices.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/does not give this trace in one piece/)
    );
    const steps = await ask(fake, { queryType: 'steps', traceId: LOOP, iteration: 3 });
    expect(column(steps.frames[0], 'iteration')?.every((iteration) => iteration === 3)).toBe(true);
    expect(steps.frames[0].length).toBeGreaterThan(0);
  });

  it.each<[string, Reply | Error, RegExp]>([
    ['a connection that breaks', new TypeError('fetch failed'), /Tempo could not be reached \(fetch failed\)\.$/],
    ['a body cut in the middle', { body: '{"traces":[{"traceID":"ab' }, /search breaks off after 25 bytes\.$/],
    [
      'an answer too large',
      { status: 413, body: 'request entity too large' },
      /because it is too large \(413: request/,
    ],
    [
      'too many questions',
      { status: 429, body: 'rate limited', headers: { 'retry-after': '30' } },
      /asked too often \(429: rate limited\)\.$/,
    ],
    ['a time that is over', { status: 504, body: 'context deadline exceeded' }, /the search \(504: context deadline/],
    ['a server that fails', { status: 500, body: 'boom' }, /could not answer the search \(500: boom\)\.$/],
    ['a query too long', replyOf(recorded('search-query-too-long')), /The query is too long for Tempo .*131072 bytes/],
  ])('too large, and in the middle of its steps %s: gives what it has and says so', async (_, reply, reason) => {
    const fake = createFakePort((path, params) => {
      const q = params.get('q') ?? '';
      if (path.startsWith('/api/v2/traces')) {
        return { status: 500, type: 'text/plain', body: 'response larger than the max (34382837 vs 16777216)' };
      }
      if (q.includes('by(nestedSetLeft)')) {
        if (reply instanceof Error) {
          throw reply;
        }
        return { type: 'text/plain', ...reply };
      }
      return q.includes('name="loop.iteration"') ? replyOf(recorded('search-one-loop')) : NOTHING;
    });
    for (const queryType of ['steps', 'trace'] as const) {
      const { frames, notices } = await ask(fake, { queryType, traceId: LOOP, iteration: 3 });
      expect(frames[0].length).toBeGreaterThan(0);
      const told = notices.map(({ text }) => text).find((text) => text.includes('a part of the steps of iteration 3'));
      expect(told).toMatch(reason);
    }
  });

  it('too large, and its iterations not to be had, is one sentence', async () => {
    const fake = createFakePort((path) =>
      path.startsWith('/api/v2/traces')
        ? { status: 500, type: 'text/plain', body: 'response larger than the max (34382837 vs 16777216)' }
        : { status: 504, type: 'text/plain', body: 'context deadline exceeded' }
    );
    await expect(ask(fake, { queryType: 'steps', traceId: LOOP, iteration: 3 })).rejects.toThrow(
      /^Tempo could not answer the search \(504: context deadline exceeded\)\.$/
    );
  });

  it('that was refused once for its size is not asked for in one piece again', async () => {
    const fake = createFakePort((path, params) =>
      path.startsWith('/api/v2/traces')
        ? { status: 422, type: 'text/plain', body: 'trace exceeds max size (max bytes: 5000000)' }
        : params.get('q')?.includes('name="loop.iteration"') === true
          ? replyOf(recorded('search-one-loop'))
          : NOTHING
    );
    const engine = createTempoEngine(fake, { prices: null });
    for (const iteration of [1, 2, 3]) {
      await lastValueFrom(engine.query(completeQuery({ queryType: 'steps', traceId: LOOP, iteration }), context()));
    }
    expect(fake.asked.filter(({ path }) => path.startsWith('/api/v2/traces'))).toHaveLength(1);
  });
});

describe('odd questions', () => {
  it.each(['expr', 'value', 'key'])(
    'halves of characters in the %s reach the server as what stands for them',
    async (place) => {
      const port = createFakePort(() => NOTHING);
      const filter = { key: place === 'key' ? 'span.a\ud800' : 'loop', op: '=' as const, value: 'b\ud800' };
      await ask(port, place === 'expr' ? { expr: '{span.c="\ud800"}' } : { filters: [filter] });
      expect(port.asked.some(({ params }) => params.get('q')?.includes('\ufffd') === true)).toBe(true);
    }
  );

  it('of values of an attribute, too', async () => {
    const port = createFakePort(() => ({ body: '{"tagValues":[]}' }));
    expect(await createTempoEngine(port).tagValues?.('span.a\ud800')).toEqual([]);
    expect(decodeURIComponent(port.asked[0].path)).toContain('\ufffd');
  });

  it('of a time before 1970 are asked of what came after it', async () => {
    const port = createFakePort(() => NOTHING);
    await lastValueFrom(createTempoEngine(port).query(completeQuery({}), context(-5_000, 5_000)));
    const [, ...searches] = port.asked;
    expect(searches.length).toBeGreaterThan(0);
    for (const { params } of searches) {
      expect(Number(params.get('start'))).toBeGreaterThan(0);
      expect(Number(params.get('end'))).toBeGreaterThan(Number(params.get('start')));
    }
  });

  it.each(['toolCalls', 'tokens'] as const)('a series of %s of no loops has nothing to say', async (metric) => {
    const answer = await lastValueFrom(
      createTempoEngine(createFakePort(() => NOTHING)).query(
        completeQuery({ queryType: 'series', metric }),
        context(Date.now() - 3_600_000, Date.now())
      )
    );
    expect(answer.notices).toEqual([]);
  });
});

describe('a loop too large for a list', () => {
  it.each<[Reply, RegExp]>([
    [{ status: 504, type: 'text/plain', body: 'context deadline exceeded' }, /\(504: context deadline exceeded\)\.$/],
    [{ status: 429, type: 'text/plain', body: 'slow', headers: { 'retry-after': '60' } }, /too often \(429: slow\)\.$/],
    [{ body: '{"traces":[{' }, /breaks off after 12 bytes\.$/],
  ])('does not keep the others from being shown where it is not to be had: %j', async (reply, reason) => {
    const port = createFakePort((path, params) => (isForGiants(params.get('q') ?? '') ? reply : search(path, params)));
    const { frames, notices } = await ask(port, { queryType: 'iterations' });
    expect(column(frames[0], 'goalScore')).toEqual(GOALS);
    const told = notices.map(({ text }) => text).find((text) => text.startsWith('Loops of more than 2,000 spans'));
    expect(told).toMatch(reason);
  });
});

describe('what goes wrong is one sentence', () => {
  const failing = (reply: Reply) =>
    ask(
      createFakePort(() => reply),
      {}
    );
  it.each<[Reply, RegExp]>([
    [replyOf(recorded('search-bad-traceql')), /^Tempo refused the search \(400: invalid TraceQL query/],
    [{ status: 401, type: 'text/plain', body: 'no org id' }, /keeps its tenants apart/],
    [{ status: 403, body: '{}' }, /does not let us in \(403/],
    [{ status: 404, type: 'text/plain', body: '404 page not found' }, /There is no Tempo at the URL/],
    [{ status: 414, type: 'text/html', body: '<html>' }, /too long for Tempo or a proxy before it \(414\)/],
    [
      { status: 429, type: 'text/plain', body: 'slow down', headers: { 'retry-after': '60' } },
      /asked too often \(429: slow down\)/,
    ],
    [{ status: 500, type: 'text/plain', body: 'boom' }, /could not answer the search \(500: boom\)/],
    [{ status: 502, type: 'text/html', body: '<html>bad gateway</html>' }, /could not answer the search \(502\)/],
    [{ body: '{"traces":[{"traceID":"ab' }, /breaks off after 25 bytes/],
    [{ body: '{"traces":[]}', headers: { 'content-length': '9999' } }, /breaks off after 13 bytes/],
    [
      { status: 400, type: 'text/plain', body: "tenant ID 'a b' contains unsupported character ' '" },
      /^The tenant is none that Tempo takes \(400: tenant ID 'a b' contains/,
    ],
    [{ type: 'text/html', body: '<html>login</html>' }, /does not lead to Tempo: it answers with text\/html/],
    [{ body: '{"status":"success","data":{}}' }, /does not lead to Tempo/],
  ])('%j', async (reply, message) => {
    await expect(failing(reply)).rejects.toThrow(message);
  });

  it.each<[string, number[], RegExp]>([
    ['that breaks off', [0x0a, 0x7f, 0x0a], /^Tempo's answer to the search breaks off after 3 bytes\.$/],
    ['of another kind', [0x4a, 0x00], /does not lead to Tempo: it answers with protobuf of another kind/],
  ])('an answer in protobuf %s', async (_, bytes, message) => {
    const port = createFakePort((_path, params) =>
      params.get('q')?.includes('count()<=') === true
        ? { type: 'application/protobuf', body: Uint8Array.from(bytes) }
        : NOTHING
    );
    await expect(ask(port, {})).rejects.toThrow(message);
  });

  it.each(['tenänt', 'two\nlines'])('a tenant that no header can hold: %j', async (tenant) => {
    const port = createFakePort(() => NOTHING);
    const asked = createTempoEngine(port, { tenant }).query(completeQuery({}), context());
    await expect(lastValueFrom(asked)).rejects.toThrow('The tenant is none that Tempo takes');
    expect(port.asked).toEqual([]);
  });

  it('a server that cannot be reached', async () => {
    const port = createFakePort(() => Promise.reject(new TypeError('fetch failed')));
    await expect(ask(port, {})).rejects.toThrow('Tempo could not be reached (fetch failed).');
  });
});

describe('series', () => {
  const query = {
    queryType: 'series',
    metric: 'tokens',
    filters: [{ key: 'system', op: '=', value: 'loopotel' }],
    interval: 'range',
  } as const;
  const value = (number: number) => ({ body: JSON.stringify({ series: [{ labels: [], value: number }] }) });
  const run = (port: Parameters<typeof createTempoEngine>[0]) =>
    lastValueFrom(
      createTempoEngine(port).query(completeQuery({ ...query, filters: [...query.filters] }), context(0, 3_600_000))
    );

  it('of many spans are worked out by the server', async () => {
    const port = createFakePort((path, params) =>
      path === '/api/metrics/query'
        ? value(params.get('q')?.includes('sum_over_time') === true ? 653_875 : 60_000)
        : NOTHING
    );
    const { frames, notices } = await run(port);
    expect(column(frames[0], 'tokens')).toEqual([653_875]);
    expect(notices[0].text).toMatch(/Worked out by Tempo's metrics/);
  });

  it('of few spans, and where the server has no metrics, are worked out here', async () => {
    for (const metrics of [value(300), { status: 404, type: 'text/plain', body: '404 page not found' }]) {
      const port = createFakePort((path, params) => (path.startsWith('/api/metrics') ? metrics : search(path, params)));
      const { notices } = await run(port);
      expect(notices.map(({ text }) => text).join()).not.toMatch(/Worked out by Tempo/);
      expect(port.asked.some(({ path }) => path === '/api/search')).toBe(true);
    }
  });
});

test('the tenant goes along', async () => {
  const port = createFakePort(() => NOTHING);
  await firstValueFrom(createTempoEngine(port, { tenant: 'team-a' }).query(completeQuery({}), context()));
  expect(port.asked.map(({ headers }) => headers['X-Scope-OrgID'])).toContain('team-a');
});

test('health tells the version and whether loops are there', async () => {
  const port = createFakePort((path, params) =>
    path === '/api/status/buildinfo' ? replyOf(recorded('status-buildinfo')) : search(path, params)
  );
  expect(await createTempoEngine(port).health()).toMatchObject({
    ok: true,
    message: expect.stringMatching(/^Tempo.* answers, and there are loops in it\.$/),
  });
});

test('values of attributes complete', async () => {
  const port = createFakePort(() => replyOf(recorded('tagvalues-v2-span_loop_outcome')));
  expect(await createTempoEngine(port).tagValues('span.loop.lss_version')).toEqual([
    'failure',
    'partial',
    'success',
    'unknown',
  ]);
});
