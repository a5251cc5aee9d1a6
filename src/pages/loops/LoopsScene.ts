import {
  SceneObjectBase,
  SceneObjectUrlSyncConfig,
  SceneQueryRunner,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
  VizPanel,
  sceneGraph,
  type SceneObject,
  type SceneObjectState,
  type SceneObjectUrlValues,
} from '@grafana/scenes';
import type { LoopscopeQuery } from '../../datasource/types';
import { DATA_SOURCE_TYPE, iterationsQuery, loopsQuery, tokensPerGoalQuery } from '../data/queries';
import { save } from '../data/saved';
import { FACETS, NO_CHOICE, hasChoice, toFilters, type FacetChoice, type FacetKey } from './facets';
import { GROUP_KEYS, type GroupKey } from './groups';
import { LoopsView } from './LoopsView';
import { DEFAULT_SORT, readSort, writeSort, type Sort } from './sorting';

export const REFRESH_INTERVALS = ['5s', '10s', '30s', '1m', '5m', '15m'];

export interface LoopsSceneState extends SceneObjectState {
  /** Uid of the data source. */
  ds: string;
  choice: FacetChoice;
  group: GroupKey | '';
  sort: Sort;
  clock: SceneObject[];
  convergence: VizPanel;
  strips: VizPanel;
  /** What no panel draws: one figure, and all loops of the range for the counts of facets while some are chosen. */
  side: SceneQueryRunner;
}

/** Queries by refId: loops, their iterations, and the one figure that needs both. */
export const REF = { loops: 'loops', iterations: 'iterations', tokensPerGoal: 'tokensPerGoal' } as const;
/** What is drawn of them, where it is less than all. */
export const PARTS = { [REF.iterations]: 'Convergence and strips' };

/** The page of loops: what is chosen is in the address, what is shown comes from three readings of one store. */
export class LoopsScene extends SceneObjectBase<LoopsSceneState> {
  static Component = LoopsView;

  protected override _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['ds', ...FACETS, 'by', 'sort'] });

  /** The range before this one, for what has changed; outside of the scene, so that its range is not in the address. */
  readonly before = new SceneQueryRunner({ queries: [], $timeRange: new SceneTimeRange({}) });

  constructor(ds: string) {
    super({
      ds,
      choice: NO_CHOICE,
      group: '',
      sort: DEFAULT_SORT,
      $timeRange: new SceneTimeRange({ from: 'now-24h', to: 'now' }),
      $data: new SceneQueryRunner({ queries: [] }),
      clock: [
        new SceneTimePicker({ isOnCanvas: true }),
        new SceneRefreshPicker({ refresh: '', intervals: REFRESH_INTERVALS, isOnCanvas: true, withText: true }),
      ],
      convergence: new VizPanel({
        key: 'convergence',
        title: 'Convergence',
        pluginId: 'loopscope-convergence-panel',
        options: {},
        fieldConfig: { defaults: {}, overrides: [] },
      }),
      strips: new VizPanel({
        key: 'strips',
        title: 'Iterations, loop by loop',
        pluginId: 'loopscope-strips-panel',
        options: { columns: ['lesCumulative', 'reason'] },
        fieldConfig: { defaults: {}, overrides: [] },
      }),
      side: new SceneQueryRunner({ queries: [] }),
    });
    this.addActivationHandler(() => this.onActivate());
  }

  private onActivate() {
    const deactivate = [this.state.side.activate(), this.before.activate()];
    this.ask();
    this._subs.add(
      this.subscribeToState((next, last) => {
        if (next.ds !== last.ds) {
          [this.main(), next.side, this.before].forEach((runner) => runner.setState({ data: undefined }));
        }
        if (next.ds !== last.ds || next.choice !== last.choice) {
          this.ask();
          save({ dataSource: next.ds, choice: next.choice });
        }
      })
    );
    this._subs.add(sceneGraph.getTimeRange(this).subscribeToState(() => this.askBefore()));
    return () => deactivate.forEach((stop) => stop());
  }

  private ask() {
    const { ds, choice, side } = this.state;
    const filters = toFilters(choice);
    run(this.main(), ds, [loopsQuery(REF.loops, filters), iterationsQuery(REF.iterations, filters)]);
    run(side, ds, [
      tokensPerGoalQuery(REF.tokensPerGoal, filters),
      ...(hasChoice(choice) ? [loopsQuery(REF.loops, [])] : []),
    ]);
    this.askBefore();
  }

  private askBefore() {
    const { ds, choice } = this.state;
    const { from, to } = sceneGraph.getTimeRange(this).state.value;
    const begin = from.valueOf() - (to.valueOf() - from.valueOf());
    const iso = (ms: number) => new Date(ms).toISOString();
    if (!Number.isFinite(begin) || Math.abs(begin) > 8.64e15) {
      return;
    }
    this.before.setState({ $timeRange: new SceneTimeRange({ from: iso(begin), to: iso(from.valueOf()) }) });
    const filters = toFilters(choice);
    run(this.before, ds, [loopsQuery(REF.loops, filters), tokensPerGoalQuery(REF.tokensPerGoal, filters)]);
  }

  main(): SceneQueryRunner {
    const { $data } = this.state;
    if (!($data instanceof SceneQueryRunner)) {
      throw new Error('The page of loops has lost its queries.');
    }
    return $data;
  }

  /** Reads again from the start. */
  readonly onRetry = () => this.ask();

  readonly onCancel = () => {
    this.main().cancelQuery();
    this.state.side.cancelQuery();
    this.before.cancelQuery();
  };

  /** A choice is a step to go back from. */
  readonly onChange = (part: Partial<Pick<LoopsSceneState, 'ds' | 'choice' | 'group' | 'sort'>>) =>
    this._urlSync.performBrowserHistoryAction(() => this.setState(part));

  getUrlState(): SceneObjectUrlValues {
    const { ds, choice, group, sort } = this.state;
    const isDefault = writeSort(sort) === writeSort(DEFAULT_SORT);
    return { ...choice, ds: ds || null, by: group || null, sort: isDefault ? null : writeSort(sort) };
  }

  updateFromUrl(values: SceneObjectUrlValues) {
    const next: Partial<LoopsSceneState> = {};
    const one = (value: SceneObjectUrlValues[string]) => (Array.isArray(value) ? value[0] : value);
    if (typeof one(values.ds) === 'string') {
      next.ds = one(values.ds) ?? '';
    }
    const facets = FACETS.filter((key) => key in values);
    if (facets.length > 0) {
      const read = (key: FacetKey) => {
        const value = values[key];
        return value === null || value === undefined ? [] : [value].flat().slice(0, 50);
      };
      next.choice = { ...this.state.choice, ...Object.fromEntries(facets.map((key) => [key, read(key)])) };
    }
    if ('by' in values) {
      next.group = GROUP_KEYS.find((key) => key === one(values.by)) ?? '';
    }
    if ('sort' in values) {
      next.sort = readSort(one(values.sort));
    }
    this.setState(next);
  }
}

function run(runner: SceneQueryRunner, ds: string, queries: LoopscopeQuery[]) {
  if (ds !== '') {
    runner.setState({ queries, datasource: { uid: ds, type: DATA_SOURCE_TYPE } });
    runner.runQueries();
  }
}
