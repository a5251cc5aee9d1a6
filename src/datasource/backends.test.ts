import type { DataSourceInstanceSettings } from '@grafana/data';
import type { HttpAnswer } from '../stores/port';
import { borrows, createBackendPort, findBackend } from './backends';
import { normalizeOptions } from './config';
import { instanceSettings } from './testing';

const entry = (uid: string, type: string) => instanceSettings({ uid, name: `${type} prod`, type });

const directoryOf = (...entries: DataSourceInstanceSettings[]) => ({
  getInstanceSettings: (ref: unknown) => entries.find(({ uid }) => uid === ref),
});

const DIRECTORY = directoryOf(entry('t', 'tempo'), entry('l', 'loki'), entry('self', 'loopscope-datasource'));

it('finds the data source that is borrowed', () => {
  expect(findBackend('tempo', 't', DIRECTORY)).toEqual({ uid: 't', name: 'tempo prod', type: 'tempo' });
});

it.each([
  ['', 'No Tempo data source is chosen.'],
  ['gone', 'The Tempo data source with the uid "gone" is not there: it was deleted, or you may not see it.'],
  ['l', 'The data source "loki prod" is of the type loki, not a Tempo data source.'],
  ['self', 'The data source "loopscope-datasource prod" is another Loopscope data source, not a Tempo data source.'],
])('says why the uid %p cannot be used', (uid, sentence) => {
  expect(() => findBackend('tempo', uid, DIRECTORY)).toThrow(sentence);
});

it.each([
  [{ kind: 'tempo', backendUid: 't' }, true],
  [{ kind: 'tempo', backendUid: '' }, true],
  [{ kind: 'tempo' }, false],
  [{ kind: 'jsonl', backendUid: 't' }, false],
])('borrows with %j: %s', (options, expected) => {
  expect(borrows(normalizeOptions(options))).toBe(expected);
});

describe('the port to a borrowed data source', () => {
  const answer: HttpAnswer = {
    status: 200,
    statusText: 'OK',
    headers: { get: () => null },
    body: (async function* () {})(),
  };
  const request = { url: '/api/search', signal: new AbortController().signal };

  it('asks through the proxy of Grafana', async () => {
    const bases: string[] = [];
    const port = createBackendPort(
      'tempo',
      't',
      () => DIRECTORY,
      (base, name) => {
        bases.push(`${base} ${name}`);
        return { request: () => Promise.resolve(answer) };
      }
    );
    expect(await port.request(request)).toBe(answer);
    expect(bases).toEqual(['/api/datasources/proxy/uid/t tempo prod']);
  });

  it('notices that it was deleted, and that it came back', async () => {
    let directory = directoryOf();
    const port = createBackendPort(
      'tempo',
      't',
      () => directory,
      () => ({ request: () => Promise.resolve(answer) })
    );
    await expect(port.request(request)).rejects.toThrow('is not there');
    directory = DIRECTORY;
    expect((await port.request(request)).status).toBe(200);
  });
});
