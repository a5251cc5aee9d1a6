import { createJaegerEngine } from '../engine/backends';
import { completeQuery } from '../core/query/defaults';
import type { LoopQuery } from '../core/query/query';
import { ask as askEngine, readTestdata, rowsOf, type Row } from './testing';
import { recording, replayPort, type Reply } from './testingReplay';

interface Truth {
  loops: Array<{
    trace_id: string;
    service: string;
    loop_name: string;
    outcome: string;
    termination_reason: string;
    root_exported: boolean;
    n_iterations: number;
    tokens_total: number;
    iterations: Array<{ iteration: number; goal_score: number; tokens: number }>;
  }>;
}

const truth = readTestdata('otlp/loop/synthetic-semconv-live.expected.json') as Truth;
const repairs = truth.loops.filter(({ service }) => service === 'repair-svc');
const search = recording('jaeger/v3-search.json');
const services = recording('jaeger/v3-services.json');
const notFound = recording('jaeger/v3-trace-notfound.json');
/** When the search was recorded. */
const range = {
  from: Date.parse(search.params['query.start_time_min']),
  to: Date.parse(search.params['query.start_time_max']),
};

/** A Jaeger of today whose only service with traces is `repair-svc`. */
const today = (over: (url: URL) => Reply | Promise<Reply> | undefined = () => undefined) =>
  replayPort((url) => {
    const own = over(url);
    if (own !== undefined) {
      return own;
    }
    if (url.pathname === services.path) {
      return services;
    }
    if (url.pathname === search.path) {
      return url.searchParams.get('query.service_name') === 'repair-svc' ? search : notFound;
    }
    return url.pathname.startsWith('/api/v3/traces/') ? notFound : undefined;
  });

const ask = (port: ReturnType<typeof today>, query: Partial<LoopQuery> = {}, options = {}) =>
  askEngine(createJaegerEngine(port, options), { queryType: 'loops', limit: null, ...query }, range);
const first = async (port: ReturnType<typeof today>, query: Partial<LoopQuery> = {}, options = {}): Promise<Row[]> =>
  rowsOf((await ask(port, query, options)).frames[0]);
const failure = (port: ReturnType<typeof today>, query: Partial<LoopQuery> = {}, options = {}) =>
  ask(port, query, options).then(
    () => 'no error',
    (error: Error & { advice?: string[] }) => [error.message, ...(error.advice ?? [])].join(' ')
  );

