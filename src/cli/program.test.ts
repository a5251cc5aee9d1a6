import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { createJsonlStore } from '../stores/jsonl/jsonlStore';
import { createStdinFiles } from './nodeFiles';
import { runProgram } from './program';
import { shiftTimes } from './retime';
import { line, ltf, refresh } from './testingLoops';
import { TESTDATA } from './testing';

let folder = '';
const at = (name: string) => join(folder, name);
const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(at(name), content);
  return at(name);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loopscope-test-'));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  code: number;
  out: string;
  err: string;
}

async function run(...args: string[]): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);
  const code = await runProgram(args);
  jest.restoreAllMocks();
  return { code, out: out.join(''), err: err.join('') };
}

const SMALL = join(TESTDATA, 'ltf', 'small.jsonl');
const query = (...args: string[]) => run('query', '--store', SMALL, ...args);

describe('loopscope query', () => {
  it('prints a table, CSV, JSON and JSON lines', async () => {
    const table = await query('--limit', '2');
    expect(table).toMatchObject({ code: 0 });
    expect(table.out.split('\n')[0]).toBe('loops');
    expect(table.out.split('\n')[1]).toMatch(/^traceId +loop +system +env +task +startTime/);
    const csv = await query('--limit', '2', '--format', 'csv', '--type', 'iterations');
    expect(csv.out.split('\n')[0]).toBe(
      'traceId,loop,iteration,derived,time,goalScore,goalTarget,effectiveness,lesCumulative,lesReported,tokens,tokensCumulative,costUsd,costCumulativeUsd,costBasis,latencyMs,worker,evaluator,llmCalls,toolCalls,toolFailed,violations,env,outcome,terminationReason,llmFailed'
    );
    const json = JSON.parse((await query('--format', 'json', '--limit', '1')).out) as {
      frames: Array<Record<string, unknown>>;
      notices: unknown[];
    };
    expect(Object.keys(json)).toEqual(['frames', 'notices']);
    expect(Object.keys(json.frames[0])).toEqual(['name', 'meta', 'fields']);
    expect(json.frames[0].fields).toContainEqual({ name: 'system', type: 'string', labels: {}, values: ['ltf'] });
    const lines = (await query('--format', 'jsonl', '--type', 'goal', '--limit', '1')).out.trim().split('\n');
    expect(Object.keys(JSON.parse(lines[0]) as object)).toEqual(
      expect.arrayContaining(['frame', 'loop', 'traceId', 'iteration', 'goalScore', 'goalTarget'])
    );
  });

  it('answers all loops where no limit is given, and tells of a cut', async () => {
    const all = await query('--format', 'jsonl');
    const cut = await query('--format', 'jsonl', '--limit', '3');
    expect(cut.out.trim().split('\n')).toHaveLength(3);
    expect(all.out.trim().split('\n').length).toBeGreaterThan(3);
    expect(cut.err).toMatch(/warning: The newest 3 of \d+ loops are shown/);
    expect(all.err).not.toContain('The newest');
  });

  it.each([
    [['--filter', 'env = prod/agent'], 1],
    [['--filter', 'env="prod/agent"'], 1],
    [['--filter', 'env == prod/agent'], 2],
    [['--filter', 'metadata.my key : x = 1'], 0],
    [['--filter', 'env =~ (?i)PROD.*'], 1],
    [['--from', '2026-11-18', '--to', '2026-11-19'], 1],
    [['--from', '2026-11-18T08:00', '--to', '2026-11-18 08:01:00.5'], 1],
    [['--from', '1763452800000', '--to', 'now'], 1],
    [['--from', 'now-1h30m', '--to', 'now+1d'], 0],
  ])('%j', async (args, kind) => {
    const { code, out } = await run('query', '--store', write('a.jsonl', line('ltf-a')), '--format', 'csv', ...args);
    expect(code).toBe(kind === 2 ? 2 : 0);
    expect(out.includes('ltf-a')).toBe(kind === 1);
  });

  it.each<[string[], number, RegExp]>([
    [['--type', 'lops'], 2, /^loopscope: --type lops is not known; choose one of loops, iterations, goal/],
    [['--type', 'trace'], 2, /A trace query needs the id of a loop/],
    [['--type', 'trace', '--trace', 'nope'], 2, /There is no loop with the id nope in this store/],
    [['--axis', 'x'], 2, /--axis x is not known; choose one of iteration, time/],
    [['--format', 'xml'], 2, /--format xml is not known; choose one of table, json, csv, jsonl/],
    [['--kind', 'tempo'], 2, /--kind tempo needs the URL of the backend/],
    [['--metric', 'money'], 2, /--metric money is not known/],
    [['--agg', 'avg'], 2, /--agg avg is not known; choose one of sum, mean/],
    [
      ['--type', 'series', '--by', 'nonsense'],
      2,
      /There is no column nonsense to group by\. Columns are traceId, loop/,
    ],
    [['--type', 'series', '--interval', 'often'], 2, /The interval often is no duration; write it as 30s/],
    [['--limit', 'ten'], 2, /--limit ten is not a whole number above 0/],
    [['--limit', '0'], 2, /--limit 0 is not a whole number above 0/],
    [['--limit', '-1'], 2, /--limit/],
    [['--limit', '1.5'], 2, /--limit 1\.5 is not a whole number above 0/],
    [['--target', '0'], 2, /--target 0 is no score above 0/],
    [['--target', 'high'], 2, /--target high is no score above 0/],
    [['--goal-range', '5..0'], 2, /--goal-range 5\.\.0 is no scale of scores/],
    [['--goal-range', '5'], 2, /--goal-range 5 is no scale of scores/],
    [['--filter', 'env'], 2, /The filter 'env' is not of the form 'key op value', with op one of =/],
    [['--filter', '= 5'], 2, /is not of the form 'key op value'/],
    [['--filter', 'nonsense = 5'], 2, /There is no column nonsense to filter by/],
    [
      ['--filter', 'goalScore > high'],
      2,
      /The filter goalScore > high needs a number or a duration such as 30s after >\./,
    ],
    [['--filter', 'iterations = many'], 2, /The filter iterations = many can never match: iterations needs a number/],
    [['--filter', 'startTime > yesterday'], 2, /needs a time such as 2026-11-18T08:00:00Z after >\./],
    [['--filter', 'loop =~ ('], 2, /The filter loop =~ \( holds no valid regular expression/],
    [
      ['--from', 'yesterday'],
      2,
      /--from yesterday is no time; write it as now-6h, 2026-11-18T08:00:00Z or milliseconds\./,
    ],
    [['--from', '5'], 2, /--from 5 is no time/],
    [['--from', 'now-6'], 2, /--from now-6 is no time/],
    [['--to', '1763452800'], 2, /these look like seconds: add three zeros/],
    [['--from', 'now', '--to', 'now-1h'], 2, /--from now lies after --to now-1h; swap them\./],
    [['--wrong'], 2, /^loopscope: unknown option '--wrong'\.\nRun it with --help/],
    [['extra'], 2, /^loopscope: too many arguments/],
  ])('%j exits with %i and one sentence', async (args, wanted, message) => {
    const { code, out, err } = await query(...args);
    expect(code).toBe(wanted);
    expect(err).toMatch(message);
    expect(err.trim().split('\n').length).toBeLessThanOrEqual(2);
    expect(out).toBe('');
  });

  it.each<[string, number, RegExp]>([
    [
      'nothing-here.jsonl',
      2,
      /There is no file or folder .*nothing-here\.jsonl; check the path, or put quotes around a glob\./,
    ],
    ['*.nothing', 1, /No file matches .*\*\.nothing\. Check the pattern/],
    ['page.jsonl', 1, /page\.jsonl is a web page, not JSON lines\./],
    ['cut.jsonl.gz', 1, /cut\.jsonl\.gz is packed with gzip, but is damaged or cut off/],
    ['empty-folder', 1, /No file matches .*empty-folder/],
  ])('a store that is %s exits with %i', async (name, wanted, message) => {
    mkdirSync(at('empty-folder'));
    write('page.jsonl', '<!doctype html>');
    write('cut.jsonl.gz', gzipSync(line('ltf-a')).subarray(0, 60));
    const { code, err } = await run('query', '--store', at(name));
    expect([code, err]).toEqual([wanted, expect.stringMatching(message)]);
  });

  it.each<[string, number, RegExp]>([
    ['http://127.0.0.1:1/a.jsonl', 1, /The server of a\.jsonl could not be reached/],
    ['http://127.0.0.1:1', 1, /loopscope serve could not be reached/],
    ['http://', 2, /is no URL; write it as http:\/\/host:port\/loops\.jsonl/],
    ['http://127.0.0.1:1/%zz.jsonl', 2, /is malformed/],
  ])('a store at %s exits with %i', async (url, wanted, message) => {
    const { code, err } = await run('query', '--store', url);
    expect([code, err]).toEqual([wanted, expect.stringMatching(message)]);
  });

  it('reads files that are packed, pretty, in a folder, or behind a URL', async () => {
    const ids = async (store: string) =>
      (await run('query', '--store', store, '--format', 'csv')).out.match(/ltf-\w+/g);
    expect(await ids(write('a.jsonl.gz', gzipSync(line('ltf-gz'))))).toEqual(['ltf-gz']);
    expect(await ids(write('b.json', JSON.stringify(ltf('ltf-pretty'), null, 2)))).toEqual(['ltf-pretty']);
    expect((await ids(folder))?.sort()).toEqual(['ltf-gz', 'ltf-pretty']);
    const server = createServer((_request, response) => response.end(line('ltf-web')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    expect(await ids(`http://127.0.0.1:${port}/a%20b.jsonl`)).toEqual(['ltf-web']);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('reads a pipe, such as a shell gives for <(zcat loops.gz)', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const writing = writeFile(at('pipe'), line('ltf-piped'));
    const [{ code, out }] = await Promise.all([run('query', '--store', at('pipe'), '--format', 'csv'), writing]);
    expect([code, out]).toEqual([0, expect.stringContaining('ltf-piped')]);
  });

  it.each([
    ['JSON lines', line('ltf-a') + line('ltf-b'), 2],
    ['one pretty document', JSON.stringify(ltf('ltf-a'), null, 2), 1],
    ['packed lines', gzipSync(line('ltf-a') + line('ltf-b')), 2],
    ['nothing', '', 0],
  ])('reads %s from standard input', async (_what, content, loops) => {
    const input = Readable.from([Buffer.from(content).subarray(0, 10), Buffer.from(content).subarray(10)]);
    const store = createJsonlStore({ files: createStdinFiles(input), patterns: ['-'] });
    expect((await refresh(store)).table.liveCount).toBe(loops);
    expect((await refresh(store)).table.liveCount).toBe(loops);
  });

  it('says where nothing is found', async () => {
    expect((await query('--filter', 'loop = none')).out).toBe('loops: nothing found\n');
    expect((await query('--type', 'goal', '--filter', 'loop = none')).out).toBe('nothing found\n');
  });

  it('lets no telemetry write to the terminal', async () => {
    const evil = '\u001b[31mred\u009b2J\u202egnp\n\rloop';
    const store = write(
      'a.jsonl',
      `${line('ltf-a', { name: evil, metadata: { [evil]: evil } })}\u001b]0;title\u0007\u009b\n`
    );
    for (const args of [
      [],
      ['--type', 'goal'],
      ['--type', 'events'],
      ['--type', 'iterations'],
      ['--type', 'trace', '--trace', 'ltf-a'],
    ]) {
      const { code, out, err } = await run('query', '--store', store, ...args);
      expect(code).toBe(0);
      expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
    expect((await run('validate', store)).out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it('writes CSV that spreadsheets read and do not run', async () => {
    const store = write('a.jsonl', line('ltf-a', { name: '=1+1, "x"\ny' }) + line('ltf-b', { name: '-2' }));
    const { out } = await run('query', '--store', store, '--format', 'csv');
    expect(out).toContain(`,"'=1+1, ""x""\ny",`);
    expect(out).toContain(",'-2,");
    expect(out).toContain(',2026-11-18T08:00:00.000Z,2026-11-18T08:00:09.250Z,9250,');
  });
});

describe('loopscope validate', () => {
  it('names each fault by file, line and path, and counts', async () => {
    const file = write('a.jsonl', `\ufeff${line('ltf-a')}\r\n${line('ltf-b').replace('ltf/0.1', 'ltf/9')}oops\n`);
    const { code, out } = await run('validate', file);
    expect(code).toBe(1);
    const lines = out.trim().split('\n');
    expect(lines.at(-1)).toBe('0 documents valid, 3 documents invalid');
    expect(lines.some((text) => text.startsWith(`${file}:3: $.schema_version: `))).toBe(true);
    expect(lines.some((text) => text.startsWith(`${file}:4: $: not JSON (`))).toBe(true);
  });

  it('reads what a JSON string may hold: line separators of other kinds are no line ends', async () => {
    const document = {
      ...ltf('ltf-1a2b3c4d-0000-4000-8000-000000000000'),
      termination_reason: 'a\u2028b\u2029c\u0085d',
    };
    const strict = await run('validate', write('a.jsonl', `${JSON.stringify(document)}\n`));
    expect(strict).toEqual({ code: 0, out: '1 document valid, 0 documents invalid\n', err: '' });
    const packed = await run('validate', write('a.jsonl.gz', gzipSync(`${JSON.stringify(document)}\n`)));
    expect(packed.code).toBe(0);
  });

  it('reads a .json file as one document or a list of them', async () => {
    const good = ltf('ltf-1a2b3c4d-0000-4000-8000-000000000000');
    expect(await run('validate', write('a.json', JSON.stringify(good, null, 2)))).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 document valid'),
    });
    expect((await run('validate', write('b.json', JSON.stringify([good, 5], null, 2)))).out).toMatch(
      /b\.json:2: \$: 5 is not of type object\n1 document valid, 1 document invalid/
    );
  });

  it('is lenient where that is asked for', async () => {
    const file = write('a.jsonl', line('ltf-a').replace('"prod/agent"', 'null'));
    expect((await run('validate', '--lenient', file)).code).toBe(0);
    const hostile = { ...ltf('ltf-a'), spans: [{ kind: 'worker', parent_span_id: { toString: 1 }, attributes: {} }] };
    const { code } = await run('validate', '--lenient', write('b.jsonl', `${JSON.stringify(hostile)}\n`));
    expect([0, 1]).toContain(code);
  });

  it.each([
    ['none.jsonl', /^loopscope: There is no file .*none\.jsonl\.\n$/],
    ['folder', /folder is a folder; name the files in it, for example .*folder\/\*\.jsonl\./],
    ['plain.jsonl.gz', /is not packed with gzip, or it is damaged/],
    ['cut.jsonl.gz', /is not packed with gzip, or it is damaged/],
  ])('cannot read %s, which is wrong use', async (name, message) => {
    mkdirSync(at('folder'));
    write('plain.jsonl.gz', line('ltf-a'));
    write('cut.jsonl.gz', gzipSync(line('ltf-a')).subarray(0, 60));
    const { code, err } = await run('validate', at(name));
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });

  it('needs a file', async () => {
    expect(await run('validate')).toMatchObject({
      code: 2,
      err: expect.stringContaining("missing required argument 'file'"),
    });
  });
});

describe('loopscope serve', () => {
  it.each([
    [['--port', 'http'], /--port http is no port; give a number/],
    [['--port', '70000'], /--port 70000 is no port/],
    [['--target', '-1'], /--target -1 is no score above 0/],
    [['/nothing/here'], /There is no file or folder \/nothing\/here/],
  ])('%j is wrong use', async (args, message) => {
    const { code, err } = await run('serve', ...args);
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('loopscope serve, running', () => {
  it('tells its address, answers until it is told to stop, and lets go of the port', async () => {
    mkdirSync(at('x'));
    mkdirSync(at('y'));
    write('x/a.jsonl', line('ltf-x'));
    write('y/a.jsonl', line('ltf-y'));
    let url = '';
    const told = new Promise<void>((resolve) => {
      jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
        url = /http:\/\/\S+/.exec(String(text))?.[0] ?? url;
        resolve();
        return true;
      });
    });
    const running = runProgram(['serve', at('x'), at('y/a.jsonl'), '--port', '0']);
    await told;
    const names = (await (await fetch(`${url}files`)).json()) as Array<{ name: string }>;
    expect(names.map(({ name }) => name)).toEqual(['a.jsonl', 'y/a.jsonl']);
    expect(await (await fetch(`${url}files/y/a.jsonl`)).text()).toBe(line('ltf-y'));
    const body = JSON.stringify({ queries: [{ refId: 'A', queryType: 'loops' }] });
    const answer = await fetch(`${url}api/query`, { method: 'POST', body });
    expect(await answer.text()).toContain('ltf-x');
    process.emit('SIGTERM');
    expect(await running).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('says so where the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const { code, err } = await run('serve', write('a.jsonl', line('ltf-a')), '--port', String(port));
    await new Promise((resolve) => other.close(resolve));
    expect([code, err]).toEqual([2, `loopscope: Port ${port} is in use; choose another with --port.\n`]);
  });
});

describe('samples', () => {
  it('are moved in time as they are, to the microsecond, and nothing else is', () => {
    const document = {
      started_at: '2026-11-18T08:00:00Z',
      spans: [
        { start_time: '2026-11-18T23:59:59.999999Z', attributes: { text: '2026-11-18T08:00:00Z', timestamp: 'soon' } },
      ],
      list: [1, null],
    };
    expect(shiftTimes(document, 86_400_000.5)).toEqual({
      started_at: '2026-11-19T08:00:00.000500Z',
      spans: [
        { start_time: '2026-11-20T00:00:00.000499Z', attributes: { text: '2026-11-18T08:00:00Z', timestamp: 'soon' } },
      ],
      list: [1, null],
    });
  });
});

describe('loopscope', () => {
  it('helps, tells its version, and names what it does not know', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('Usage: loopscope') });
    expect(await run('--version')).toMatchObject({ code: 0, out: '0.0.0\n' });
    expect(await run('qurey')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^loopscope: unknown command 'qurey'/),
    });
    expect(await run('query')).toMatchObject({
      code: 2,
      err: expect.stringContaining("required option '--store <path|url>' not specified"),
    });
    expect((await run()).code).toBe(2);
  });
});
