import { LoadingState, type DataQueryResponse } from '@grafana/data';
import { NEVER, of, Subject, throwError } from 'rxjs';
import type { QueryAnswer } from '../engine/engine';
import { runQueries } from './runQueries';
import { answer, fakeTemplateSrv, frame, FROM, recordingEngine, request, TO } from './testing';
import type { LoopscopeQuery } from './types';

const link = { uid: 'ds-1', name: 'Loops' };
const templateSrv = fakeTemplateSrv({ env: { value: 'prod' } });

function run(engine: Parameters<typeof runQueries>[0], targets: LoopscopeQuery[], part = {}) {
  const packets: DataQueryResponse[] = [];
  const subscription = runQueries(engine, request(targets, part), templateSrv, link).subscribe((packet) =>
    packets.push(packet)
  );
  return { packets, subscription };
}

it('asks the engine with the whole query and its context', () => {
  const { engine, asked } = recordingEngine();
  const filters = [
    { key: 'env', op: '=' as const, value: '$env' },
    { key: '', op: '=' as const, value: 'unfinished' },
  ];
  run(engine, [{ refId: 'A', queryType: 'goal', filters }], { filters: [{ key: 'loop', operator: '=', value: 'x' }] });
  expect(asked[0].query).toMatchObject({
    refId: 'A',
    queryType: 'goal',
    axis: 'iteration',
    filters: [
      { key: 'env', op: '=', value: 'prod' },
      { key: 'loop', op: '=', value: 'x' },
    ],
  });
  expect(asked[0].context).toEqual({
    range: { from: FROM, to: TO },
    intervalMs: 60_000,
    maxDataPoints: 500,
    requestedAt: TO,
  });
});

it('answers all targets in one packet', () => {
  const { engine } = recordingEngine(({ refId }) => of(answer([frame(refId, { loop: [refId] })])));
  const { packets } = run(engine, [{ refId: 'A' }, { refId: 'B' }]);
  expect(packets.at(-1)).toMatchObject({
    key: 'Q100',
    state: LoadingState.Done,
    data: [{ refId: 'A' }, { refId: 'B' }],
  });
});

it('keeps each error with its target and the frames of the others', () => {
  const { engine } = recordingEngine(({ refId }) =>
    refId === 'B' ? of(answer([frame('b', { loop: ['b'] })])) : throwError(() => new Error(`${refId} cannot be read.`))
  );
  const { packets } = run(engine, [{ refId: 'A' }, { refId: 'B' }, { refId: 'C' }]);
  expect(packets.at(-1)).toMatchObject({
    state: LoadingState.Error,
    data: [{ refId: 'B' }],
    errors: [
      { refId: 'A', message: 'A cannot be read.' },
      { refId: 'C', message: 'C cannot be read.' },
    ],
  });
});

it('survives an engine that throws at once', () => {
  const { engine } = recordingEngine(() => {
    throw new Error('Broken.');
  });
  expect(run(engine, [{ refId: 'A' }]).packets.at(-1)).toMatchObject({ errors: [{ refId: 'A', message: 'Broken.' }] });
});

it('is streaming until all targets are done and keeps what was read when one fails', () => {
  const a = new Subject<QueryAnswer>();
  const b = new Subject<QueryAnswer>();
  const { engine } = recordingEngine(({ refId }) => (refId === 'A' ? a : b));
  const { packets } = run(engine, [{ refId: 'A' }, { refId: 'B' }]);
  expect(packets).toHaveLength(0);
  a.next(answer([frame('half', { loop: ['a'] })], { state: 'streaming' }));
  b.next(answer([frame('b', { loop: ['b'] })]));
  a.error(new Error('The connection broke.'));
  expect(packets.map(({ state, data }) => [state, data.length])).toEqual([
    [LoadingState.Streaming, 1],
    [LoadingState.Streaming, 2],
    [LoadingState.Error, 2],
  ]);
});

it('skips hidden targets', () => {
  const { engine, asked } = recordingEngine();
  const { packets } = run(engine, [{ refId: 'A', hide: true }]);
  expect(asked).toHaveLength(0);
  expect(packets).toEqual([{ data: [], state: LoadingState.Done }]);
});

it('ends with an empty answer where the engine says nothing', () => {
  const silent = new Subject<QueryAnswer>();
  const { engine } = recordingEngine(() => silent);
  const { packets } = run(engine, [{ refId: 'A' }]);
  silent.complete();
  expect(packets).toMatchObject([{ data: [], state: LoadingState.Done }]);
});

it('stops the engine when nobody listens any more', () => {
  const source = new Subject<QueryAnswer>();
  const { engine } = recordingEngine(({ refId }) => (refId === 'A' ? source : NEVER));
  const { subscription } = run(engine, [{ refId: 'A' }, { refId: 'B' }]);
  expect(source.observed).toBe(true);
  subscription.unsubscribe();
  expect(source.observed).toBe(false);
});

it('says what could not be used of a saved query', () => {
  const { engine } = recordingEngine(() => of(answer([frame('loops', { loop: ['a'] })])));
  const saved: LoopscopeQuery = JSON.parse('{"refId":"A","queryType":"nonsense"}');
  const [packet] = run(engine, [saved]).packets;
  expect(packet.data[0].meta.notices[0].text).toContain('"nonsense" is not known');
});
