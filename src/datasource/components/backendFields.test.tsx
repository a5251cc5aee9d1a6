/** @jest-environment jsdom */
import type { DataSourceInstanceSettings } from '@grafana/data';
import { setDataSourceSrv, type DataSourceSrv } from '@grafana/runtime';
import { fireEvent, screen } from '@testing-library/react';
import { configure, type } from './testing';
import { instanceSettings } from '../testing';
import { checkSelector } from './BackendFields';

function withDataSources(...known: DataSourceInstanceSettings[]): void {
  const srv: DataSourceSrv = {
    get: () => Promise.reject(new Error('not asked for')),
    getInstanceSettings: (ref) => known.find(({ uid }) => uid === ref),
    getList: (filters) => known.filter((settings) => filters?.type === settings.type),
    reload: () => Promise.resolve(),
    registerRuntimeDataSource: () => undefined,
  };
  setDataSourceSrv(srv);
}

const TEMPO = instanceSettings({ uid: 'tempo-prod', name: 'Tempo prod', type: 'tempo' });

beforeEach(() => withDataSources(TEMPO));

it('leads from Tempo to the data sources of this Grafana, without a URL', async () => {
  const { last } = configure({}, { url: '' });
  fireEvent.click(screen.getByRole('radio', { name: /^Tempo/ }));
  expect(last()).toMatchObject({ kind: 'tempo', backendUid: '' });
  expect(screen.queryByText('URL of Tempo')).not.toBeInTheDocument();
  fireEvent.keyDown(screen.getByLabelText('Tempo data source'), { key: 'ArrowDown' });
  fireEvent.click(await screen.findByText('Tempo prod'));
  expect(last()).toMatchObject({ kind: 'tempo', backendUid: 'tempo-prod' });
});

it('takes a URL of its own, and back', () => {
  const { last } = configure({ kind: 'tempo', backendUid: 'tempo-prod' });
  fireEvent.click(screen.getByRole('radio', { name: 'A URL of its own' }));
  expect(last()?.backendUid).toBeUndefined();
  expect(screen.getByText('URL of Tempo')).toBeInTheDocument();
  fireEvent.click(screen.getByRole('radio', { name: 'A data source of this Grafana' }));
  expect(last()?.backendUid).toBe('');
});

it('keeps a URL that was written before the kind was chosen', () => {
  const { last } = configure({}, { url: 'http://tempo:3200' });
  fireEvent.click(screen.getByRole('radio', { name: /^Tempo/ }));
  expect(last()?.backendUid).toBeUndefined();
});

it("does not ask Tempo's data source for Jaeger's traces", () => {
  const { last } = configure({ kind: 'tempo', backendUid: 'tempo-prod' }, { url: '' });
  fireEvent.click(screen.getByRole('radio', { name: /^Jaeger/ }));
  expect(last()).toMatchObject({ kind: 'jaeger', backendUid: '' });
});

it('says that there is none to choose', () => {
  configure({ kind: 'loki', backendUid: '' });
  expect(screen.getByText('There is no Loki data source here')).toBeInTheDocument();
});

it('says that the chosen one was deleted', () => {
  configure({ kind: 'tempo', backendUid: 'gone' });
  expect(screen.getByText(/with the uid "gone" is not there/)).toBeInTheDocument();
});

it('asks Loki by a selector', () => {
  const { last } = configure({ kind: 'loki' });
  type(screen.getByLabelText(/Stream selector/), ' {app="loops"} ');
  expect(last()?.selector).toBe('{app="loops"}');
  type(screen.getByLabelText(/Stream selector/), '');
  expect(last()?.selector).toBeUndefined();
});

it.each([
  ['', null],
  ['{service_name="loops"}', null],
  ['{app=~"loops|agents", env!="dev"}', null],
  ['service_name=loops', /in braces/],
  ['{app="loops"} |= "x"', /in braces/],
  ['{}', /at least one label/],
])('judges the selector %s', (text, fault) => {
  const found = checkSelector(text);
  if (fault === null) {
    expect(found).toBeNull();
  } else {
    expect(found).toMatch(fault);
  }
});

it('asks some services of Jaeger only', () => {
  const { last } = configure({ kind: 'jaeger' });
  type(screen.getByLabelText(/Services/), 'planner, coder ,');
  expect(last()?.services).toEqual(['planner', 'coder']);
});

it.each([
  ['250', 250],
  ['', undefined],
])('takes %p as the most loops %p', (text, most) => {
  const { last } = configure({ kind: 'tempo', maxLoops: 5 });
  type(screen.getByLabelText(/Most loops/), text);
  expect(last()?.maxLoops).toBe(most);
});

it('says that a number of loops is none', () => {
  configure({ kind: 'tempo' });
  type(screen.getByLabelText(/Most loops/), 'many');
  expect(screen.getByText(/whole number above 0/)).toBeInTheDocument();
});

it('searches Loki for lines that were shipped later', () => {
  const { last } = configure({ kind: 'loki' });
  const field = screen.getByLabelText(/Shipped within/);
  expect(field).toHaveAttribute('placeholder', '24');
  type(field, '72');
  expect(last()?.shippedWithinHours).toBe(72);
  type(field, '-1');
  expect(screen.getByText('Write a number of hours, such as 24.')).toBeInTheDocument();
  type(field, '');
  expect(last()?.shippedWithinHours).toBeUndefined();
});

it('does not ask when traces were shipped', () => {
  configure({ kind: 'tempo' });
  expect(screen.queryByLabelText(/Shipped within/)).not.toBeInTheDocument();
});

describe('budgets', () => {
  it('are amounts, or none', () => {
    const { last } = configure({ tokenBudget: 7 });
    type(screen.getByLabelText(/Cost budget/), '2,50');
    type(screen.getByLabelText(/Token budget/), '50000');
    expect(last()).toMatchObject({ costBudgetUsd: 2.5, tokenBudget: 50_000 });
    type(screen.getByLabelText(/Token budget/), '');
    expect(last()?.tokenBudget).toBeUndefined();
  });

  it.each(['0', '-3', 'lots'])('say that %s is none', (text) => {
    configure();
    type(screen.getByLabelText(/Cost budget/), text);
    expect(screen.getByText('Write an amount above 0, such as 2.50.')).toBeInTheDocument();
  });

  it('are set where the server is started', () => {
    configure({ kind: 'server' });
    expect(screen.queryByLabelText(/budget/)).not.toBeInTheDocument();
  });
});

describe('the goal', () => {
  it('is an evaluation or an attribute', () => {
    const { last } = configure();
    type(screen.getByLabelText(/Evaluation that is the goal/), ' accuracy ');
    type(screen.getByLabelText(/Attribute that is the goal/), 'app.score');
    expect(last()).toMatchObject({ goalName: 'accuracy', goalAttribute: 'app.score' });
  });

  it('has a scale, of which an empty end is 0 or 1', () => {
    const { last } = configure();
    type(screen.getByLabelText('Highest goal score'), '5');
    expect(last()?.goalRange).toEqual([0, 5]);
    type(screen.getByLabelText('Lowest goal score'), '1');
    expect(last()?.goalRange).toEqual([1, 5]);
    type(screen.getByLabelText('Lowest goal score'), '5');
    expect(screen.getByText(/two numbers, the lower first/)).toBeInTheDocument();
    type(screen.getByLabelText('Lowest goal score'), '');
    type(screen.getByLabelText('Highest goal score'), '');
  });

  it('is set where the server is started', () => {
    configure({ kind: 'server' });
    expect(screen.queryByText('Default goal target')).not.toBeInTheDocument();
  });
});
