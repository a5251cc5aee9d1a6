/** @jest-environment jsdom */
import { fireEvent, render, screen } from '@testing-library/react';
import { PricesField } from './PricesField';

const GOOD = { version: '2026-11', models: [{ model: 'mine', input: 1, output: 2 }] };

function type(text: string): jest.Mock {
  const onChange = jest.fn();
  render(<PricesField value={undefined} onChange={onChange} />);
  const field = screen.getByLabelText(/Model prices/);
  fireEvent.change(field, { target: { value: text } });
  fireEvent.blur(field);
  return onChange;
}

it('saves a table that can be read', () => {
  expect(type(JSON.stringify(GOOD))).toHaveBeenCalledWith(GOOD);
});

it('goes back to the prices that come along when it is emptied', () => {
  expect(type(' ')).toHaveBeenCalledWith(undefined);
});

it.each([
  ['{"version"', /not JSON/],
  [
    '{"version": "2026-11", "models": [{"model": "mine", "input": "1", "output": 2}]}',
    /where dollars per million tokens belong/,
  ],
])('keeps %s unsaved and says what is wrong', (text, sentence) => {
  expect(type(text)).not.toHaveBeenCalled();
  expect(screen.getByText(sentence)).toBeInTheDocument();
});
