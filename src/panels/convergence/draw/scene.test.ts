import { readLoops } from '../model/read';
import { layoutCharts } from '../model/layout';
import { buildView } from '../model/view';
import { DEFAULT_OPTIONS, type ConvergenceOptions } from '../options';
import { tableOf } from '../../common/testing';
import { rowsOf, STALLED, type Row } from '../testing';
import { endLabels, rightGutter } from './labels';
import { buildScene } from './scene';

function sceneOf(rows: Row[], options: Partial<ConvergenceOptions> = {}, width = 900, height = 400) {
  const all = { ...DEFAULT_OPTIONS, ...options };
  const view = buildView(readLoops([tableOf(rows)]).loops, all.axis, all);
  const layout = layoutCharts({ width, height, charts: view.charts, rightGutter: rightGutter(view, width) });
  const scene = buildScene(view, layout, { minLength: all.plateauLength, epsilon: all.plateauEpsilon }, String);
  const chart = (id: string) => scene.charts.find(({ row }) => row.id === id) ?? scene.charts[0];
  return { view, scene, chart, goal: chart('goal'), labels: endLabels(view, scene) };
}

const stalled = rowsOf('t1', STALLED.scores).map((row, i) => ({ ...row, tokens: STALLED.tokens[i] }));
const many = (count: number, more: (i: number) => Row = () => ({})) =>
  Array.from({ length: count }, (_, i) => rowsOf(`trace-${i}`, [0.1, 0.2 + i / (count * 2)], more(i))).flat();

describe('one loop', () => {
  it('names target, best and plateau, and ends in the shape of its outcome', () => {
    const { goal } = sceneOf(stalled);
    expect(goal.notes.map(({ text }) => text)).toEqual([
      'target 0.80',
      'plateau: 6 iterations, +0.01 for 8.3k tokens',
      'best 0.57, iteration 9',
    ]);
    expect(goal.marks.map(({ shape }) => shape)).toEqual(['best', 'failure']);
  });

  it('brackets exactly the iterations of the plateau', () => {
    const { goal, scene } = sceneOf(stalled);
    const at = (iteration: number) => scene.x.from + ((iteration - 1) / 9) * (scene.x.to - scene.x.from);
    expect(goal.bracket?.from).toBeCloseTo(at(4));
    expect(goal.bracket?.to).toBeCloseTo(at(10));
  });

  it('keeps words off each other where the best score is part of a plateau at the top', () => {
    const scores = [
      ...Array.from({ length: 89 }, (_, i) => 0.2 + i * 0.0085),
      ...Array.from({ length: 12 }, () => 0.96),
    ];
    for (const height of [160, 400]) {
      const { notes, bracket } = sceneOf(rowsOf('t1', scores), {}, 900, height).goal;
      const words = notes.filter(({ kind }) => kind !== 'target');
      expect(words.map(({ kind }) => kind)).toContain('plateau');
      const [plateau, best] = words;
      expect(best === undefined || Math.abs(best.y - plateau.y) >= 14).toBe(true);
      expect(best === undefined || best.y >= (bracket?.y ?? 0) || best.y + 14 <= (bracket?.y ?? 0)).toBe(true);
    }
  });

  it('follows the options of the plateau', () => {
    expect(sceneOf(stalled, { plateauLength: 7 }).goal.bracket).toBeNull();
    expect(sceneOf(stalled, { plateauEpsilon: 0.001 }).goal.bracket).not.toEqual(sceneOf(stalled).goal.bracket);
  });

  it('draws the reported LES only where it differs', () => {
    const reported = (lesReported: number) =>
      sceneOf(rowsOf('t1', [0.5, 0.5], { lesReported }))
        .chart('les')
        .lines.filter(({ dashed }) => dashed);
    expect(reported(0.5)).toHaveLength(0);
    expect(reported(0.4)).toHaveLength(1);
  });

  it('steps the target where it moved', () => {
    const rows = rowsOf('t1', [0.4, 0.6, 0.6]).map((row, i) => ({ ...row, goalTarget: [0.8, 0.8, 0.5][i] }));
    const { goal } = sceneOf(rows);
    expect(goal.targets[0].length / 2).toBe(4);
    expect(goal.notes[0].text).toBe('target now 0.50');
  });

  it('has a place for scores outside 0 to 1', () => {
    const { goal } = sceneOf(rowsOf('t1', [-0.25, 1.75, 0.8]));
    const [, low, , high] = goal.lines[0].path;
    expect(low).toBeLessThanOrEqual(goal.row.plotBottom);
    expect(high).toBeGreaterThanOrEqual(goal.row.plotTop);
  });

  it('draws a target of 0 and no colours of effectiveness', () => {
    const { goal } = sceneOf(rowsOf('t1', [0.5, 0.5], { goalTarget: 0 }));
    expect(goal.targets).toHaveLength(1);
    expect(goal.effectiveness).toBeNull();
  });

  it('still draws tokens where no score is reported', () => {
    const { goal, chart } = sceneOf(rowsOf('t1', [null, null]));
    expect(goal.row.plotted).toBe(false);
    expect(chart('tokens').bars).toHaveLength(2);
  });
});