describe('Jaeger by the API of today', () => {
  it('reads the loops of a service as the program that sent them counted', async () => {
    const rows = await first(today());
    expect(rows).toHaveLength(repairs.length);
    for (const { trace_id, loop_name, n_iterations, tokens_total, outcome, root_exported } of repairs) {
      const row = rows.find(({ traceId }) => traceId === trace_id);
      expect(row).toMatchObject({ loop: loop_name, iterations: n_iterations, tokens: tokens_total });
      expect(row?.outcome).toBe(root_exported ? outcome : 'running');
    }
  });

  it('reads every iteration', async () => {
    const rows = await first(today(), { queryType: 'iterations' });
    const told = rows.map(({ traceId, iteration, goalScore, tokens }) => [traceId, iteration, goalScore, tokens]);
    const wanted = repairs.flatMap(({ trace_id, iterations }) =>
      iterations.map(({ iteration, goal_score, tokens }) => [trace_id, iteration, goal_score, tokens])
    );
    expect(told.sort()).toEqual(wanted.sort());
  });

  it('asks every service once, and the version once for several queries', async () => {
    const port = today();
    const engine = createJaegerEngine(port);
    await askEngine(engine, { limit: null }, range);
    const names = port.asked.filter(({ pathname }) => pathname === search.path);
    expect(names.map(({ searchParams }) => searchParams.get('query.service_name')).sort()).toEqual(
      [...(services.body as { services: string[] }).services].sort()
    );
    const before = port.asked.length;
    await askEngine(
      engine,
      { limit: null, filters: [{ key: 'resource.service.name', op: '=', value: 'repair-svc' }] },
      range
    );
    expect(port.asked.slice(before).map(({ pathname }) => pathname)).toEqual([search.path]);
  });

  it('shares one reading between panels that ask for the same', async () => {
    const port = today();
    const engine = createJaegerEngine(port, { services: ['repair-svc'] });
    await Promise.all([
      askEngine(engine, { queryType: 'loops', limit: null }, range),
      askEngine(engine, { queryType: 'goal', limit: null }, range),
      askEngine(engine, { queryType: 'steps', limit: null }, range),
    ]);
    expect(port.asked.filter(({ pathname }) => pathname === search.path)).toHaveLength(1);
  });

  it('stops its requests when nobody waits any more', async () => {
    const port = today((url) => (url.pathname === search.path ? new Promise<Reply>(() => undefined) : undefined));
    const engine = createJaegerEngine(port, { services: ['repair-svc'] });
    const context = { range, intervalMs: 1000, maxDataPoints: 100, requestedAt: Date.now() };
    const subscription = engine.query(completeQuery({}), context).subscribe();
    while (!port.asked.some(({ pathname }) => pathname === search.path)) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    subscription.unsubscribe();
    expect(port.aborted).toBe(1);
  });

  it('hands attributes of the first span and raw tags to Jaeger, and looks further back for them', async () => {
    const port = today();
    await ask(
      port,
      {
        filters: [
          { key: 'span.loop.run', op: '=', value: 'blue' },
          { key: 'outcome', op: '=', value: 'success' },
          { key: 'span.loop.iteration', op: '=', value: '1' },
        ],
        expr: 'team="a b" tier=gold',
      },
      { services: ['repair-svc'] }
    );
    const asked = port.asked.find(({ pathname }) => pathname === search.path)?.searchParams;
    expect(JSON.parse(asked?.get('query.attributes') ?? '')).toEqual({ 'loop.run': 'blue', team: 'a b', tier: 'gold' });
    expect(Date.parse(asked?.get('query.start_time_min') ?? '')).toBe(range.from - 6 * 3_600_000);
  });

  it('opens a loop by its id with a single request for it', async () => {
    const trace = recording('jaeger/v3-trace-loom-ai.json');
    const port = today((url) => (url.pathname === trace.path ? trace : undefined));
    const traceId = trace.path.split('/').at(-1) ?? '';
    const { frames } = await ask(port, { queryType: 'trace', traceId });
    const body = trace.body as { result: { resourceSpans: Array<{ scopeSpans: Array<{ spans: unknown[] }> }> } };
    const spans = body.result.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
    expect(rowsOf(frames[0])).toHaveLength(spans.length);
    expect(port.asked.map(({ pathname }) => pathname)).toEqual([services.path, trace.path]);
  });

  it('says that a trace is not there', async () => {
    expect(await failure(today(), { queryType: 'trace', traceId: 'dead' })).toMatch(/no loop with the id dead/);
  });

  it('says that a list was cut, and how to see more', async () => {
    const { notices } = await ask(today(), {}, { services: ['repair-svc'], maxLoops: repairs.length });
    expect(notices.map(({ text }) => text).join(' ')).toMatch(
      /whole traces only.*at most about 11 loops.*repair-svc may hold more.*[Nn]arrow the time range/
    );
  });

  it('tells what was reached and what is in it', async () => {
    const page = { status: 200, body: '<script>JAEGER_VERSION = {"gitCommit":"","gitVersion":"v2.10.0"};</script>' };
    const health = await createJaegerEngine(today((url) => (url.pathname === '/' ? page : undefined))).health();
    expect(health.ok).toBe(true);
    expect(health.message).toMatch(/Jaeger v2\.10\.0 was reached \(API v3\): 10 services/);
    expect(health.details.join(' ')).toMatch(/repair-svc.*whole traces only/);
  });

  it('offers services without reading a trace', async () => {
    const port = today();
    const values = await createJaegerEngine(port).tagValues('resource.service.name');
    expect(values).toContain('loop-runtime');
    expect(port.asked.every(({ pathname }) => pathname === services.path)).toBe(true);
  });

  it('reads answers that a gateway streams, one JSON value a line', async () => {
    const { resourceSpans } = (search.body as { result: { resourceSpans: unknown[] } }).result;
    const body = resourceSpans.map((group) => JSON.stringify({ result: { resourceSpans: [group] } })).join('\n');
    const port = today((url) => (url.pathname === search.path ? { status: 200, body } : undefined));
    expect(await first(port, {}, { services: ['repair-svc'] })).toHaveLength(repairs.length);
  });
});

