import { LoadingState, getDefaultTimeRange } from '@grafana/data';
import {
  SceneDataNode,
  SceneObjectBase,
  SceneObjectUrlSyncConfig,
  SceneQueryRunner,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
  VizPanel,
  type SceneObjectState,
  type SceneObjectUrlValues,
} from '@grafana/scenes';
import { DATA_SOURCE_TYPE, pageQuery } from '../data/queries';
import { REFRESH_INTERVALS } from '../loops/LoopsScene';
import { CompareView } from './CompareView';

export interface CompareSceneState extends SceneObjectState {
  /** Uid of the data source. */
  ds: string;
  /** Trace ids; `b` empty is the median of the loops of the same name. */
  a: string;
  b: string;
  time: SceneTimePicker;
  refresh: SceneRefreshPicker;
  chart: VizPanel;
  /** What the chart draws: the loops, or one and the median of its kind. */
  drawn: SceneDataNode;
}

/** RefIds of the queries of the page. */
export const REF = { loopA: 'loopA', loopB: 'loopB', iterationsA: 'iterationsA', iterationsB: 'iterationsB' } as const;

/** Two loops side by side; which ones is in the address. */
export class CompareScene extends SceneObjectBase<CompareSceneState> {
  static Component = CompareView;

  protected override _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['ds', 'a', 'b'] });

  constructor(ds: string, a: string, b: string) {
    const drawn = new SceneDataNode({
      data: { state: LoadingState.NotStarted, series: [], timeRange: getDefaultTimeRange() },
    });
    super({
      drawn,
      ds,
      a,
      b,
      $timeRange: new SceneTimeRange({ from: 'now-7d', to: 'now' }),
      $data: new SceneQueryRunner({ queries: [] }),
      time: new SceneTimePicker({ isOnCanvas: true }),
      refresh: new SceneRefreshPicker({ refresh: '', intervals: REFRESH_INTERVALS, isOnCanvas: true }),
      chart: new VizPanel({
        key: 'chart',
        $data: drawn,
        title: 'Convergence',
        pluginId: 'loopscope-convergence-panel',
        options: { charts: ['goal', 'les', 'tokens', 'cost'] },
        fieldConfig: { defaults: {}, overrides: [] },
      }),
    });
    this.addActivationHandler(() => {
      this.ask();
      this._subs.add(
        this.subscribeToState((next, last) => {
          if (next.ds !== last.ds || next.a !== last.a || next.b !== last.b) {
            this.main().setState({ data: undefined });
            this.ask();
          }
        })
      );
    });
  }

  main(): SceneQueryRunner {
    const { $data } = this.state;
    if (!($data instanceof SceneQueryRunner)) {
      throw new Error('The page that compares loops has lost its queries.');
    }
    return $data;
  }

  readonly ask = () => {
    const { ds, a, b } = this.state;
    if (ds === '' || a === '') {
      return;
    }
    const second = b === '' ? [] : [pageQuery(REF.loopB, { queryType: 'loops', traceId: b })];
    const iterations = b === '' ? [] : [pageQuery(REF.iterationsB, { queryType: 'iterations', traceId: b })];
    this.main().setState({
      datasource: { uid: ds, type: DATA_SOURCE_TYPE },
      queries: [
        pageQuery(REF.loopA, { queryType: 'loops', traceId: a }),
        ...second,
        pageQuery(REF.iterationsA, { queryType: 'iterations', traceId: a }),
        ...iterations,
      ],
    });
    this.main().runQueries();
  };

  /** Each choice can be gone back from. */
  readonly onChange = (part: Partial<Pick<CompareSceneState, 'ds' | 'a' | 'b'>>) =>
    this._urlSync.performBrowserHistoryAction(() => this.setState(part));

  getUrlState(): SceneObjectUrlValues {
    const { ds, a, b } = this.state;
    return { ds: ds || null, a: a || null, b: b || null };
  }

  updateFromUrl(values: SceneObjectUrlValues) {
    const next: Partial<CompareSceneState> = {};
    for (const key of ['ds', 'a', 'b'] as const) {
      if (key in values) {
        const value = values[key];
        const text = (Array.isArray(value) ? value[0] : value) ?? '';
        if (key !== 'ds' || text !== '') {
          next[key] = text;
        }
      }
    }
    this.setState(next);
  }
}