describe('several loops', () => {
  it('labels a few at their ends with name, score and outcome', () => {
    const { labels } = sceneOf([...rowsOf('aaa111', [0.5]), ...rowsOf('aaa222', [0.9], { outcome: 'success' })]);
    const goal = labels.filter(({ key }) => key.startsWith('goal'));
    expect(goal.map(({ suffix, value, word }) => [suffix, value, word])).toEqual(
      expect.arrayContaining([
        ['aaa111', '0.50', 'failure'],
        ['aaa222', '0.90', 'success'],
      ])
    );
  });

  it('dashes the second of two lines that have one colour, and says so at its end', () => {
    const pair = (outcome: string) =>
      sceneOf([...rowsOf('aaa111', [0.5, 0.6]), ...rowsOf('aaa222', [0.7, 0.9], { outcome })]);
    const same = pair('failure');
    expect(same.goal.lines.filter(({ dashed }) => dashed)).toHaveLength(1);
    expect(same.goal.lines).toHaveLength(2);
    expect(same.labels.filter(({ dashed }) => dashed).every(({ loop }) => loop === 1)).toBe(true);
    expect(same.labels.some(({ dashed }) => dashed)).toBe(true);
    expect(pair('success').goal.lines.map(({ dashed }) => dashed)).toEqual([false, false]);
  });

  it('draws a band and median from nine loops on, unless told otherwise', () => {
    expect(sceneOf(many(8)).goal.bandShape).toBeNull();
    expect(sceneOf(many(9)).goal.bandShape).not.toBeNull();
    expect(sceneOf(many(9), { band: 'off' }).goal.bandShape).toBeNull();
    expect(sceneOf(many(2), { band: 'on' }).goal.bandShape).not.toBeNull();
  });

  it('keeps loops that miss their target, on top, when only some are drawn', () => {
    const rows = many(12, (i) => ({ goalTarget: i < 3 ? 0.9 : 0.1 }));
    const { view } = sceneOf(rows, { maxLoops: 4 });
    expect(view.drawn).toHaveLength(4);
    expect(view.drawn.slice(1).every((i) => view.misses[i])).toBe(true);
    expect(view.misses[view.drawn[0]]).toBe(false);
  });

  it('names up to three targets, else the lowest and the highest', () => {
    const texts = (targets: number[]) =>
      sceneOf(many(targets.length, (i) => ({ goalTarget: targets[i] }))).goal.notes.map(({ text }) => text);
    expect(texts([0.7, 0.9, 0.7])).toEqual(['target 0.70', 'target 0.90']);
    expect(texts([0.5, 0.6, 0.7, 0.9])).toEqual(['lowest target 0.50', 'highest target 0.90']);
  });

  it('names targets beside the title where there is room, else below the curves', () => {
    const rows = many(12, (i) => ({ goalTarget: [0.7, 0.8, 0.9][i % 3] }));
    const named = (width: number) => {
      const { goal } = sceneOf(rows, {}, width, 220);
      return { row: goal.row, note: goal.notes.find(({ text }) => text === 'targets 0.70, 0.80, 0.90') };
    };
    const wide = named(900);
    expect(wide.note?.y).toBeLessThan(wide.row.plotTop);
    const narrow = named(340);
    expect(narrow.note?.y).toBeGreaterThan((narrow.row.plotTop + narrow.row.plotBottom) / 2);
  });
});

it('hands the canvas no more points than pixels can show', () => {
  const wave = (n: number) => Array.from({ length: n }, (_, i) => 0.5 + Math.sin(i) / 10);
  const crowd = Array.from({ length: 200 }, (_, i) => rowsOf(`trace-${i}`, wave(100))).flat();
  const sizes = [crowd, rowsOf('long', wave(10_000))].map((rows) =>
    sceneOf(rows).scene.charts.reduce(
      (sum, { lines }) => sum + lines.reduce((all, { path }) => all + path.length, 0),
      0
    )
  );
  // Points handed to the canvas: all of the crowd, four a pixel column and line of the long one.
  expect(sizes[0]).toBeLessThan(3 * 203 * 100 * 2 + 10_000);
  expect(sizes[1]).toBeLessThan(900 * 4 * 2 * 5);
});
