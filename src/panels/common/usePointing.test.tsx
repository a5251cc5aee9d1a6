/** @jest-environment jsdom */
import { act, fireEvent, render, screen } from '@testing-library/react';
import { RESTS_AFTER, useHeld, usePointing, useSteadyOrder } from './usePointing';

const keyOf = (name: string) => name;

function Sorted({ names, under = 'name' }: { names: string[]; under?: string }) {
  const { pointed, ...pointing } = usePointing();
  const shown = useSteadyOrder(names, keyOf, under, pointed);
  return <output {...pointing}>{shown.join(' ')}</output>;
}

function Held({ names }: { names: string[] | null }) {
  const { shown, ...pointing } = useHeld(names);
  return <output {...pointing}>{shown?.join(' ') ?? 'nothing'}</output>;
}

const said = () => screen.getByRole('status').textContent;
const point = () => fireEvent.pointerMove(screen.getByRole('status'));
const leave = () => fireEvent.pointerLeave(screen.getByRole('status'));

describe('rows under a pointer', () => {
  it('keep their places, those that are gone go, new ones come last', () => {
    const { rerender } = render(<Sorted names={['b', 'c', 'd']} />);
    point();
    rerender(<Sorted names={['a', 'd', 'e', 'b']} />);
    expect(said()).toBe('b d a e');
    rerender(<Sorted names={['0', 'a', 'd', 'e', 'b']} />);
    expect(said()).toBe('b d a e 0');
    leave();
    expect(said()).toBe('0 a d e b');
  });

  it('are sorted anew where something else is asked for', () => {
    const { rerender } = render(<Sorted names={['b', 'c']} />);
    point();
    rerender(<Sorted names={['c', 'b']} under="name, descending" />);
    expect(said()).toBe('c b');
  });

  it('are sorted anew once it rests', () => {
    jest.useFakeTimers();
    const { rerender } = render(<Sorted names={['b']} />);
    point();
    rerender(<Sorted names={['a', 'b']} />);
    expect(said()).toBe('b a');
    act(() => jest.advanceTimersByTime(RESTS_AFTER));
    expect(said()).toBe('a b');
    jest.useRealTimers();
  });
});

describe('what is held', () => {
  it('stays until the pointer leaves, but does not hold nothing', () => {
    const { rerender } = render(<Held names={null} />);
    point();
    rerender(<Held names={['a']} />);
    expect(said()).toBe('a');
    rerender(<Held names={['a', 'b']} />);
    expect(said()).toBe('a');
    leave();
    expect(said()).toBe('a b');
  });
});