describe('Jaeger by the API of earlier servers', () => {
  const trace = recording('jaeger/v1-trace-synthetic-semconv-live.json');
  const page = { status: 200, body: '<!doctype html><html><body>Jaeger UI</body></html>' };
  const old = () =>
    replayPort((url) => {
      switch (url.pathname) {
        case '/api/services':
          return { status: 200, body: { data: ['repair-svc'], total: 1, limit: 0, offset: 0, errors: null } };
        case '/api/traces':
        case trace.path:
          return trace;
        default:
          // Unknown paths lead to the user interface.
          return page;
      }
    });
  const wanted = repairs.find(({ trace_id }) => trace.path.endsWith(trace_id));

  it('is told apart by asking, and read as well', async () => {
    const port = old();
    const [row] = await first(port);
    expect(row).toMatchObject({
      traceId: wanted?.trace_id,
      loop: wanted?.loop_name,
      outcome: wanted?.outcome,
      iterations: wanted?.n_iterations,
      tokens: wanted?.tokens_total,
    });
    const asked = port.asked.at(-1);
    expect(asked?.pathname).toBe('/api/traces');
    expect(asked?.searchParams.get('start')).toBe(String(Math.round(range.from * 1000)));
    expect(asked?.searchParams.get('service')).toBe('repair-svc');
  });

  it('opens a trace', async () => {
    const { frames } = await ask(old(), { queryType: 'trace', traceId: wanted?.trace_id });
    const spans = (trace.body as { data: Array<{ spans: unknown[] }> }).data[0].spans;
    expect(rowsOf(frames[0])).toHaveLength(spans.length);
  });
});

describe('a Jaeger in trouble', () => {
  const searching = (reply: Reply) => today((url) => (url.pathname === search.path ? reply : undefined));
  const only = { services: ['repair-svc'] };

  it.each<[string, Reply, RegExp]>([
    [
      'a bad request',
      recording('jaeger/v3-search-notime.json'),
      /did not take the query \(400\).*startTimeMin.*required/,
    ],
    [
      'the old form of errors',
      { ...recording('jaeger/v1-trace-badid.json'), status: 400 },
      /400.*invalid length for TraceID/,
    ],
    ['a cut body', { status: 200, body: '{"result":{"resourceSpans":[{"resource"' }, /breaks off after 39 characters/],
    ['a page in its place', { status: 200, body: '<html>Sign in</html>' }, /not Jaeger: Sign in/],
    ['a busy server', { status: 429, body: '', headers: { 'retry-after': '7' } }, /slow down \(429\).*Wait 7 s/],
    [
      'a dead storage',
      { status: 500, body: { error: { httpCode: 500, message: 'no such host' } } },
      /failed \(500\).*no such host/,
    ],
    ['a proxy that waits', { status: 504, body: '<h1>Gateway Timeout</h1>' }, /504.*Gateway Timeout.*takes too long/],
    ['a missing tenant', { status: 401, body: 'missing tenant header' }, /several tenants.*Set the tenant/],
    [
      'an error in the middle',
      { status: 200, body: '{"result":{"resourceSpans":[]}}\n{"error":{"message":"lost"}}' },
      /could not finish.*lost/,
    ],
  ])('tells of %s in a sentence', async (_, reply, message) => {
    expect(await failure(searching(reply), {}, only)).toMatch(message);
  });

  it('asks for fewer traces where an answer is too large', async () => {
    const limits: number[] = [];
    const port = today((url) => {
      const limit = Number(url.searchParams.get('query.num_traces'));
      limits.push(...(url.pathname === search.path ? [limit] : []));
      return url.pathname === search.path && limit > 60 ? { status: 413, body: '' } : undefined;
    });
    expect(await first(port, {}, only)).toHaveLength(repairs.length);
    expect(limits).toEqual([200, 20]);
  });

  it('shows the other services where one fails', async () => {
    const port = today((url) =>
      url.searchParams.get('query.service_name') === 'rag-svc' ? { status: 500, body: 'boom' } : undefined
    );
    const { frames, notices } = await ask(port);
    expect(frames[0]).toHaveLength(repairs.length);
    expect(notices).toContainEqual(expect.objectContaining({ severity: 'error', where: 'rag-svc' }));
  });

  it('says that the URL leads elsewhere', async () => {
    expect(await failure(replayPort(() => undefined))).toMatch(/neither \/api\/v3\/services nor \/api\/services/);
  });

  it('says that it cannot be reached', async () => {
    const port = replayPort(() => Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })));
    expect(await failure(port)).toMatch(/Jaeger could not be reached \(ECONNREFUSED\)/);
    expect((await createJaegerEngine(port).health()).ok).toBe(false);
  });

  it.each([['{"a":'], ['a b c'], ['=x']])('says what is wrong with the raw condition %s', async (expr) => {
    expect(await failure(today(), { expr })).toMatch(/is not one for Jaeger: write tags as key=value/);
  });

  it('sends the tenant', async () => {
    const port = today();
    await ask(port, {}, { tenant: 'team-a' });
    expect(port.requests[0].headers).toMatchObject({ 'X-Scope-OrgID': 'team-a' });
  });
});
