/** @jest-environment jsdom */
import { fireEvent, screen } from '@testing-library/react';
import { configure, type } from './testing';

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
