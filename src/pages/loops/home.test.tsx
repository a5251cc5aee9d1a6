/** @jest-environment jsdom */
import { fireEvent, render, screen, within } from '@testing-library/react';
import { useState } from 'react';
import type { LoopRow } from '../data/readLoops';
import { loopRow } from '../testing';
import { NO_CHOICE } from './facets';
import { FacetPanel } from './FacetPanel';
import { LoopTable } from './LoopTable';
import { DEFAULT_SORT } from './sorting';

const hostile = '<img src=x onerror=alert(1)> ${__from} javascript:alert(1)';

function Facets({ loops }: { loops: string[] }) {
  const [choice, setChoice] = useState(NO_CHOICE);
  const rows = loops.map((loop, index) => loopRow({ traceId: String(index), loop }));
  return <FacetPanel rows={rows} choice={choice} onChange={setChoice} />;
}

describe('facets', () => {
  it('are chosen, several at once, and cleared', () => {
    render(<Facets loops={['a', 'a', 'b']} />);
    const facet = within(screen.getByRole('group', { name: 'Loop' }));
    fireEvent.click(facet.getByRole('checkbox', { name: 'a' }));
    fireEvent.click(facet.getByRole('checkbox', { name: 'b' }));
    expect(facet.getAllByRole('checkbox', { checked: true })).toHaveLength(2);
    expect(facet.getByLabelText('2 loops')).toHaveTextContent('2');
    fireEvent.click(screen.getByRole('button', { name: 'Clear all' }));
    expect(facet.queryAllByRole('checkbox', { checked: true })).toHaveLength(0);
  });

  it('that are long are folded and searched', () => {
    render(<Facets loops={Array.from({ length: 30 }, (_, index) => `loop-${index}`)} />);
    const facet = within(screen.getByRole('group', { name: 'Loop' }));
    expect(facet.getAllByRole('checkbox')).toHaveLength(6);
    fireEvent.click(facet.getByRole('button', { name: '24 more' }));
    expect(facet.getAllByRole('checkbox')).toHaveLength(30);
    fireEvent.change(facet.getByRole('textbox', { name: 'Search loop' }), { target: { value: '27' } });
    expect(facet.getAllByRole('checkbox')).toHaveLength(1);
  });

  it('stand still while they are read, and under a pointer', () => {
    const rowsOf = (...names: string[]) => names.map((loop, index) => loopRow({ traceId: String(index), loop }));
    const panel = (rows: LoopRow[] | null) => <FacetPanel rows={rows} choice={NO_CHOICE} onChange={jest.fn()} />;
    const { rerender } = render(panel(null));
    expect(screen.getByText('Reading…')).toBeInTheDocument();
    expect(screen.queryByRole('group')).not.toBeInTheDocument();
    rerender(panel(rowsOf('a', 'b', 'b')));
    const boxes = () => within(screen.getByRole('group', { name: 'Loop' })).getAllByRole('checkbox');
    const names = () => boxes().map((box) => box.closest('label')?.textContent);
    expect(names()).toEqual(['b', 'a']);
    fireEvent.pointerMove(screen.getByRole('region', { name: 'Filters' }));
    rerender(panel(rowsOf('a', 'a', 'a', 'b', 'b')));
    expect(names()).toEqual(['b', 'a']);
    fireEvent.pointerLeave(screen.getByRole('region', { name: 'Filters' }));
    expect(names()).toEqual(['a', 'b']);
  });

  it('are left out where no loop has a value', () => {
    render(<Facets loops={['a']} />);
    expect(screen.queryByRole('group', { name: 'Agent' })).not.toBeInTheDocument();
  });
});

describe('the list of loops', () => {
  const table = {
    sparks: new Map(),
    marks: new Map(),
    sort: DEFAULT_SORT,
    hrefOf: ({ traceId }: { traceId: string }) => `/loop?id=${encodeURIComponent(traceId)}`,
    onSort: jest.fn(),
    label: 'Loops',
  };

  it('draws a page of thousands and more on demand', () => {
    const rows = Array.from({ length: 5000 }, (_, index) => loopRow({ traceId: `t${index}`, loop: 'a' }));
    render(<LoopTable {...table} rows={rows} />);
    expect(screen.getAllByRole('row')).toHaveLength(51);
    fireEvent.click(screen.getByRole('button', { name: 'Show more (4,950 left)' }));
    expect(screen.getAllByRole('row')).toHaveLength(251);
  });

  it('shows hostile names as text and what is not known as a dash', () => {
    render(<LoopTable {...table} rows={[loopRow({ traceId: hostile, loop: hostile, outcome: 'failure' })]} />);
    expect(screen.getByRole('link', { name: hostile })).toHaveAttribute(
      'href',
      `/loop?id=${encodeURIComponent(hostile)}`
    );
    expect(document.querySelector('img')).toBeNull();
    expect(screen.getAllByText('–').length).toBeGreaterThan(3);
  });

  it('asks for the other order on a second click', () => {
    const { rerender } = render(<LoopTable {...table} rows={[]} />);
    fireEvent.click(screen.getByRole('button', { name: 'Tokens' }));
    expect(table.onSort).toHaveBeenLastCalledWith({ key: 'tokens', descending: true });
    rerender(<LoopTable {...table} rows={[]} sort={{ key: 'tokens', descending: true }} />);
    expect(screen.getByRole('columnheader', { name: 'Tokens' })).toHaveAttribute('aria-sort', 'descending');
    fireEvent.click(screen.getByRole('button', { name: 'Tokens' }));
    expect(table.onSort).toHaveBeenLastCalledWith({ key: 'tokens', descending: false });
  });
});
