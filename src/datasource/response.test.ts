import { FieldType } from '@grafana/data';
import type { Frame } from '../frames/frame';
import { keepEvents, toDataFrames, toGrafanaNotice, type FrameRequest } from './response';
import { answer, frame } from './testing';

const ask: FrameRequest = { refId: 'B', queryType: 'loops', notes: [], target: { uid: 'ds-1', name: 'Loops' } };

it('makes Grafana frames with the refId of their target', () => {
  const [made] = toDataFrames(answer([frame('loops', { loop: ['a', 'b'], tokens: [1, 2] })]), ask);
  expect(made).toMatchObject({ name: 'loops', refId: 'B', length: 2 });
  expect(made.fields.map(({ name, type }) => [name, type])).toEqual([
    ['loop', FieldType.string],
    ['tokens', FieldType.number],
  ]);
});

it('keeps meta, labels and field config, but no links that came with the data', () => {
  const made = frame('goal', { goalScore: [0.5] }, { meta: { type: 'timeseries-multi', typeVersion: [0, 1] } });
  made.fields[0] = {
    ...made.fields[0],
    labels: { loop: 'a' },
    config: { unit: 'percentunit', links: [{ title: 'x', url: 'javascript:alert(1)' }] },
  };
  const [result] = toDataFrames(answer([made]), { ...ask, queryType: 'goal' });
  expect(result.meta).toMatchObject({ type: 'timeseries-multi', typeVersion: [0, 1] });
  expect(result.fields[0]).toMatchObject({ labels: { loop: 'a' }, config: { unit: 'percentunit' } });
  expect(result.fields[0].config.links).toBeUndefined();
});

it('puts columns that no row fills last, in tables only', () => {
  const columns = { session: [null, null], loop: ['a', null], agent: [null, null], tokens: [0, 1] };
  const names = (meta: Frame['meta'], rows = columns) =>
    toDataFrames(answer([frame('loops', rows, { meta })]), ask)[0].fields.map(({ name }) => name);
  expect(names({ preferredVisualisationType: 'table' })).toEqual(['loop', 'tokens', 'session', 'agent']);
  expect(names({ preferredVisualisationType: 'graph' })).toEqual(Object.keys(columns));
  const none = { session: [], loop: [], agent: [], tokens: [] };
  expect(names({ preferredVisualisationType: 'table' }, none)).toEqual(Object.keys(columns));
});

it('puts notices on the first frame only, the query’s own first', () => {
  const notices = [{ severity: 'info', text: 'Cut at 50 loops', count: 1, where: null }] as const;
  const frames = [frame('a', { loop: ['a'] }), frame('b', { loop: ['b'] })];
  const made = toDataFrames(answer(frames, { notices: [...notices] }), { ...ask, notes: ['The limit is odd.'] });
  expect(made[0].meta?.notices).toEqual([
    { severity: 'warning', text: 'The limit is odd.' },
    { severity: 'info', text: 'Cut at 50 loops' },
  ]);
  expect(made[1].meta?.notices).toBeUndefined();
});

it('carries notices of an answer without frames', () => {
  const notice = { severity: 'warning', text: 'No file matches', count: 1, where: null } as const;
  const [made] = toDataFrames(answer([], { notices: [notice] }), ask);
  expect(made).toMatchObject({ refId: 'B', length: 0, meta: { notices: [{ text: 'No file matches' }] } });
});

it.each([
  [1, null, 'Not JSON'],
  [1, 'a.jsonl:3', 'Not JSON (at a.jsonl:3)'],
  [12, 'a.jsonl:3', 'Not JSON (12 times, first at a.jsonl:3)'],
  [1200, 'a.jsonl:3', 'Not JSON (1,200 times, first at a.jsonl:3)'],
  [12, null, 'Not JSON'],
])('tells %d faults at %s', (count, where, text) => {
  expect(toGrafanaNotice({ severity: 'warning', text: 'Not JSON', count, where })).toEqual({
    severity: 'warning',
    text,
  });
});

it('keeps the events that are wanted', () => {
  const events = frame('events', { type: ['start', 'end', 'violation'], loop: ['a', 'b', 'c'] });
  expect(keepEvents(events, ['end', 'violation'])).toMatchObject({ length: 2, fields: [{}, { values: ['b', 'c'] }] });
  expect(keepEvents(events, [])).toBe(events);
  expect(keepEvents(frame('x', { loop: ['a'] }), ['end']).length).toBe(1);
});
