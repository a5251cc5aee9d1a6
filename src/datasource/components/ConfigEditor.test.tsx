/** @jest-environment jsdom */
import type { DataSourceSettings } from '@grafana/data';
import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import type { LoopscopeOptions } from '../config';
import { ConfigEditor } from './ConfigEditor';
import { type } from './testing';

type Settings = DataSourceSettings<LoopscopeOptions>;

const SETTINGS: Settings = {
  id: 1,
  uid: 'ds-1',
  orgId: 1,
  name: 'Loops',
  typeLogoUrl: '',
  type: 'loopscope-datasource',
  typeName: 'Loopscope',
  access: 'proxy',
  url: 'http://localhost:4319/files',
  user: '',
  database: '',
  basicAuth: false,
  basicAuthUser: '',
  isDefault: false,
  jsonData: {},
  secureJsonFields: {},
  readOnly: false,
  withCredentials: false,
};

function configure(jsonData: LoopscopeOptions = {}) {
  const saved: Settings[] = [];
  function Host() {
    const [options, setOptions] = useState<Settings>({ ...SETTINGS, jsonData });
    const change = (next: Settings) => {
      saved.push(next);
      setOptions(next);
    };
    return <ConfigEditor options={options} onOptionsChange={change} />;
  }
  render(<Host />);
  return { last: () => saved.at(-1)?.jsonData };
}

it('chooses a server, which needs no files', () => {
  const { last } = configure();
  fireEvent.click(screen.getByRole('radio', { name: /Loopscope server/ }));
  expect(last()).toMatchObject({ kind: 'server' });
  expect(screen.queryByRole('button', { name: 'Add file pattern' })).not.toBeInTheDocument();
  expect(screen.getByText('URL of the server')).toBeInTheDocument();
});

it('shows the file that is read where nothing was configured', () => {
  configure();
  expect(screen.getByLabelText('File pattern 1')).toHaveValue('loops.jsonl');
});

it('adds, writes and removes file patterns', () => {
  const { last } = configure({ paths: ['a.jsonl'] });
  fireEvent.click(screen.getByRole('button', { name: 'Add file pattern' }));
  expect(screen.getByText('Write a file name, or remove this line.')).toBeInTheDocument();
  type(screen.getByLabelText('File pattern 2'), ' loops-{YYYY}-{MM}-{DD}.jsonl ');
  expect(last()?.paths).toEqual(['a.jsonl', 'loops-{YYYY}-{MM}-{DD}.jsonl']);
  fireEvent.click(screen.getByRole('button', { name: 'Remove file pattern 1' }));
  expect(last()?.paths).toEqual(['loops-{YYYY}-{MM}-{DD}.jsonl']);
});

it('says what is wrong with a pattern', () => {
  configure({ paths: ['../secret.jsonl'] });
  expect(screen.getByText(/cannot lead out of the folder/)).toBeInTheDocument();
});

it.each([
  ['0.9', 0.9],
  ['0,75', 0.75],
  ['', undefined],
])('takes the target %p as %p', (text, target) => {
  const { last } = configure({ defaultGoalTarget: 0.5 });
  type(screen.getByLabelText(/Default goal target/), text);
  expect(last()?.defaultGoalTarget).toBe(target);
});

it.each(['7', '-1', 'high'])('says that %s is no target', (text) => {
  configure();
  type(screen.getByLabelText(/Default goal target/), text);
  expect(screen.getByText('Write a number from 0 to 1, such as 0.8.')).toBeInTheDocument();
});

it('says what Grafana cannot do with it, and what does', () => {
  configure();
  expect(screen.queryByText('Alert rules.')).not.toBeInTheDocument();
  fireEvent.click(screen.getByText('What Grafana cannot do with this data source'));
  for (const limit of ['Alert rules.', 'Server-side expressions', 'Public dashboards.']) {
    expect(screen.getByText(limit)).toBeInTheDocument();
  }
});
