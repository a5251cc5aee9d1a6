import { DEFAULT_OPTIONS, type ChartId } from '../options';
import { tableOf } from '../../common/testing';
import { rowsOf, type Row } from '../testing';
import { words } from '../../common/names';
import { headFigures } from './heads';
import { readLoops } from './read';
import { buildView } from './view';

function figures(rows: Row[], id: ChartId): string[] {
  const options = { ...DEFAULT_OPTIONS, charts: [id] };
  const view = buildView(readLoops([tableOf(rows)]).loops, 'iteration', options);
  return headFigures(view, view.charts[0]).map(({ text }) => text);
}

describe('headFigures of one loop', () => {
  it('says score, outcome and reason', () => {
    const rows = rowsOf('t1', [0.2, 0.563], { terminationReason: 'no_progress' });
    expect(figures(rows, 'goal')).toEqual(['0.56 failure', 'no progress']);
  });
  it('puts the reported LES beside the computed one only where two decimals tell them apart', () => {
    expect(figures(rowsOf('t1', [0.71], { lesReported: 0.7 }), 'les')).toEqual(['0.71', 'reported 0.70']);
    expect(figures(rowsOf('t1', [0.71], { lesReported: 0.7101 }), 'les')).toEqual(['0.71']);
  });
  it('marks an estimated cost and says what tokens bought', () => {
    const rows = rowsOf('t1', [0.2, 0.21], { costUsd: 0.105, costBasis: 'estimated' });
    expect(figures(rows, 'tokens')).toEqual(['total 200', '$0.21 est.', '1k tokens buy +0.10']);
  });
  it('keeps the outcome where no score is reported', () => {
    expect(figures(rowsOf('t1', [null]), 'goal')).toEqual(['failure', 'not reported']);
  });
});

describe('headFigures of several loops', () => {
  const rows = [...rowsOf('t1', [0.2]), ...rowsOf('t2', [0.9]), ...rowsOf('t3', [0.5])];
  it('counts those below their target', () => {
    expect(figures(rows, 'goal')).toEqual(['2 of 3 below target', 'median 0.50']);
  });
  it('sums tokens', () => {
    expect(figures(rows, 'tokens')[0]).toBe('total 300');
  });
});

it('reads codes as words and leaves free text alone', () => {
  expect(words('max_iterations')).toBe('max iterations');
  expect(words('quality_threshold (0.86 >= 0.8)')).toBe('quality_threshold (0.86 >= 0.8)');
});
