import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createJsonlStore, type JsonlStoreOptions } from '../stores/jsonl/jsonlStore';
import type { FilePort } from '../stores/jsonl/files';
import { createNodeFiles } from './nodeFiles';
import { pathPatterns } from './openStore';
import { idsOf, line, ltf, noticesOf, OPEN, refresh, shown } from './testingLoops';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loopscope-test-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const write = (name: string, content: string | Uint8Array) => writeFileSync(at(name), content);
const append = (name: string, content: string | Uint8Array) => appendFileSync(at(name), content);

/** Counts the bytes that a port hands over. */
function counted(files: FilePort): FilePort & { bytes: number } {
  const port = {
    bytes: 0,
    list: files.list,
    async read(...args: Parameters<FilePort['read']>) {
      const answer = await files.read(...args);
      if (!('body' in answer)) {
        return answer;
      }
      const { body } = answer;
      return {
        ...answer,
        body: (async function* () {
          for await (const chunk of body) {
            port.bytes += chunk.length;
            yield chunk;
          }
        })(),
      };
    },
  };
  return port;
}

function open(patterns: string[], options: Partial<JsonlStoreOptions> = {}) {
  const files = counted(createNodeFiles(folder));
  return { files, store: createJsonlStore({ files, patterns, ...options }) };
}

describe('a file that grows', () => {
  it('is read on from where the last reading ended', async () => {
    write('a.jsonl', Array.from({ length: 200 }, (_, i) => line(`ltf-${i}`)).join(''));
    const { files, store } = open(['a.jsonl']);
    expect((await refresh(store)).table.liveCount).toBe(200);
    const before = files.bytes;
    append('a.jsonl', line('ltf-new'));
    const reading = await refresh(store);
    expect(reading.table.liveCount).toBe(201);
    expect(files.bytes - before).toBeLessThan(line('ltf-new').length + 2048);
    expect(reading.where(reading.table.find('ltf-new') ?? -1)).toBe('a.jsonl:201');
  });

  it.each([
    ['inside a key', 20],
    ['one byte before its end', -2],
  ])('keeps a last line that was cut %s until the rest is there', async (_where, cut) => {
    const next = line('ltf-b');
    write('a.jsonl', line('ltf-a') + next.slice(0, cut));
    const { store } = open(['a.jsonl']);
    const torn = await refresh(store);
    expect(idsOf(torn)).toEqual(['ltf-a']);
    expect(noticesOf(torn)).toEqual([expect.stringMatching(/^a\.jsonl: line 2 is not complete/)]);
    append('a.jsonl', next.slice(cut));
    const whole = await refresh(store);
    expect(idsOf(whole)).toEqual(['ltf-a', 'ltf-b']);
    expect(whole.notices).toEqual([]);
  });

  it('keeps a last line that was cut inside a character', async () => {
    const bytes = Buffer.from(line('ltf-ü-1'));
    const inside = bytes.indexOf(0xc3) + 1;
    write('a.jsonl', bytes.subarray(0, inside));
    const { store } = open(['a.jsonl']);
    expect(noticesOf(await refresh(store))).toEqual([expect.stringContaining('line 1 is not complete')]);
    append('a.jsonl', bytes.subarray(inside));
    const whole = await refresh(store);
    expect(idsOf(whole)).toEqual(['ltf-ü-1']);
    expect(whole.notices).toEqual([]);
  });

  it('takes a whole document without a line break at once, and only once', async () => {
    write('a.jsonl', line('ltf-a').trimEnd());
    const { store } = open(['a.jsonl']);
    expect(idsOf(await refresh(store))).toEqual(['ltf-a']);
    append('a.jsonl', `\n${line('ltf-b')}`);
    const reading = await refresh(store);
    expect(idsOf(reading)).toEqual(['ltf-a', 'ltf-b']);
    expect(reading.table.superseded).toBe(0);
    expect(reading.where(reading.table.find('ltf-b') ?? -1)).toBe('a.jsonl:2');
  });

  it('is empty at first', async () => {
    write('a.jsonl', '');
    const { store } = open(['a.jsonl']);
    expect(idsOf(await refresh(store))).toEqual([]);
    append('a.jsonl', line('ltf-a'));
    expect(idsOf(await refresh(store))).toEqual(['ltf-a']);
  });

  it('may begin with a mark of its encoding, end lines as Windows does and hold blank lines', async () => {
    write('a.jsonl', `\ufeff${line('ltf-a').trimEnd()}\r\n\r\n  \n${line('ltf-b').trimEnd()}\r\n`);
    const { store } = open(['a.jsonl']);
    const reading = await refresh(store);
    expect(idsOf(reading)).toEqual(['ltf-a', 'ltf-b']);
    expect(reading.notices).toEqual([]);
    const row = reading.table.find('ltf-b') ?? -1;
    expect(reading.where(row)).toBe('a.jsonl:4');
    expect(await store.document('ltf-b', new AbortController().signal)).toMatchObject({ trace_id: 'ltf-b' });
    expect(await store.document('ltf-a', new AbortController().signal)).toMatchObject({
      trace_id: 'ltf-a',
    });
  });
});

