import { transformFileSync } from '@swc/core';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JournalBusyError, JournalWriteError, journalFile, openJournal } from './journal';

const NOON = Date.UTC(2026, 10, 21, 12);
const FILE = 'otlp-2026-11-21.jsonl';

let root = '';
let folder = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'loopscope-journal-'));
  folder = root;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = (name = FILE) => readFileSync(join(folder, name), 'utf8');
const lineOf = (value: unknown) => Buffer.from(`${JSON.stringify(value)}\n`);
const open = (now: () => number = () => NOON) => openJournal({ folder, now });

test('a line is in the file of its day when it counts as taken', async () => {
  let time = NOON;
  const journal = await openJournal({ folder: join(folder, 'not', 'there'), now: () => time });
  folder = journal.folder;
  // readers find a file before the first line comes
  expect(read()).toBe('');
  await journal.append(lineOf(1));
  expect(read()).toBe('1\n');
  time += 86_400_000;
  await journal.append(lineOf(2));
  expect([read(), read('otlp-2026-11-22.jsonl')]).toEqual(['1\n', '2\n']);
  await journal.close();
});

test('lines of many senders are whole and in order', async () => {
  const journal = await open();
  await Promise.all(Array.from({ length: 500 }, (_, i) => journal.append(lineOf({ i, text: 'x'.repeat(i * 10) }))));
  const lines = read().trimEnd().split('\n');
  expect(lines.map((line): number => JSON.parse(line).i)).toEqual(Array.from({ length: 500 }, (_, i) => i));
  await journal.close();
});

test('a line that was cut short cannot swallow the next', async () => {
  writeFileSync(join(folder, FILE), '{"a":1}\n{"b":');
  writeFileSync(join(folder, 'otlp-2026-11-20.jsonl'), '{"old');
  writeFileSync(join(folder, 'notes.jsonl'), 'not ours');
  const journal = await open();
  await journal.append(lineOf({ c: 3 }));
  expect(read()).toBe('{"a":1}\n{"b":\n{"c":3}\n');
  expect(read('otlp-2026-11-20.jsonl')).toBe('{"old\n');
  expect(read('notes.jsonl')).toBe('not ours');
  await journal.close();
});

test('a file that was moved away or deleted is begun anew', async () => {
  const journal = await open();
  await journal.append(lineOf(1));
  renameSync(join(folder, FILE), join(folder, 'kept.jsonl'));
  await journal.append(lineOf(2));
  rmSync(folder, { recursive: true });
  await journal.append(lineOf(3));
  expect(read()).toBe('3\n');
  await journal.close();
});

test('a disk that refuses is told, and tried again with the next line', async () => {
  const journal = await open();
  rmSync(join(folder, FILE));
  mkdirSync(join(folder, FILE));
  await expect(journal.append(lineOf(1))).rejects.toThrow(JournalWriteError);
  rmSync(join(folder, FILE), { recursive: true });
  await journal.append(lineOf(2));
  expect(read()).toBe('2\n');
  await journal.close();
});

test('what waits for the disk is bounded', async () => {
  const journal = await openJournal({ folder, maxPending: 100, now: () => NOON });
  const large = lineOf('x'.repeat(60));
  const results = await Promise.allSettled([journal.append(large), journal.append(large)]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(results[1]).toMatchObject({ reason: expect.any(JournalBusyError) });
  // there is room again
  await journal.append(large);
  expect(read()).toBe(`${large}${large}`);
  // one that is larger than all the room is taken where nothing waits
  await journal.append(lineOf('y'.repeat(200)));
  await journal.close();
});

test('what waits is written before it closes', async () => {
  const journal = await open();
  const taken = [journal.append(lineOf(1)), journal.append(lineOf(2))];
  await journal.close();
  expect(read()).toBe('1\n2\n');
  await Promise.all(taken);
});

/** A program that appends as fast as it can and prints the number of each line that was taken. */
function startWriter() {
  const { code } = transformFileSync(join(__dirname, 'journal.ts'), {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  const program = join(folder, 'writer.cjs');
  writeFileSync(
    program,
    `${code}
    openJournal({ folder: process.argv[2] }).then(async (journal) => {
      const next = async (i) => {
        await journal.append(Buffer.from(JSON.stringify({ i, text: 'x'.repeat(20000) }) + '\\n'));
        require('node:fs').writeSync(1, i + '\\n');
        return next(i + 4);
      };
      await Promise.all([0, 1, 2, 3].map(next));
    });`
  );
  return spawn(process.execPath, [program, join(folder, 'data')], { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('a process that is killed loses nothing that was taken, and the next one goes on', async () => {
  const data = join(folder, 'data');
  const taken: string[] = [];
  for (let round = 0; round < 3; round++) {
    const writer = startWriter();
    let said = '';
    writer.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.split('\n').length > 40) {
        writer.kill('SIGKILL');
      }
    });
    await new Promise((resolve) => writer.on('close', resolve));
    taken.push(...said.split('\n').slice(0, -1));
  }
  const journal = await openJournal({ folder: data });
  await journal.append(lineOf('end'));
  await journal.close();
  const counts = new Map<string, number>();
  const files = readdirSync(data).sort();
  const lines = files.flatMap((name) => readFileSync(join(data, name), 'utf8').trimEnd().split('\n'));
  for (const line of lines) {
    try {
      const { i } = JSON.parse(line);
      counts.set(String(i), (counts.get(String(i)) ?? 0) + 1);
    } catch {
      // the one that was being written
    }
  }
  expect(taken.length).toBeGreaterThan(100);
  const told = new Map<string, number>();
  taken.forEach((i) => told.set(i, (told.get(i) ?? 0) + 1));
  expect([...told].filter(([i, times]) => (counts.get(i) ?? 0) < times)).toEqual([]);
  expect(lines.at(-1)).toBe('"end"');
  expect(files.at(-1)).toBe(journalFile(Date.now()));
}, 30_000);
