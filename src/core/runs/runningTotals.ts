import { MAX_EXEMPLARS, type LoomflowMetric, type MetricPoint } from '../formats/loomflowMetrics';
import type { SpanRecord } from '../formats/otlp/span';

interface HeldPoint extends MetricPoint {
  source: number;
}

/** What metrics tell of a whole run; what they do not tell of it alone is not there. */
export interface RunTold {
  inputTokens?: number;
  outputTokens?: number;
  /** US dollars. */
  costUsd?: number;
  toolFailed?: number;
  interrupted?: boolean;
  /** Which budget was used up. */
  reason?: string;
  /** The same by model. */
  byModel?: Map<string, ModelTold>;
  /** Failed calls by tool. */
  failedByTool?: Map<string, number>;
}

export type ModelTold = Partial<Record<'inputTokens' | 'outputTokens' | 'costUsd', number>>;

/** What a trace is known to hold, to see whether a total can be about it alone. */
export interface TraceFacts {
  traceId: string;
  sessions: ReadonlySet<string>;
  models: ReadonlySet<string>;
  /** Calls by tool. */
  tools: ReadonlyMap<string, number>;
  /** Runs in it, sub-agents' included. */
  runs: number;
  root: SpanRecord | null;
}

export interface Surroundings {
  own: TraceFacts;
  /** Other traces of the same process; null where they are too many to look at. */
  others: readonly TraceFacts[] | null;
  /** The processes that its spans name. */
  resources: ReadonlySet<string>;
  isShared(session: string): boolean;
}

/** Running totals of loomflow's metrics over OTLP, by series; of each the latest counts. */
export class RunningTotals {
  private readonly points = new Map<string, HeldPoint>();
  private readonly bySession = new Map<string, Set<string>>();
  private readonly byResource = new Map<string, Set<string>>();

  get isEmpty(): boolean {
    return this.points.size === 0;
  }

  /** True where the point is news. */
  add(point: MetricPoint, series: string, source: number): boolean {
    const known = this.points.get(series);
    if (known !== undefined && (known.time ?? 0) >= (point.time ?? 0)) {
      return false;
    }
    // Exemplars are of one collection each; what they were of stays true.
    const exemplars = [...point.exemplars, ...(known?.exemplars ?? [])].slice(0, MAX_EXEMPLARS);
    this.points.set(series, { ...point, exemplars, source });
    if (point.session !== null) {
      this.bySession.set(point.session, (this.bySession.get(point.session) ?? new Set()).add(series));
    }
    if (point.resource !== null) {
      this.byResource.set(point.resource, (this.byResource.get(point.resource) ?? new Set()).add(series));
    }
    return true;
  }

  dropSource(source: number): void {
    for (const [series, point] of this.points) {
      if (point.source === source) {
        this.points.delete(series);
        this.bySession.get(point.session ?? '')?.delete(series);
        this.byResource.get(point.resource ?? '')?.delete(series);
      }
    }
  }

  /** What the totals say of one run. */
  tell(around: Surroundings): RunTold {
    if (this.isEmpty) {
      return {};
    }
    const points = this.pointsAbout(around);
    return {
      ...readSums(points, around),
      ...readFailed(points, around),
      ...readEnd(points, around),
    };
  }

  private pointsAbout({ own, resources }: Surroundings): HeldPoint[] {
    const series = new Set<string>();
    own.sessions.forEach((session) => this.bySession.get(session)?.forEach((key) => series.add(key)));
    resources.forEach((resource) => this.byResource.get(resource)?.forEach((key) => series.add(key)));
    return [...series].sort().flatMap((key) => this.points.get(key) ?? []);
  }
}

const optional = <K extends string, V>(key: K, value: V | null): { [P in K]?: V } =>
  (value === null ? {} : { [key]: value }) as { [P in K]?: V };

const SUMS = [
  ['loom.tokens.input', 'inputTokens'],
  ['loom.tokens.output', 'outputTokens'],
  ['loom.cost.usd', 'costUsd'],
] as const;