describe('lines that hold no loop', () => {
  it('are told by kind, counted, and stop nothing', async () => {
    const bad = Buffer.concat([Buffer.from('{"trace_id": "'), Buffer.from([0xff, 0xfe]), Buffer.from('\n')]);
    write(
      'a.jsonl',
      Buffer.concat([
        Buffer.from(line('ltf-a')),
        Buffer.from('# a comment\n'),
        Buffer.from('{"some": "object"}\n[1]\n12\n'),
        bad,
        Buffer.from(`${JSON.stringify({ ...ltf('x'), trace_id: '' })}\n`),
        Buffer.from(line('ltf-b')),
      ])
    );
    const { store } = open(['a.jsonl']);
    const reading = await refresh(store);
    expect(idsOf(reading)).toEqual(['ltf-a', 'ltf-b']);
    expect(reading.notices.map(({ count, where }) => [count, where])).toEqual([
      [1, 'a.jsonl:2'],
      [3, 'a.jsonl:3'],
      [1, 'a.jsonl:6'],
      [1, 'a.jsonl:7'],
    ]);
    const texts = noticesOf(reading).join('\n');
    expect(texts).toContain('no JSON (line 2');
    expect(texts).toContain('1 is a JSON object of no known format, 1 is a JSON array, 1 is a bare JSON value');
    expect(texts).toContain('not UTF-8');
    expect(texts).toContain('without a trace_id');
  });

  it('are counted exactly where there are thousands, other kinds among them', async () => {
    write('a.jsonl', `${'oops\n'.repeat(3000)}{"a":1}\n${'oops\n'.repeat(500)}${line('ltf-a')}`);
    const { store } = open(['a.jsonl']);
    const reading = await refresh(store);
    expect(reading.notices.map(({ count, where }) => [count, where])).toEqual([
      [3500, 'a.jsonl:1'],
      [1, 'a.jsonl:3001'],
    ]);
    append('a.jsonl', 'oops\n');
    expect((await refresh(store)).notices[0].count).toBe(3501);
  });

  it('include documents made to break readers', async () => {
    const hostile = { ...ltf('ltf-evil'), env_id: { toString: 1 } };
    const child = {
      name: 'loop.worker',
      kind: 'worker',
      span_id: { toString: 1, valueOf: 1 },
      parent_span_id: { toString: 1 },
      attributes: {},
    };
    const deep = `{"schema_version":"ltf/0.1","trace_id":"ltf-deep","env_id":${'['.repeat(50_000)}${']'.repeat(50_000)},"spans":[]}\n`;
    write(
      'a.jsonl',
      `${line('ltf-a')}${JSON.stringify({ ...hostile, spans: [...hostile.spans, child] })}\n${deep}${line('ltf-b')}`
    );
    const { store } = open(['a.jsonl']);
    const ids = idsOf(await refresh(store));
    expect(ids).toEqual(expect.arrayContaining(['ltf-a', 'ltf-b', 'ltf-deep']));
  });

  it('keep a loop whose text is not UTF-8 within a string, and say so', async () => {
    const bytes = Buffer.from(line('ltf-a', { name: 'na~me' }));
    bytes[bytes.indexOf('~')] = 0xff;
    write('a.jsonl', bytes);
    const { store } = open(['a.jsonl']);
    const { table } = await refresh(store);
    expect(table.text(0, 'loop')).toBe('na\ufffdme');
    expect(table.text(0, 'faults')).not.toBeNull();
  });

  it('read bare NaN and Infinity as not known', async () => {
    write(
      'a.jsonl',
      line('ltf-a', { scores: [0.25, 0.5] })
        .replace('0.5', 'NaN')
        .replace('0.25', '-Infinity')
    );
    const { store } = open(['a.jsonl']);
    expect(shown(await refresh(store))).toEqual(['ltf-a NaN']);
  });
});

