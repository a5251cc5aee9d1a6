/** @jest-environment jsdom */
import { setTemplateSrv } from '@grafana/runtime';
import { fireEvent, render, screen } from '@testing-library/react';
import { fakeTemplateSrv } from '../testing';
import type { LoopscopeQuery, LoopscopeVariableQuery } from '../types';
import { AnnotationEditor } from './AnnotationEditor';
import { QueryEditorHelp } from './QueryEditorHelp';
import { choose, fakeSource, giveLayout } from './testing';
import { VariableEditor } from './VariableEditor';

// The wait is for Grafana 12's Combobox; here each choice is to be seen at once.
jest.mock('./settled', () => ({ settled: (onChange: unknown) => onChange }));

beforeEach(() => {
  giveLayout();
  setTemplateSrv(fakeTemplateSrv());
});

afterEach(() => jest.restoreAllMocks());

describe('VariableEditor', () => {
  it('chooses a key', async () => {
    const onChange = jest.fn();
    const query: LoopscopeVariableQuery = { refId: 'v', key: '' };
    render(<VariableEditor datasource={fakeSource()} query={query} onChange={onChange} onRunQuery={jest.fn()} />);
    await choose(/Values of/, 'env');
    expect(onChange).toHaveBeenLastCalledWith({ refId: 'v', key: 'env', filters: [] });
  });

  it('shows the text of older dashboards as the key', () => {
    const legacy: LoopscopeVariableQuery = JSON.parse('"env"');
    render(<VariableEditor datasource={fakeSource()} query={legacy} onChange={jest.fn()} onRunQuery={jest.fn()} />);
    expect(screen.getByRole('combobox', { name: /Values of/ })).toHaveValue('env');
  });
});

describe('AnnotationEditor', () => {
  const query: LoopscopeQuery = { refId: 'Anno', queryType: 'events', eventTypes: ['end'] };

  it.each([
    ['Violations', ['end', 'violation']],
    ['Starts', ['start', 'end']],
    ['Ends', []],
  ])('toggles %s', (label, eventTypes) => {
    const onChange = jest.fn();
    render(<AnnotationEditor datasource={fakeSource()} query={query} onChange={onChange} onRunQuery={jest.fn()} />);
    fireEvent.click(screen.getByRole('checkbox', { name: new RegExp(label) }));
    expect(onChange).toHaveBeenLastCalledWith(expect.objectContaining({ queryType: 'events', eventTypes }));
  });

  it('says that none means all', () => {
    const none = { ...query, eventTypes: [] };
    render(<AnnotationEditor datasource={fakeSource()} query={none} onChange={jest.fn()} onRunQuery={jest.fn()} />);
    expect(screen.getByText('None is chosen, so all are shown.')).toBeInTheDocument();
  });
});

it('fills the editor with an example', () => {
  const onClick = jest.fn();
  render(<QueryEditorHelp datasource={fakeSource()} query={{ refId: 'C' }} onClickExample={onClick} />);
  fireEvent.click(screen.getByRole('button', { name: 'Which loops failed?' }));
  expect(onClick).toHaveBeenCalledWith(
    expect.objectContaining({
      refId: 'C',
      queryType: 'loops',
      filters: [{ key: 'outcome', op: '=', value: 'failure' }],
    })
  );
});
