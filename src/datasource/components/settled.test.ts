import { settled } from './settled';

it('hands each choice on once, after what runs now', async () => {
  const onChange = jest.fn();
  const choose = settled(onChange);
  choose('a');
  expect(onChange).not.toHaveBeenCalled();
  choose('b');
  await new Promise((done) => setTimeout(done, 5));
  expect(onChange.mock.calls).toEqual([['a'], ['b']]);
});