describe('a line beyond the limit', () => {
  const maxLine = 4000;
  const long = `{"pad":"${'x'.repeat(20_000)}"}`;

  it('is passed over and told, whatever comes after it', async () => {
    write('a.jsonl', `${line('ltf-a')}`);
    const { store } = open(['a.jsonl'], { maxLine });
    await refresh(store);
    append('a.jsonl', long);
    const torn = await refresh(store);
    expect(noticesOf(torn)).toEqual([
      expect.stringContaining('line 2 is not complete (20010 bytes in one line, more than the 4000 bytes'),
    ]);
    append('a.jsonl', long.slice(0, 100));
    expect((await refresh(store)).notices).toHaveLength(1);
    append('a.jsonl', `\n${line('ltf-b')}`);
    const reading = await refresh(store);
    expect(idsOf(reading)).toEqual(['ltf-a', 'ltf-b']);
    expect(noticesOf(reading)).toEqual([
      expect.stringContaining('1 line is too long to be read (line 2 is 20110 bytes'),
    ]);
    expect(reading.where(reading.table.find('ltf-b') ?? -1)).toBe('a.jsonl:3');
  });

  it('does not cost the whole file at each refresh', async () => {
    write('a.jsonl', `${line('ltf-a')}`);
    const { store, files } = open(['a.jsonl'], { maxLine });
    await refresh(store);
    append('a.jsonl', long);
    await refresh(store);
    files.bytes = 0;
    expect(idsOf(await refresh(store))).toEqual(['ltf-a']);
    expect(files.bytes).toBeLessThanOrEqual(1024);
  });
});

describe('a file that is no longer the one that was read', () => {
  const first = line('ltf-a') + line('ltf-b');

  async function changed(change: () => void): Promise<string[]> {
    write('a.jsonl', first);
    const { store } = open(['a.jsonl']);
    await refresh(store);
    change();
    return idsOf(await refresh(store));
  }

  it('may be shorter', async () => {
    expect(await changed(() => write('a.jsonl', line('ltf-c')))).toEqual(['ltf-c']);
  });
  it('may be shorter by a few bytes', async () => {
    expect(await changed(() => write('a.jsonl', first.slice(0, -60)))).toEqual(['ltf-a']);
  });
  it('may be empty', async () => {
    expect(await changed(() => write('a.jsonl', ''))).toEqual([]);
  });
  it('may be replaced by a longer one', async () => {
    const longer = ['ltf-c', 'ltf-d', 'ltf-e'].map((id) => line(id)).join('');
    expect(await changed(() => write('a.jsonl', longer))).toEqual(['ltf-c', 'ltf-d', 'ltf-e']);
  });
  it('may be renamed into place with the same size', async () => {
    const same = first.replace('ltf-a', 'ltf-z');
    expect(
      await changed(() => {
        write('a.new', same);
        renameSync(at('a.new'), at('a.jsonl'));
      })
    ).toEqual(['ltf-b', 'ltf-z']);
  });
  it('may be written over in place with the same size', async () => {
    expect(
      await changed(() => {
        const { mtimeMs } = statSync(at('a.jsonl'));
        write('a.jsonl', first.replace('ltf-a', 'ltf-z'));
        utimesSync(at('a.jsonl'), new Date(), new Date(mtimeMs + 5000));
      })
    ).toEqual(['ltf-b', 'ltf-z']);
  });
  it('may be gone, and come back', async () => {
    write('a.jsonl', `${first}{"torn`);
    write('b.jsonl', line('ltf-x'));
    const { store } = open(['a.jsonl', 'b.jsonl']);
    await refresh(store);
    rmSync(at('a.jsonl'));
    const gone = await refresh(store);
    expect(idsOf(gone)).toEqual(['ltf-x']);
    expect(noticesOf(gone)).toEqual([expect.stringMatching(/^a\.jsonl is not there\./)]);
    write('a.jsonl', line('ltf-c'));
    const back = await refresh(store);
    expect(idsOf(back)).toEqual(['ltf-c', 'ltf-x']);
    expect(back.notices).toEqual([]);
  });
  it('leaves no notice of a cut line that was cut off', async () => {
    write('a.jsonl', `${first}{"torn`);
    const { store } = open(['a.jsonl']);
    expect((await refresh(store)).notices).toHaveLength(1);
    write('a.jsonl', first);
    expect((await refresh(store)).notices).toEqual([]);
  });
});

