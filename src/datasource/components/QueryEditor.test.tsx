/** @jest-environment jsdom */
import { setTemplateSrv } from '@grafana/runtime';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { QUERY_TYPES } from '../../core/query/query';
import type { QueryEngine } from '../../engine/engine';
import type { StoreKind } from '../config';
import { fakeTemplateSrv } from '../testing';
import { QUERY_TYPE_INFO } from '../text';
import type { LoopscopeQuery } from '../types';
import { QueryEditor } from './QueryEditor';
import { choose, fakeSource, giveLayout, openOptions, type } from './testing';

// The wait is for Grafana 12's Combobox; here each choice is to be seen at once.
jest.mock('./settled', () => ({ settled: (onChange: unknown) => onChange }));

beforeEach(() => {
  giveLayout();
  setTemplateSrv(fakeTemplateSrv({ env: { value: 'prod' } }));
});

afterEach(() => jest.restoreAllMocks());

/** The editor with a query that lives, as in Grafana. */
function edit(query: LoopscopeQuery, engine: Partial<QueryEngine> = {}, kind?: StoreKind) {
  const saved: LoopscopeQuery[] = [];
  const run = jest.fn();
  const source = fakeSource(engine, kind);
  function Host() {
    const [current, setCurrent] = useState(query);
    const change = (next: LoopscopeQuery) => {
      saved.push(next);
      setCurrent(next);
    };
    return <QueryEditor datasource={source} query={current} onChange={change} onRunQuery={run} />;
  }
  render(<Host />);
  return { last: () => saved.at(-1), run };
}

it('gives a new query a type, or Explore does not run it', () => {
  const { last } = edit({ refId: 'A' });
  expect(last()).toMatchObject({ refId: 'A', queryType: 'loops', schemaVersion: 1 });
});

it('chooses a type and runs', async () => {
  const { last, run } = edit({ refId: 'A', queryType: 'loops' });
  await choose('Query type', 'Goal score');
  expect(last()).toMatchObject({ queryType: 'goal' });
  expect(run).toHaveBeenCalledTimes(1);
  expect(screen.getByText(/one line a loop\./)).toBeInTheDocument();
});

it('offers all types that answer', async () => {
  edit({ refId: 'A', queryType: 'loops' });
  const options = (await openOptions('Query type')).join();
  for (const type of QUERY_TYPES) {
    expect(options).toContain(QUERY_TYPE_INFO[type].label);
  }
});

it('asks what looks wrong, in one loop too', async () => {
  const { last, run } = edit({ refId: 'A', queryType: 'loops' });
  await choose('Query type', 'Warnings');
  expect(screen.getByText(/What looks wrong in loops/)).toBeInTheDocument();
  expect(run).toHaveBeenCalledTimes(1);
  type(screen.getByLabelText('Trace ID'), 'ab12');
  expect(last()).toMatchObject({ queryType: 'warnings', traceId: 'ab12' });
});

it('looks into one loop, or into the newest', () => {
  const { last } = edit({ refId: 'A', queryType: 'messages' });
  const field = screen.getByLabelText('Trace ID');
  expect(field).toHaveAttribute('placeholder', 'All loops that match');
  fireEvent.change(field, { target: { value: ' ab12 ' } });
  fireEvent.blur(field);
  expect(last()).toMatchObject({ queryType: 'messages', traceId: 'ab12' });
});

it.each([
  ['tempo', 'TraceQL', '{ duration > 2s }'],
  ['loki', 'LogQL', '|= "planner"'],
] as const)('takes a condition in the language of %s, run when the field is left', (kind, label, expr) => {
  const { last, run } = edit({ refId: 'A', queryType: 'loops' }, {}, kind);
  type(screen.getByLabelText(label), ` ${expr} `);
  expect(last()).toMatchObject({ expr });
  expect(run).toHaveBeenCalledTimes(1);
});

it.each(['jsonl', 'server', 'jaeger'] as const)('has no language for %s', (kind) => {
  edit({ refId: 'A', queryType: 'loops' }, {}, kind);
  expect(screen.queryByLabelText(/TraceQL|LogQL|Condition/)).not.toBeInTheDocument();
});

it('shows a saved condition that no longer counts', () => {
  const { last } = edit({ refId: 'A', queryType: 'loops', expr: '{ true }' });
  type(screen.getByLabelText('Condition'), '');
  expect(last()).toMatchObject({ expr: '' });
});

it.each([
  ['3', 3],
  ['', null],
])('looks into the iteration %p of one loop as %p', (text, iteration) => {
  const { last } = edit({ refId: 'A', queryType: 'steps', traceId: 't1', iteration: 7 });
  type(screen.getByLabelText('Iteration'), text);
  expect(last()).toMatchObject({ iteration });
});

it.each([{ queryType: 'steps' as const }, { queryType: 'handoffs' as const, traceId: 't1' }])(
  'asks for no iteration of %j',
  (query) => {
    edit({ refId: 'A', ...query });
    expect(screen.queryByLabelText('Iteration')).not.toBeInTheDocument();
  }
);

it('shows the trace id that restricts a type of many loops', () => {
  edit({ refId: 'A', queryType: 'goal', traceId: '$run' });
  expect(screen.getByLabelText('Trace ID')).toHaveValue('$run');
});

it('chooses what lines run along', () => {
  const { last } = edit({ refId: 'A', queryType: 'les' });
  fireEvent.click(screen.getByRole('radio', { name: 'Time' }));
  expect(last()).toMatchObject({ queryType: 'les', axis: 'time' });
});

