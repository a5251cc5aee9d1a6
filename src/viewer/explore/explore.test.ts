/** @jest-environment jsdom */
import { FieldType, toDataFrame } from '@grafana/data';
import { groupFrames } from './groupFrames';
import { nextRefId, readState, writeState } from './state';
import { traceRows } from './traceRows';

const read = (params: Record<string, string>) => readState(new URLSearchParams(params));

describe('the address of Explore', () => {
  it('opens what was written', () => {
    const state = {
      datasource: 'loopscope-viewer',
      queries: [{ refId: 'A', queryType: 'loops' }],
      range: { from: 'now-3h', to: 'now' },
    };
    expect(read({ left: writeState(state) })).toEqual(state);
  });

  it('reads the first pane of an address that Grafana wrote', () => {
    const panes = { xyz: { datasource: 'a', queries: [{ refId: 'B' }], range: { from: 1, to: 2 } } };
    expect(read({ panes: JSON.stringify(panes) })).toEqual({
      datasource: 'a',
      queries: [{ refId: 'B' }],
      range: { from: '1', to: '2' },
    });
  });

  it.each(['', '{', '[]', '"x"', '{"queries":7,"range":{"from":{}}}'])('starts anew from %p', (left) => {
    expect(read({ left })).toEqual({ datasource: '', queries: [], range: { from: 'now-1h', to: 'now' } });
  });

  it('gives every query a letter of its own', () => {
    const queries = [{ queryType: 'loops' }, { refId: 'A' }, { refId: 'A' }];
    expect(read({ left: JSON.stringify({ queries }) }).queries.map(({ refId }) => refId)).toEqual(['B', 'A', 'C']);
  });

  it('goes on after Z', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((refId) => ({ refId }));
    expect(nextRefId(letters)).toBe('AA');
  });
});

describe('groupFrames', () => {
  const time = { name: 'time', type: FieldType.time, values: [1] };
  const value = { name: 'value', type: FieldType.number, values: [1] };
  const name = { name: 'name', type: FieldType.string, values: ['a'] };
  const kindsOf = (...frames: object[]) => groupFrames(frames.map((frame) => toDataFrame(frame))).map(({ id }) => id);

  it('draws time series and lists their values', () => {
    expect(kindsOf({ fields: [time, value] })).toEqual(['graph', 'table']);
  });

  it('lists what has text in it', () => {
    expect(kindsOf({ fields: [time, value, name] })).toEqual(['table']);
  });

  it('follows what a frame asks for, a panel first', () => {
    const meta = { preferredVisualisationType: 'trace', preferredVisualisationPluginId: 'a-panel' };
    expect(kindsOf({ fields: [name], meta })).toEqual(['a-panel']);
    expect(kindsOf({ fields: [name], meta: { preferredVisualisationType: 'trace' } })).toEqual(['trace']);
  });
});

describe('traceRows', () => {
  function trace(spans: Array<[id: string, parent: string, start: number, duration: number]>) {
    const column = (name: string, index: number) => ({ name, values: spans.map((span) => span[index]) });
    return toDataFrame({
      fields: [column('spanID', 0), column('parentSpanID', 1), column('startTime', 2), column('duration', 3)],
    });
  }
  const outline = (...spans: Parameters<typeof trace>[0]) =>
    traceRows(trace(spans)).map(({ spanId, depth }) => `${'-'.repeat(depth)}${spanId}`);

  it('puts children below their parent, siblings by start', () => {
    expect(
      outline(['late', 'root', 5, 1], ['root', '', 0, 10], ['early', 'root', 1, 1], ['deep', 'late', 6, 1])
    ).toEqual(['root', '-early', '-late', '--deep']);
  });

  it('keeps orphans, spans that lead to themselves and circles', () => {
    expect(outline(['orphan', 'gone', 0, 1], ['self', 'self', 1, 1], ['a', 'b', 2, 1], ['b', 'a', 3, 1])).toEqual([
      'orphan',
      'self',
      'a',
      '-b',
    ]);
  });

  it('measures bars against the whole trace', () => {
    const [, child] = traceRows(
      trace([
        ['root', '', 1000, 200],
        ['child', 'root', 1050, 100],
      ])
    );
    expect([child.offset, child.share, child.durationMs]).toEqual([0.25, 0.5, 100]);
  });

  it('is not felled by a very deep trace', () => {
    const deep = Array.from({ length: 20_000 }, (_, i): [string, string, number, number] => [
      `s${i}`,
      i === 0 ? '' : `s${i - 1}`,
      i,
      1,
    ]);
    expect(traceRows(trace(deep)).at(-1)?.depth).toBe(19_999);
  });
});