describe('one trace id in several documents', () => {
  it('is one loop: the last line counts', async () => {
    write('a.jsonl', line('ltf-a', { scores: [0.1] }) + line('ltf-b') + line('ltf-a', { scores: [0.1, 0.9] }));
    const { store } = open(['a.jsonl']);
    expect(shown(await refresh(store))).toEqual(['ltf-a 0.9', 'ltf-b 0.6']);
  });

  it('counts in the later file, and in the earlier one again when the later is gone', async () => {
    write('a.jsonl', line('ltf-x', { scores: [0.1] }));
    write('b.jsonl', line('ltf-x', { scores: [0.2] }) + line('ltf-b'));
    const { store } = open(['*.jsonl']);
    expect(shown(await refresh(store))).toEqual(['ltf-b 0.6', 'ltf-x 0.2']);
    write('b.jsonl', line('ltf-c'));
    expect(shown(await refresh(store))).toEqual(['ltf-c 0.6', 'ltf-x 0.1']);
    write('b.jsonl', line('ltf-x', { scores: [0.3] }));
    expect(shown(await refresh(store))).toEqual(['ltf-x 0.3']);
    write('a.jsonl', line('ltf-x', { scores: [0.4], name: 'replaced' }));
    write('b.jsonl', line('ltf-x', { scores: [0.5], name: 'replaced too' }));
    expect(shown(await refresh(store))).toEqual(['ltf-x 0.5']);
  });

  it('counts in the newer of daily files, whichever was read first, and wherever a range asks for it', async () => {
    const day = (n: number) => Date.UTC(2026, 10, n, 12);
    const spans = { start: '2026-11-16T23:00:00Z', end: '2026-11-18T12:00:00Z' };
    write('d-2026-11-16.jsonl', line('ltf-16') + line('ltf-x', { scores: [0.1], ...spans }));
    write(
      'd-2026-11-18.jsonl',
      line('ltf-x', { scores: [0.2], ...spans }) + Array.from({ length: 300 }, (_, i) => line(`ltf-pad-${i}`)).join('')
    );
    const { store } = open(['d-{YYYY}-{MM}-{DD}.jsonl']);
    const x = (ids: string[]) => ids.filter((id) => id.startsWith('ltf-x'));
    expect(x(shown(await refresh(store, { from: day(18), to: day(18) })))).toEqual(['ltf-x 0.2']);
    expect(x(shown(await refresh(store, { from: day(16), to: day(18) })))).toEqual(['ltf-x 0.2']);
    const early = await refresh(store, { from: day(16), to: day(16) });
    expect(shown(early)).toEqual(['ltf-16 0.6', 'ltf-x 0.2']);
    expect(early.notices).toEqual([]);
  });

  it('does not make the table grow when it is written again and again', async () => {
    const scores = Array.from({ length: 50 }, (_, i) => i / 100);
    write('a.jsonl', line('ltf-still', { scores: [0.7], metadata: { model: 'm1' } }));
    const { store } = open(['a.jsonl']);
    let rows = 0;
    for (let i = 0; i < 30; i++) {
      append(
        'a.jsonl',
        Array.from({ length: 20 }, (_, k) => line('ltf-a', { scores, metadata: { run: `${i}-${k}` } })).join('')
      );
      const { table } = await refresh(store);
      rows = Math.max(rows, table.iterations.iteration.length);
      expect(table.liveCount).toBe(2);
    }
    expect(rows).toBeLessThan(12_000);
    const reading = await refresh(store);
    expect(shown(reading)).toEqual(['ltf-a 0.49', 'ltf-still 0.7']);
    const still = reading.table.find('ltf-still') ?? -1;
    const attributes: string[] = [];
    reading.table.eachAttribute(still, (key, value) => attributes.push(`${key}=${value}`));
    expect(attributes).toContain('metadata.model=m1');
    expect(reading.where(still)).toBe('a.jsonl:1');
    expect(reading.table.strings.strings.length).toBeLessThan(1000);
    expect(await store.document('ltf-a', new AbortController().signal)).toMatchObject({
      metadata: { run: '29-19' },
    });
  });
});

