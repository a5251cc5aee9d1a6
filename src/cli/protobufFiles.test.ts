import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openStore } from './openStore';
import { ask, rowsOf, TESTDATA } from './testing';

const NAME = join(TESTDATA, 'otlp/looplens/traceloop-handoff-chain.otlp');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loopscope-pb-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

async function rowsIn(path: string, queryType: 'loops' | 'steps') {
  const { frames } = await ask(openStore(path), { queryType });
  return frames.flatMap(rowsOf);
}

test.each(['loops', 'steps'] as const)('a protobuf file, packed or not, has the %s of its JSON', async (queryType) => {
  const expected = await rowsIn(`${NAME}.json`, queryType);
  expect(expected.length).toBeGreaterThan(0);
  expect(await rowsIn(`${NAME}.pb`, queryType)).toEqual(expected);
  expect(await rowsIn(write('a.pb.gz', gzipSync(readFileSync(`${NAME}.pb`))), queryType)).toEqual(expected);
});

test('a folder is read for them', async () => {
  write('a.otlp.pb', readFileSync(`${NAME}.pb`));
  expect(await rowsIn(folder, 'loops')).toHaveLength(1);
});

test('one that breaks off is named with the byte, and the others are read', async () => {
  write('good.pb', readFileSync(`${NAME}.pb`));
  write('torn.pb', readFileSync(`${NAME}.pb`).subarray(0, 300));
  const { frames, notices } = await ask(openStore(folder), { queryType: 'loops' });
  expect(frames.flatMap(rowsOf)).toHaveLength(1);
  expect(notices.map(({ text }) => text).join(' ')).toMatch(/no OTLP: it breaks off \(byte \d+\)/);
});
