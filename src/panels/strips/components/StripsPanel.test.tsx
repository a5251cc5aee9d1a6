/** @jest-environment jsdom */
import { fireEvent, render, screen, within } from '@testing-library/react';
import {
  createDataFrame,
  dateTime,
  FieldType,
  LoadingState,
  type DataFrame,
  type PanelData,
  type PanelProps,
} from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { panelProps } from '../../common/testingPanel';
import { DEFAULT_OPTIONS, type StripsOptions } from '../options';
import { cellsOf, loopOf, type Row } from '../testing';
import { StripsPanel } from './StripsPanel';

function frameOf(rows: Row[], name: string, refId: string): DataFrame {
  return createDataFrame({
    name,
    refId,
    fields: Object.keys(rows[0]).map((key) => ({
      name: key,
      type: typeof rows[0][key] === 'number' ? FieldType.number : FieldType.string,
      config: {},
      values: rows.map((row) => row[key]),
    })),
  });
}

function propsOf(
  series: DataFrame[],
  { options, data }: { options?: Partial<StripsOptions>; data?: Partial<PanelData> } = {}
): PanelProps<StripsOptions> {
  const datasource = { type: 'loopscope-datasource', uid: 'own' };
  const request = { targets: [{ refId: 'A', datasource }] } as PanelData['request'];
  return panelProps({ ...DEFAULT_OPTIONS, ...options }, { series, request, ...data });
}

const two = () => [
  frameOf(
    [loopOf('aaaaaa1'), loopOf('bbbbbb2', { outcome: 'failure', terminationReason: 'no_progress' })],
    'loops',
    'A'
  ),
  frameOf([...cellsOf('aaaaaa1', [0.2, 0.8]), ...cellsOf('bbbbbb2', [0.2, 0.3, null])], 'iterations', 'B'),
];
const names = () => screen.getAllByRole('rowheader').map((each) => each.textContent);
const grid = () => screen.getByRole('grid');
const press = (...keys: string[]) => keys.forEach((key) => fireEvent.keyDown(grid(), { key }));

// jsdom draws nothing; what is drawn is tested in a browser. Grafana's combobox measures its words.
beforeAll(() => {
  const measuring = { font: '', measureText: (text: string) => ({ width: text.length * 8 }) };
  Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', {
    configurable: true,
    value(this: HTMLCanvasElement) {
      return this.isConnected ? null : measuring;
    },
  });
});

describe('rows under a pointer', () => {
  const before = [loopOf('aaaaaa1'), loopOf('bbbbbb2', { outcome: 'failure' })];
  const props = (rows: Row[]) => propsOf([frameOf(rows, 'loops', 'A')]);

  it('keep their places when loops come that stand above them, until it leaves', () => {
    const { rerender } = render(<StripsPanel {...props(before)} />);
    expect(names()).toEqual(['repairbbbbb2', 'repairaaaaa1']);
    fireEvent.pointerMove(grid());
    const more = [loopOf('cccccc3', { outcome: 'failure', lesCumulative: 0.1 }), ...before];
    rerender(<StripsPanel {...props(more)} />);
    expect(names()).toEqual(['repairbbbbb2', 'repairaaaaa1', 'repairccccc3']);
    fireEvent.pointerLeave(grid());
    expect(names()).toEqual(['repairccccc3', 'repairbbbbb2', 'repairaaaaa1']);
  });
});