describe('several files', () => {
  it('are found by globs, relative and absolute, in folders and by name', async () => {
    mkdirSync(at('sub[1]'));
    write('a.jsonl', line('ltf-a'));
    write('b.ndjson', line('ltf-b'));
    write('sub[1]/c.jsonl', line('ltf-c'));
    write('odd[x]*?.jsonl', line('ltf-odd'));
    write('notes.txt', 'not a store');
    const ids = async (...patterns: string[]) => idsOf(await refresh(open(patterns).store));
    expect(await ids('*.jsonl')).toEqual(['ltf-a', 'ltf-odd']);
    expect(await ids('./*.{jsonl,ndjson}')).toEqual(['ltf-a', 'ltf-b', 'ltf-odd']);
    expect(await ids(`${folder}/a*.jsonl`)).toEqual(['ltf-a']);
    expect(await ids('**/*.jsonl')).toEqual(['ltf-a', 'ltf-c', 'ltf-odd']);
    expect(await ids(...pathPatterns(folder))).toEqual(['ltf-a', 'ltf-b', 'ltf-odd']);
    expect(await ids(...pathPatterns(`${folder}/`))).toEqual(['ltf-a', 'ltf-b', 'ltf-odd']);
    expect(await ids(...pathPatterns(at('sub[1]')))).toEqual(['ltf-c']);
    expect(await ids(...pathPatterns(at('odd[x]*?.jsonl')))).toEqual(['ltf-odd']);
    expect(await ids('a.jsonl', '*.jsonl')).toEqual(['ltf-a', 'ltf-odd']);
  });

  it('give what can be read where one cannot, and say so', async () => {
    mkdirSync(at('folder.jsonl'));
    write('a.jsonl', line('ltf-a'));
    write('page.jsonl', '<!DOCTYPE html><p>Please log in</p>');
    write('cut.jsonl.gz', gzipSync(line('ltf-z').repeat(100)).subarray(0, 200));
    const { store } = open(['a.jsonl', 'page.jsonl', 'folder.jsonl', 'none-*.jsonl', 'gone.jsonl', 'cut.jsonl.gz']);
    const reading = await refresh(store);
    expect(idsOf(reading)).toContain('ltf-a');
    const texts = noticesOf(reading).join('\n');
    expect(texts).toContain('page.jsonl is a web page, not JSON lines.');
    expect(texts).toContain('folder.jsonl is a folder. Name the files in it');
    expect(texts).toContain('No file matches none-*.jsonl.');
    expect(texts).toContain('gone.jsonl is not there.');
    expect(texts).toContain('cut.jsonl.gz is packed with gzip, but is damaged or cut off');
  });

  it.each([
    [['gone.jsonl'], 'gone.jsonl is not there.'],
    [['*.jsonl'], 'No file matches *.jsonl.'],
    [[], 'No file is named.'],
    [['gone/', '*.x'], 'No file matches *.x.'],
  ])('fail in a sentence where none of %j can be read', async (patterns, message) => {
    await expect(refresh(open(patterns).store)).rejects.toThrow(message);
  });

  it('named by dates are those of the range; missing days are no fault', async () => {
    for (const day of ['15', '16', '17', '19']) {
      write(`2026-11-${day}.jsonl`, line(`ltf-${day}`));
    }
    const { store } = open(['{YYYY}-{MM}-{DD}.jsonl']);
    const range = { from: Date.UTC(2026, 10, 17, 5), to: Date.UTC(2026, 10, 19, 5) };
    const reading = await refresh(store, range);
    // The day before, too: a loop may have run on from it.
    expect(idsOf(reading)).toEqual(['ltf-16', 'ltf-17', 'ltf-19']);
    expect(reading.notices).toEqual([]);
    expect(idsOf(await refresh(store))).toEqual(['ltf-15', 'ltf-16', 'ltf-17', 'ltf-19']);
    expect(idsOf(await refresh(store, { from: range.to, to: range.to }))).toEqual(['ltf-19']);
    expect(idsOf(await refresh(store, { from: Date.UTC(2020, 0, 1), to: Date.UTC(2020, 0, 2) }))).toEqual([]);
    await expect(refresh(store, { from: 0, to: range.to })).rejects.toThrow('more than 1000 files');
    await expect(refresh(store, { from: -1e300, to: 1e300 })).rejects.toThrow('outside the calendar');
  });
});

