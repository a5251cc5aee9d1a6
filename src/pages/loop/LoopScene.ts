import {
  SceneDataTransformer,
  SceneObjectBase,
  SceneObjectUrlSyncConfig,
  SceneQueryRunner,
  SceneRefreshPicker,
  SceneTimeRange,
  VizPanel,
  type SceneObjectState,
  type SceneObjectUrlValues,
} from '@grafana/scenes';
import { DATA_SOURCE_TYPE, pageQuery } from '../data/queries';
import { REFRESH_INTERVALS } from '../loops/LoopsScene';
import { linkIterations } from './linkIterations';
import { LoopView } from './LoopView';

export const TABS = ['overview', 'iterations', 'agents', 'transcript', 'document'] as const;
export type TabId = (typeof TABS)[number];

export interface LoopSceneState extends SceneObjectState {
  /** Uid of the data source. */
  ds: string;
  /** The loop's trace id. */
  id: string;
  /** The iteration that is open. */
  iteration: number | null;
  /** The step that is open in it: a span id, or empty. */
  span: string;
  tab: TabId;
  refresh: SceneRefreshPicker;
  convergence: VizPanel;
  trace: VizPanel;
}

export const REF = { loops: 'loops', iterations: 'iterations', warnings: 'warnings' } as const;

/** The page of one loop; which one, at what iteration and under which tab is in the address. */
export class LoopScene extends SceneObjectBase<LoopSceneState> {
  static Component = LoopView;

  protected override _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['ds', 'id', 'iteration', 'span', 'tab'] });

  constructor(ds: string, id: string) {
    super({
      ds,
      id,
      iteration: null,
      span: '',
      tab: 'overview',
      $timeRange: new SceneTimeRange({ from: 'now-24h', to: 'now' }),
      $data: new SceneQueryRunner({ queries: [] }),
      refresh: new SceneRefreshPicker({ refresh: '', intervals: REFRESH_INTERVALS, isOnCanvas: true, withText: true }),
      convergence: new VizPanel({
        key: 'convergence',
        title: 'Convergence',
        pluginId: 'loopscope-convergence-panel',
        options: { charts: ['goal', 'les', 'tokens', 'cost'] },
        fieldConfig: { defaults: {}, overrides: [] },
      }),
      trace: new VizPanel({
        key: 'trace',
        title: 'Iterations',
        pluginId: 'loopscope-trace-panel',
        options: {},
        fieldConfig: { defaults: {}, overrides: [] },
      }),
    });
    this.state.convergence.setState({
      $data: new SceneDataTransformer({ transformations: [linkIterations(this)] }),
    });
    this.addActivationHandler(() => {
      this.ask();
      this.openTrace();
      this._subs.add(
        this.subscribeToState((next, last) => {
          if (next.ds !== last.ds || next.id !== last.id) {
            this.main().setState({ data: undefined });
            this.ask();
          }
          if (next.iteration !== last.iteration || next.span !== last.span) {
            this.openTrace();
          }
        })
      );
    });
  }

  private openTrace() {
    const { trace, iteration, span } = this.state;
    trace.setState({ options: { ...trace.state.options, openIteration: iteration, openSpan: span } });
  }

  main(): SceneQueryRunner {
    const { $data } = this.state;
    if (!($data instanceof SceneQueryRunner)) {
      throw new Error('The page of a loop has lost its queries.');
    }
    return $data;
  }

  readonly ask = () => {
    const { ds, id } = this.state;
    if (ds === '' || id === '') {
      return;
    }
    this.main().setState({
      datasource: { uid: ds, type: DATA_SOURCE_TYPE },
      queries: [
        pageQuery(REF.loops, { queryType: 'loops', traceId: id }),
        pageQuery(REF.iterations, { queryType: 'iterations', traceId: id }),
        pageQuery(REF.warnings, { queryType: 'warnings', traceId: id }),
      ],
    });
    this.main().runQueries();
  };

  readonly onCancel = () => this.main().cancelQuery();

  /** Each step can be gone back from. */
  readonly onChange = (part: Partial<Pick<LoopSceneState, 'iteration' | 'span' | 'tab'>>) =>
    this._urlSync.performBrowserHistoryAction(() => this.setState(part));

  getUrlState(): SceneObjectUrlValues {
    const { ds, id, iteration, span, tab } = this.state;
    return {
      ds: ds || null,
      id: id || null,
      iteration: iteration === null ? null : String(iteration),
      span: span || null,
      tab: tab === 'overview' ? null : tab,
    };
  }

  updateFromUrl(values: SceneObjectUrlValues) {
    const next: Partial<LoopSceneState> = {};
    const one = (key: string) => {
      const value = values[key];
      return (Array.isArray(value) ? value[0] : value) ?? '';
    };
    if (one('ds') !== '') {
      next.ds = one('ds');
    }
    if (one('id') !== '') {
      next.id = one('id');
    }
    if ('iteration' in values) {
      next.iteration = /^-?\d{1,9}$/.test(one('iteration')) ? Number(one('iteration')) : null;
    }
    if ('span' in values) {
      next.span = one('span');
    }
    if ('tab' in values) {
      next.tab = TABS.find((tab) => tab === one('tab')) ?? 'overview';
    }
    this.setState(next);
  }
}
