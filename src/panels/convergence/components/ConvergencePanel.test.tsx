/** @jest-environment jsdom */
import { fireEvent, render, screen, within } from '@testing-library/react';
import { createDataFrame, FieldType, type DataFrame, type LinkModel } from '@grafana/data';
import { panelProps } from '../../common/testingPanel';
import { DEFAULT_OPTIONS, type ConvergenceOptions } from '../options';
import { rowsOf, type Row } from '../testing';
import { ConvergencePanel } from './ConvergencePanel';

function frameOf(rows: Row[], links: Array<Partial<LinkModel>> = []): DataFrame {
  const frame = createDataFrame({
    name: 'iterations',
    fields: Object.keys(rows[0]).map((name) => ({
      name,
      type: typeof rows[0][name] === 'number' ? FieldType.number : FieldType.string,
      config: {},
      values: rows.map((row) => row[name]),
    })),
  });
  const id = frame.fields[0];
  id.getLinks = ({ valueRowIndex }) =>
    links.map((link) => ({ title: '', target: '_self', origin: id, ...link, href: `${link.href}${valueRowIndex}` }));
  return frame;
}

const propsOf = (series: DataFrame[], options: Partial<ConvergenceOptions> = {}) => ({
  ...panelProps({ ...DEFAULT_OPTIONS, ...options }, { series }),
  width: 800,
});

const plot = () => screen.getByRole('application');
const press = (...keys: string[]) => keys.forEach((key) => fireEvent.keyDown(plot(), { key }));

// jsdom draws nothing; the pictures are tested as scenes.
beforeAll(() => {
  HTMLCanvasElement.prototype.getContext = () => null;
});

describe('ConvergencePanel', () => {
  it('tells the whole picture in its name', () => {
    render(<ConvergencePanel {...propsOf([frameOf(rowsOf('t1', [0.2, 0.9, 0.85], { outcome: 'success' }))])} />);
    expect(plot()).toHaveAccessibleName(
      'Convergence of 1 loop. repair: success, 3 iterations, goal score 0.85, target 0.80 reached at iteration 2, ' +
        'best 0.90 at iteration 2, cumulative LES 0.85, 300 tokens.'
    );
  });

  it('reads iterations aloud while the arrow keys move, and stops at the ends', () => {
    render(<ConvergencePanel {...propsOf([frameOf(rowsOf('t1', [0.2, 0.5]))])} />);
    press('Home');
    expect(screen.getByText(/Iteration 1 of 2\. Goal score 0\.200, target 0\.800/)).toBeInTheDocument();
    press('ArrowRight', 'ArrowRight', 'ArrowRight');
    expect(screen.getByText(/Iteration 2 of 2\. Goal score 0\.500/)).toBeInTheDocument();
  });

  it('shows only charts that the query asked for, and says where loops report nothing of them', () => {
    const names = ['traceId', 'iteration', 'goalScore', 'tokens'];
    const rows = rowsOf('t1', [0.2, 0.5], { tokens: null }).map((row) =>
      Object.fromEntries(names.map((name) => [name, row[name]]))
    );
    render(<ConvergencePanel {...propsOf([frameOf(rows)])} />);
    expect(screen.getByText('Goal score')).toBeInTheDocument();
    expect(screen.getByText('not reported')).toBeInTheDocument();
    expect(screen.queryByText(/^LES/)).toBeNull();
  });

  it('moves to the next lower loop, to the same iteration', () => {
    const rows = [...rowsOf('aaaaaa111111', [0.1, 0.3]), ...rowsOf('aaaaaa222222', [0.5, 0.9])];
    render(<ConvergencePanel {...propsOf([frameOf(rows)])} />);
    press('Home', 'ArrowDown');
    expect(screen.getByText(/repair 111111, failure\. Iteration 1 of 2/)).toBeInTheDocument();
  });

  it('pins with Enter, leads on by safe links only, and Escape frees', () => {
    const links = [
      { title: 'Open loop', href: '/loop/' },
      { title: 'Trap', href: 'javascript:alert(1)//' },
    ];
    render(<ConvergencePanel {...propsOf([frameOf(rowsOf('t1', [0.2, 0.5]), links)])} />);
    press('End', 'Enter');
    const dialog = screen.getByRole('dialog', { name: 'repair, Iteration 2 of 2' });
    expect(within(dialog).getByRole('link', { name: 'Open loop' })).toHaveAttribute('href', '/loop/1');
    expect(within(dialog).queryByText('Trap')).toBeNull();
    expect(dialog).toHaveFocus();
    fireEvent.keyDown(dialog, { key: 'Escape' });
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(plot()).toHaveFocus();
  });

  it('keeps what is pinned when more loops stream in before it', () => {
    const first = rowsOf('t1', [0.2, 0.5]);
    const { rerender } = render(<ConvergencePanel {...propsOf([frameOf(first)])} />);
    press('End', 'Enter');
    rerender(<ConvergencePanel {...propsOf([frameOf([...rowsOf('t0', [0.7], { loop: 'other' }), ...first])])} />);
    expect(screen.getByRole('dialog', { name: 'repair, Iteration 2 of 2' })).toBeInTheDocument();
  });

  it('leaves no words of one loop behind when a second one streams in', () => {
    const complaints = jest.spyOn(console, 'error').mockImplementation();
    const charts: ConvergenceOptions['charts'] = ['tokens', 'cost'];
    const one = rowsOf('t1', [0.2, 0.5], { costUsd: 0.1 });
    const { rerender } = render(<ConvergencePanel {...propsOf([frameOf(one)], { charts })} />);
    expect(screen.getAllByText('running total, own scale')).toHaveLength(2);
    rerender(
      <ConvergencePanel {...propsOf([frameOf([...one, ...rowsOf('t2', [0.7], { costUsd: 0.2 })])], { charts })} />
    );
    expect(screen.queryAllByText('running total, own scale')).toHaveLength(0);
    // React says so where two elements have one key; it then may keep one of them for good
    expect(complaints).not.toHaveBeenCalled();
    complaints.mockRestore();
  });

  it('shows absent scores in words, never as 0', () => {
    render(<ConvergencePanel {...propsOf([frameOf(rowsOf('t1', [null, null], { lesCumulative: null }))])} />);
    expect(screen.getAllByText('not reported')).toHaveLength(2);
    expect(screen.getByText('total 200')).toBeInTheDocument();
  });

  it('switches the axis in the panel until the option itself changes', () => {
    const series = [frameOf(rowsOf('t1', [0.2, 0.5]))];
    const { rerender } = render(<ConvergencePanel {...propsOf(series)} />);
    fireEvent.click(screen.getByRole('radio', { name: 'Tokens' }));
    expect(screen.getByRole('radio', { name: 'Tokens' })).toBeChecked();
    rerender(<ConvergencePanel {...propsOf(series, { axis: 'time' })} />);
    expect(screen.getByRole('radio', { name: 'Time' })).toBeChecked();
  });

  it('shows hostile names as text', () => {
    const name = '<img src=x onerror=alert(1)>';
    const rows = [...rowsOf('t1', [0.2], { loop: name }), ...rowsOf('t2', [0.3], { loop: 'other' })];
    const { container } = render(<ConvergencePanel {...propsOf([frameOf(rows)])} />);
    expect(screen.getAllByText(name).length).toBeGreaterThan(0);
    expect(container.querySelector('img')).toBeNull();
  });

  it('says what to do where there is nothing to draw', () => {
    render(<ConvergencePanel {...propsOf([])} />);
    expect(screen.getByRole('status')).toHaveTextContent(/No data.*query type Iterations/);
  });
});