describe('packed files', () => {
  it('are read as they are, again when they change, and not otherwise', async () => {
    write('a.jsonl.gz', gzipSync(line('ltf-a') + line('ltf-b').trimEnd()));
    const { store, files } = open(['a.jsonl.gz']);
    const reading = await refresh(store);
    expect(idsOf(reading)).toEqual(['ltf-a', 'ltf-b']);
    const signal = new AbortController().signal;
    expect(await store.document('ltf-b', signal)).toMatchObject({ trace_id: 'ltf-b' });
    files.bytes = 0;
    await refresh(store);
    expect(files.bytes).toBeLessThan(2);
    // As a log rotation does: another packed member after the first.
    append('a.jsonl.gz', gzipSync(`\n${line('ltf-c')}`));
    expect(idsOf(await refresh(store))).toEqual(['ltf-a', 'ltf-b', 'ltf-c']);
  });

  it('are told to be damaged', async () => {
    write('a.jsonl.gz', gzipSync(line('ltf-a')).subarray(0, 80));
    await expect(refresh(open(['a.jsonl.gz']).store)).rejects.toThrow('damaged or cut off');
  });
});

describe('a .json file', () => {
  it.each([
    ['one pretty document', JSON.stringify(ltf('ltf-a'), null, 2), ['ltf-a']],
    ['a list of documents', JSON.stringify([ltf('ltf-a'), ltf('ltf-b')], null, 2), ['ltf-a', 'ltf-b']],
    ['JSON lines', line('ltf-a') + line('ltf-b'), ['ltf-a', 'ltf-b']],
    ['a document with NaN', JSON.stringify(ltf('ltf-a'), null, 2).replace('0.6', 'NaN'), ['ltf-a']],
    ['nothing', '', []],
    ['an empty list', '[]', []],
  ])('may hold %s', async (_what, content, ids) => {
    write('a.json', content);
    write('b.json.gz', gzipSync(content));
    for (const name of ['a.json', 'b.json.gz']) {
      const { store } = open([name]);
      const reading = await refresh(store);
      expect(idsOf(reading)).toEqual(ids);
      expect(reading.notices).toEqual([]);
      expect(idsOf(await refresh(store))).toEqual(ids);
      for (const id of ids) {
        expect(await store.document(id, new AbortController().signal)).toMatchObject({ trace_id: id });
      }
    }
  });

  it('is read again only when it was written anew', async () => {
    write('a.json', JSON.stringify(ltf('ltf-a'), null, 2));
    const { store, files } = open(['a.json']);
    await refresh(store);
    files.bytes = 0;
    expect(idsOf(await refresh(store))).toEqual(['ltf-a']);
    expect(files.bytes).toBeLessThan(2);
    write('a.json', JSON.stringify([ltf('ltf-a'), ltf('ltf-b')], null, 2));
    expect(idsOf(await refresh(store))).toEqual(['ltf-a', 'ltf-b']);
  });
});