describe('filters', () => {
  it('are added with completion of keys and values', async () => {
    const { last, run } = edit({ refId: 'A', queryType: 'loops' });
    fireEvent.click(screen.getByRole('button', { name: 'Add a filter' }));
    expect(run).not.toHaveBeenCalled();
    expect(await openOptions('Filter 1 key')).toEqual(
      expect.arrayContaining([expect.stringContaining('loop'), expect.stringContaining('env')])
    );
    await choose('Filter 1 key', 'env');
    await choose('Filter 1 operator', '!=');
    await choose('Filter 1 value', 'stage');
    expect(last()?.filters).toEqual([{ key: 'env', op: '!=', value: 'stage' }]);
    expect(run).toHaveBeenCalled();
  });

  it('offer dashboard variables as values', async () => {
    edit({ refId: 'A', queryType: 'loops', filters: [{ key: 'env', op: '=', value: '' }] });
    expect((await openOptions('Filter 1 value')).join()).toContain('$env');
  });

  it('take keys and values that nobody offered', async () => {
    const { last } = edit({ refId: 'A', queryType: 'loops', filters: [{ key: '', op: '=', value: '' }] });
    const key = screen.getByRole('combobox', { name: 'Filter 1 key' });
    fireEvent.click(key);
    fireEvent.change(key, { target: { value: 'metadata.team' } });
    fireEvent.click(await screen.findByText('metadata.team'));
    expect(last()?.filters).toEqual([{ key: 'metadata.team', op: '=', value: '' }]);
  });

  it('can be written while the store cannot be read', async () => {
    edit(
      { refId: 'A', queryType: 'loops', filters: [{ key: 'env', op: '=', value: '' }] },
      { tagKeys: () => Promise.reject(new Error('down')), tagValues: () => Promise.reject(new Error('down')) }
    );
    const offered = (await openOptions('Filter 1 value')).join();
    expect(offered).toContain('$env');
    expect(offered).toContain('None can be offered; write one by hand. down');
  });

  it('ask the store once for all that is typed', async () => {
    const tagValues = jest.fn(() => Promise.resolve(['prod', 'stage']));
    edit({ refId: 'A', queryType: 'loops', filters: [{ key: 'env', op: '=', value: '' }] }, { tagValues });
    expect(tagValues).not.toHaveBeenCalled();
    await openOptions('Filter 1 value');
    fireEvent.change(screen.getByRole('combobox', { name: 'Filter 1 value' }), { target: { value: 'pro' } });
    await waitFor(() => expect(screen.queryByRole('option', { name: 'stage' })).not.toBeInTheDocument());
    expect(tagValues).toHaveBeenCalledTimes(1);
  });

  it('are removed', () => {
    const filters = [
      { key: 'env', op: '=' as const, value: 'prod' },
      { key: 'loop', op: '=' as const, value: 'x' },
    ];
    const { last } = edit({ refId: 'A', queryType: 'loops', filters });
    fireEvent.click(screen.getByRole('button', { name: 'Remove filter 1' }));
    expect(last()?.filters).toEqual([filters[1]]);
  });
});

it.each([
  ['20', 20],
  ['2.7', 2],
  ['', null],
  ['0', null],
])('takes the limit %p as %p when the field is left', (text, limit) => {
  const { last, run } = edit({ refId: 'A', queryType: 'loops', limit: 5 });
  type(screen.getByLabelText('Limit'), text);
  expect(last()?.limit).toBe(limit);
  expect(run).toHaveBeenCalledTimes(1);
});

it('does not run for each letter', () => {
  const { run } = edit({ refId: 'A', queryType: 'trace', traceId: 'a' });
  const field = screen.getByLabelText('Trace ID');
  fireEvent.change(field, { target: { value: ' $trace ' } });
  expect(run).not.toHaveBeenCalled();
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(run).toHaveBeenCalledTimes(1);
});

it('takes a trace id without spaces around it, and says where to find one', () => {
  const { last } = edit({ refId: 'A', queryType: 'trace' });
  expect(screen.getByText(/traceId column of a Loops query/)).toBeInTheDocument();
  type(screen.getByLabelText('Trace ID'), ' $trace ');
  expect(last()).toMatchObject({ queryType: 'trace', traceId: '$trace' });
});

it('shapes a series', async () => {
  const { last } = edit({ refId: 'A', queryType: 'series' });
  await choose('Metric', 'Cost');
  await choose('Aggregation', 'p95');
  await choose('Group by', 'env');
  await choose('Interval', 'Whole range');
  expect(last()).toMatchObject({ metric: 'costUsd', aggregation: 'p95', groupBy: 'env', interval: 'range' });
  await choose('Aggregation', 'Auto');
  expect(last()?.aggregation).toBeNull();
});

it('says what is wrong with an interval', () => {
  edit({ refId: 'A', queryType: 'series', interval: 'often' });
  expect(screen.getByText('Write a duration such as 30s, 5m, 1h or 1d.')).toBeInTheDocument();
});

it('says what could not be used of a saved query', async () => {
  edit(JSON.parse('{"refId":"A","queryType":"spans"}'));
  await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent('"spans" is not known'));
});

it('takes a query from a link as written by a person once it is edited', async () => {
  const { last } = edit({ refId: 'A', queryType: 'loops', literal: true });
  await choose('Query type', 'Iterations');
  expect(last()?.literal).toBeUndefined();
});