function readSums(points: HeldPoint[], around: Surroundings): RunTold {
  const told: RunTold = {};
  const byModel = new Map<string, ModelTold>();
  for (const [metric, field] of SUMS) {
    const own = pointsOfRun(points, metric, around);
    if (own !== null) {
      told[field] = own.reduce((sum, { value }) => sum + value, 0);
      for (const { model, value } of own) {
        const sums = byModel.get(model ?? '') ?? {};
        byModel.set(model ?? '', { ...sums, [field]: (sums[field] ?? 0) + value });
      }
    }
  }
  return byModel.size === 0 ? told : { ...told, byModel };
}

/** Totals by session where they name it, else those of a process in which no other trace called the model. */
function pointsOfRun(points: HeldPoint[], metric: LoomflowMetric, around: Surroundings): HeldPoint[] | null {
  const { own, others, isShared } = around;
  const all = points.filter((point) => point.metric === metric);
  const ofSession = all.filter(({ session }) => session !== null && own.sessions.has(session));
  if (ofSession.length > 0) {
    const isOwn = ofSession.every(({ session }) => !isShared(session ?? ''));
    return isOwn ? ofSession : null;
  }
  const models = [...own.models];
  const isAlone = others !== null && models.every((model) => others.every((other) => !other.models.has(model)));
  const found = all.filter(({ session, model }) => session === null && model !== null && own.models.has(model));
  const isWhole = models.length > 0 && models.every((model) => found.some((point) => point.model === model));
  return isAlone && isWhole ? found : null;
}

/** Failed calls of the tools of a run; null unless the totals cover all calls of each and no other trace had a part. */
function readFailed(points: HeldPoint[], { own, others }: Surroundings): RunTold {
  const failedByTool = new Map<string, number>();
  for (const [tool, calls] of own.tools) {
    const all = points.filter((point) => point.metric === 'loom.tool.duration_ms' && point.tool === tool);
    const told = all.reduce((sum, { count }) => sum + count, 0);
    const bad = all.filter(({ ok }) => ok === false).reduce((sum, { count }) => sum + count, 0);
    const elsewhere = others?.reduce((sum, { tools }) => sum + (tools.get(tool) ?? 0), 0) ?? Infinity;
    const isNone = bad === 0 && told > 0 && told >= calls + elsewhere;
    if (!isNone && (elsewhere > 0 || told < calls)) {
      return {};
    }
    failedByTool.set(tool, Math.min(bad, calls));
  }
  const toolFailed = [...failedByTool.values()].reduce((sum, failed) => sum + failed, 0);
  return failedByTool.size === 0 ? {} : { toolFailed, failedByTool };
}

const END = 'loom.session.duration_ms';

/** Whether the run was cut short: told of its session, by a span open then, or of a process with no other run. */
function readEnd(points: HeldPoint[], { own, others, isShared }: Surroundings): RunTold {
  const { root } = own;
  const rootSession = root?.attributes.session_id;
  const isOnly = others !== null && others.every(({ runs }) => runs === 0) && own.runs === 1;
  const isOfRoot = ({ session, exemplars }: HeldPoint) =>
    root !== null &&
    (exemplars.some(({ traceId, spanId }) => spanId === root.spanId && traceId === root.traceId) ||
      (session !== null ? session === rootSession && !isShared(session) : isOnly));
  const ends = points.filter((point) => point.metric === END && isOfRoot(point));
  const reason = points.find((point) => point.metric === 'loom.budget.exceeded' && isOfRoot(point))?.reason ?? null;
  // A session that both ended well and was cut short had several runs: which is this one is not told.
  const words = new Set(ends.map(({ interrupted }) => interrupted));
  const [word] = words;
  const interrupted = words.size === 1 && word !== null ? word : null;
  return { ...optional('interrupted', interrupted), ...(interrupted === true ? optional('reason', reason) : {}) };
}