describe('one reading for all', () => {
  const big = () =>
    Array.from({ length: 1500 }, (_, i) =>
      line(`ltf-${i}`, { scores: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] })
    ).join('');

  it('serves queries that come together, emits early and ends', async () => {
    const text = big();
    write('a.jsonl', text);
    // The clock of the early answers runs in real time; this port makes the reading last.
    const slow = counted(createNodeFiles(folder));
    const files: FilePort = {
      list: slow.list,
      async read(...args) {
        const answer = await slow.read(...args);
        return 'body' in answer
          ? {
              ...answer,
              body: (async function* () {
                for await (const chunk of answer.body) {
                  await new Promise((resolve) => setTimeout(resolve, 150));
                  yield chunk;
                }
              })(),
            }
          : answer;
      },
    };
    const store = createJsonlStore({ files, patterns: ['a.jsonl'] });
    const states: string[] = [];
    const counts: number[] = [];
    const now = Date.now();
    const first = new Promise<void>((resolve, reject) => {
      store.read(OPEN, now).subscribe({
        next: ({ state, table }) => {
          states.push(state);
          counts.push(table.liveCount);
        },
        error: reject,
        complete: resolve,
      });
    });
    const others = Array.from({ length: 7 }, () => refresh(store));
    await Promise.all([first, ...others]);
    expect(states.at(-1)).toBe('done');
    expect(states.slice(0, -1)).toContain('streaming');
    expect(counts.at(-1)).toBe(1500);
    expect([...counts].sort((a, b) => a - b)).toEqual(counts);
    expect(slow.bytes).toBe(text.length);
  });

  it('stops when nobody waits any more, and goes on from there', async () => {
    const text = big();
    write('a.jsonl', text);
    const { store, files } = open(['a.jsonl']);
    await new Promise<void>((resolve) => {
      const subscription = store.read(OPEN, Date.now()).subscribe(() => undefined);
      const timer = setInterval(() => {
        if (files.bytes > text.length / 3) {
          clearInterval(timer);
          subscription.unsubscribe();
          resolve();
        }
      }, 1);
    });
    const reading = await refresh(store);
    expect(reading.table.rowCount).toBe(1500);
    expect(reading.table.superseded).toBe(0);
    expect(reading.where(reading.table.find('ltf-1499') ?? -1)).toBe('a.jsonl:1500');
    const signal = new AbortController().signal;
    expect(await store.document('ltf-1499', signal)).toMatchObject({ trace_id: 'ltf-1499' });
  });

  it.each([0, 1, 2, 3, 5, 8])('holds each line once, however often it is cut short (after %i ticks)', async (ticks) => {
    const text = big();
    write('a.jsonl', text);
    const { store } = open(['a.jsonl']);
    for (let i = 0; i < 4; i++) {
      const subscription = store.read(OPEN, Date.now() + 1e6).subscribe(() => undefined);
      for (let tick = 0; tick < ticks * (i + 1); tick++) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      subscription.unsubscribe();
    }
    const { table } = await refresh(store);
    expect([table.rowCount, table.superseded]).toEqual([1500, 0]);
  });

  it('outlives a query that throws', async () => {
    write('a.jsonl', line('ltf-a'));
    const { store } = open(['a.jsonl']);
    rmSync(at('a.jsonl'));
    await expect(refresh(store)).rejects.toThrow('is not there');
    write('a.jsonl', line('ltf-a'));
    expect(idsOf(await refresh(store))).toEqual(['ltf-a']);
  });
});

describe('document()', () => {
  it('says so where the file changed meanwhile', async () => {
    write('a.jsonl', line('ltf-a') + line('ltf-b'));
    const { store } = open(['a.jsonl']);
    await refresh(store);
    const { signal } = new AbortController();
    write('a.jsonl', line('ltf-c') + line('ltf-d'));
    await expect(store.document('ltf-b', signal)).rejects.toThrow('a.jsonl changed while it was read.');
    write('a.jsonl', `garbage ${line('ltf-c')}${line('ltf-d')}`);
    await expect(store.document('ltf-b', signal)).rejects.toThrow('a.jsonl changed while it was read.');
    write('a.jsonl', 'x');
    await expect(store.document('ltf-b', signal)).rejects.toThrow('no longer as long as it was');
  });
});

describe('health', () => {
  it('tells what is in the store, and what is wrong', async () => {
    write('a.jsonl', `${line('ltf-a')}oops\n`);
    expect(await open(['a.jsonl']).store.health()).toMatchObject({
      ok: true,
      message:
        '1 loop with 2 iterations (LTF 0.1: 1). 1 fault, see details. The latest ended at 2026-11-18T08:00:09.250Z.',
    });
    expect(await open(['b.jsonl']).store.health()).toMatchObject({ ok: false, message: 'b.jsonl is not there.' });
    write('c.jsonl', 'oops\n');
    expect(await open(['c.jsonl']).store.health()).toMatchObject({ ok: false });
    write('d.jsonl', '');
    expect(await open(['d.jsonl']).store.health()).toMatchObject({
      ok: true,
      message: expect.stringContaining('no loops yet'),
    });
  });
});