describe('StripsPanel', () => {
  it('is a table of loops, those that need attention first, with strips told in words', () => {
    render(<StripsPanel {...propsOf(two())} />);
    expect(grid()).toHaveAccessibleName('Strips of 2 loops');
    expect(names()).toEqual(['repairbbbbb2', 'repairaaaaa1']);
    const [, failed] = screen.getAllByRole('row');
    expect(failed).toHaveTextContent('failure, 3 iterations, effectiveness from 0.25 to 0.37, highest 0.37 in place 2');
    expect(failed).toHaveTextContent('no progress');
  });

  it('sorts by a column, and the other way round', () => {
    render(
      <StripsPanel {...propsOf([frameOf([loopOf('a', { tokens: 5 }), loopOf('b', { tokens: 9 })], 'loops', 'A')])} />
    );
    const head = screen.getByRole('columnheader', { name: 'Tokens' });
    fireEvent.click(within(head).getByRole('button'));
    expect(head).toHaveAttribute('aria-sort', 'descending');
    expect(names()[0]).toContain('b');
    fireEvent.click(within(head).getByRole('button'));
    expect(head).toHaveAttribute('aria-sort', 'ascending');
    expect(names()[0]).toContain('a');
  });

  it('reads iterations aloud along the arrow keys, and opens the loop there', () => {
    render(<StripsPanel {...propsOf(two())} />);
    press('ArrowDown', 'ArrowRight', 'ArrowRight');
    expect(
      screen.getByText(/repair bbbbb2, failure\. Iteration 2 of 3\. Goal score 0\.300, target 0\.800/)
    ).toBeInTheDocument();
    expect(grid()).toHaveAttribute('aria-activedescendant', screen.getAllByRole('row')[1].id);
    press('Enter');
    const { pathname, search } = locationService.getLocation();
    expect(pathname).toBe('/a/loopscope-app/loop');
    expect(Object.fromEntries(new URLSearchParams(search))).toMatchObject({ ds: 'own', id: 'bbbbbb2', iteration: '2' });
  });

  it('hands the range on, fixed times as milliseconds', () => {
    const at = dateTime('2026-11-01T00:00:00Z');
    const fixed = { from: at, to: at, raw: { from: '2026-11-01T00:00:00.000Z', to: 'now' } };
    render(<StripsPanel {...propsOf(two(), { data: { timeRange: fixed } })} />);
    const link = screen.getAllByRole('link', { name: 'repair' })[0];
    expect(link).toHaveAttribute('href', expect.stringContaining(`from=${Date.UTC(2026, 10, 1)}&to=now`));
  });

  it('links the name of each loop to its page', () => {
    render(<StripsPanel {...propsOf(two())} />);
    const link = within(screen.getAllByRole('row')[2]).getByRole('link', { name: 'repair' });
    expect(link).toHaveAttribute('href', expect.stringContaining('/a/loopscope-app/loop?ds=own&id=aaaaaa1'));
  });

  it('says absent in words', () => {
    render(<StripsPanel {...propsOf([frameOf(cellsOf('a', [null], { tokens: null }), 'iterations', 'B')])} />);
    expect(screen.getAllByRole('row')[1]).toHaveTextContent('effectiveness not reported');
  });

  it('shows loops whose iterations were not loaded, and says what to do', () => {
    const [loops] = two();
    render(<StripsPanel {...propsOf([loops, frameOf(cellsOf('aaaaaa1', [0.2]), 'iterations', 'B')])} />);
    expect(screen.getAllByRole('row')[1]).toHaveTextContent('failure, iterations not loaded');
    expect(screen.getByRole('button', { name: /Iterations of 1 loop were not loaded: raise the limit/ })).toBeVisible();
  });

  it('draws only rows that are in sight', () => {
    const rows = Array.from({ length: 5000 }, (_, i) => loopOf(`t${i}`, { loop: `loop ${i}` }));
    render(<StripsPanel {...propsOf([frameOf(rows, 'loops', 'A')])} />);
    expect(grid()).toHaveAttribute('aria-rowcount', '5001');
    expect(screen.getAllByRole('row').length).toBeLessThan(80);
  });

  it('groups', () => {
    render(<StripsPanel {...propsOf(two(), { options: { groupBy: 'outcome' } })} />);
    expect(screen.getAllByRole('row').map((row) => row.textContent)).toEqual([
      expect.stringContaining('Loop'),
      expect.stringMatching(/^failure1 loop/),
      expect.stringContaining('bbbbb2'),
      expect.stringMatching(/^success1 loop/),
      expect.stringContaining('aaaaa1'),
    ]);
  });

  it('shows hostile names as text', () => {
    const name = '<img src=x onerror=alert(1)>';
    const { container } = render(<StripsPanel {...propsOf([frameOf([loopOf('a', { loop: name })], 'loops', 'A')])} />);
    expect(screen.getByText(name)).toBeInTheDocument();
    expect(container.querySelector('img')).toBeNull();
  });

  it.each([
    ['nothing came', {}, /No data.*Loops and Iterations/],
    ['the query failed', { errors: [{ message: 'The store is away.' }] }, /could not be read.*The store is away\./],
    ['it is still being read', { state: LoadingState.Loading }, /Reading loops/],
  ])('says so where %s', (_, data, words) => {
    render(<StripsPanel {...propsOf([], { data })} />);
    expect(screen.getByRole('status')).toHaveTextContent(words);
  });
});
