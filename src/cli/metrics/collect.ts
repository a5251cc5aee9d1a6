import { OUTCOMES } from '../../core/model/loop';
import { WARNING_SEVERITY } from '../../core/model/warning';
import { loopHealth, warningTypes } from '../../core/warnings/ofTable';
import type { LoopTable } from '../../core/table/loopTable';
import type { Exemplar, Family, Sample } from './exposition';
import type { LabelSets, LoopLabels } from './labelSets';

/** Upper bounds of the buckets of a loop's final cumulative LES. */
const LES_BUCKETS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** Sums of one label set and what else tells a series apart, by the key of these labels. */
class Sums {
  private readonly series = new Map<string, { labels: Record<string, string>; value: number; exemplar?: Exemplar }>();

  /** Not known counts nothing. A zero makes the series known, so that its first increase is seen. */
  add(labels: Record<string, string>, value: number, exemplar?: Exemplar): void {
    if (Number.isNaN(value)) {
      return;
    }
    const key = Object.values(labels).join('\u0000');
    const found = this.series.get(key);
    if (found === undefined) {
      this.series.set(key, { labels, value, ...(value > 0 && exemplar ? { exemplar } : {}) });
    } else {
      found.value += value;
      if (value > 0 && exemplar !== undefined) {
        found.exemplar = exemplar;
      }
    }
  }

  samples(suffix: Sample['suffix']): Sample[] {
    return [...this.series.values()].map((each) => ({ suffix, ...each }));
  }
}

/** Figures of the newest loop of each label set. */
class Newest {
  private readonly rows = new Map<LoopLabels, { row: number; start: number }>();

  see(labels: LoopLabels, row: number, start: number): void {
    const known = this.rows.get(labels);
    const at = Number.isNaN(start) ? -Infinity : start;
    if (known === undefined || at >= known.start) {
      this.rows.set(labels, { row, start: at });
    }
  }

  samples(get: (row: number) => number): Sample[] {
    return [...this.rows].flatMap(([labels, { row }]) => {
      const value = get(row);
      return Number.isNaN(value) ? [] : [{ suffix: '' as const, labels: { ...labels }, value }];
    });
  }
}

/** Loops that are told one by one: their ids are new each time, so there are never more than this. */
const MAX_ATTENTION = 50;

const COUNTERS = {
  loopscope_iterations: 'Iterations of all loops, those under way included.',
  loopscope_tokens: 'Tokens that loops took, input and output together.',
  loopscope_cost_usd: 'What loops cost in US dollars, as reported or as estimated by the price table.',
  loopscope_llm_calls: 'Model calls.',
  loopscope_llm_failures: 'Model calls that failed.',
  loopscope_tool_calls: 'Tool calls that ran.',
  loopscope_tool_failures: 'Tool calls that failed.',
  loopscope_handoffs: 'Hops of control or work from one agent to another.',
  loopscope_safety_violations: 'Safety rules that loops broke.',
} as const;
const ENDED = OUTCOMES.filter((outcome) => outcome !== 'running');

type CounterName = keyof typeof COUNTERS;

/**
 * The metrics of all loops of a table, a series for each loop name, environment and system.
 * Counters are sums over what is in the table; `Monotonic` keeps them from falling.
 * Times are seconds since the epoch.
 */
export function collectMetrics(table: LoopTable, labelSets: LabelSets): Family[] {
  const { loops } = table;
  const finished = new Sums();
  const running = new Sums();
  const counters = new Map<CounterName, Sums>();
  const exported = new Map<LoopLabels, number>();
  const newest = new Newest();
  const les = new Histogram(LES_BUCKETS);
  const warned = new Sums();
  const warnedRunning = new Sums();
  const attention: Sample[] = [];

  const count = (name: CounterName, labels: Record<string, string>, value: number, exemplar?: Exemplar) => {
    const sums = counters.get(name) ?? new Sums();
    counters.set(name, sums);
    sums.add(labels, value, exemplar);
  };

  for (const row of table.liveRows()) {
    const labels = labelSets.of({
      loop: table.text(row, 'loop') ?? '',
      environment: table.text(row, 'env') ?? '',
      system: table.system(row),
    });
    const outcome = table.outcome(row);
    const end = loops.endTime.get(row);
    const exemplar = (value: number): Exemplar => ({
      labels: { trace_id: table.traceIds[row] },
      value,
      timestamp: Number.isNaN(end) ? null : end / 1000,
    });
    running.add({ ...labels }, outcome === 'running' ? 1 : 0);
    for (const each of ENDED) {
      // All outcomes from the first loop on: an increase is seen only in a series that was there before.
      finished.add({ ...labels, outcome: each }, 0);
    }
    if (outcome !== 'running') {
      finished.add({ ...labels, outcome }, 1, exemplar(1));
      const final = loops.lesCumulative.get(row);
      les.observe(labels, final, exemplar(final));
    }
    for (const type of warningTypes(table, row)) {
      const severity = WARNING_SEVERITY[type];
      const isRunning = outcome === 'running';
      warned.add({ ...labels, type, severity }, 1, exemplar(1));
      // With a zero once the loop has ended, so that what fired on it is seen to be over.
      warnedRunning.add({ ...labels, type }, isRunning ? 1 : 0);
      if (isRunning && severity !== 'info') {
        const trace = { trace_id: table.traceIds[row] };
        attention.push({ suffix: '', labels: { ...labels, type, severity, ...trace }, value: 1 });
      }
    }
    newest.see(labels, row, loops.startTime.get(row));
    exported.set(labels, Math.max(exported.get(labels) ?? -Infinity, lastSign(table, row)));
    count('loopscope_iterations', { ...labels }, loops.iterationCount.get(row));
    count('loopscope_tokens', { ...labels }, loops.tokens.get(row), exemplar(loops.tokens.get(row)));
    const cost = loops.costUsd.get(row);
    const basis = loops.costBasis.get(row) === 1 ? 'estimated' : 'reported';
    count('loopscope_cost_usd', { ...labels, basis }, cost, exemplar(cost));
    count('loopscope_llm_calls', { ...labels }, loops.llmCalls.get(row));
    count('loopscope_llm_failures', { ...labels }, loops.llmFailed.get(row), exemplar(loops.llmFailed.get(row)));
    count('loopscope_tool_calls', { ...labels }, loops.toolCalls.get(row));
    count('loopscope_tool_failures', { ...labels }, loops.toolFailed.get(row), exemplar(loops.toolFailed.get(row)));
    count('loopscope_handoffs', { ...labels }, loops.handoffs.get(row));
    const violations = loops.violationCount.get(row);
    count('loopscope_safety_violations', { ...labels }, violations, exemplar(violations));
  }

  return [
    {
      name: 'loopscope_loops',
      type: 'counter',
      help: 'Loops that ended, by outcome.',
      samples: finished.samples('_total'),
    },
    {
      name: 'loopscope_running_loops',
      type: 'gauge',
      help: 'Loops that have begun and not ended.',
      samples: running.samples(''),
    },
    ...(Object.keys(COUNTERS) as CounterName[]).map((name): Family => ({
      name,
      type: 'counter',
      ...(name === 'loopscope_cost_usd' ? { unit: 'usd' } : {}),
      help: COUNTERS[name],
      samples: counters.get(name)?.samples('_total') ?? [],
    })),
    {
      name: 'loopscope_warnings',
      type: 'counter',
      help: 'Loops in which a type of warning was found.',
      samples: warned.samples('_total'),
    },
    {
      name: 'loopscope_running_loops_with_warning',
      type: 'gauge',
      help: 'Running loops in which a type of warning is found now.',
      samples: warnedRunning.samples(''),
    },
    {
      name: 'loopscope_attention_loop',
      type: 'gauge',
      help: 'A running loop that needs attention, the latest ones.',
      samples: attention.slice(-MAX_ATTENTION),
    },
    {
      name: 'loopscope_health',
      type: 'gauge',
      help: 'Health of the newest loop, 0 to 100: what its warnings leave of 100.',
      samples: newest.samples((row) => loopHealth(table, row)),
    },
    gauge('loopscope_goal_score', 'Goal score at the last iteration of the newest loop.', newest, loops.goalScore),
    gauge('loopscope_goal_target', 'Goal target of the newest loop.', newest, loops.targetScore),
    gauge(
      'loopscope_effectiveness',
      'Effectiveness (goal score against target, 0 to 1) of the newest loop.',
      newest,
      loops.effectiveness
    ),
    gauge('loopscope_les', 'Cumulative loop effectiveness score of the newest loop.', newest, loops.lesCumulative),
    {
      name: 'loopscope_loop_les',
      type: 'histogram',
      help: 'Cumulative loop effectiveness score of loops at their end.',
      samples: les.samples(),
    },
    {
      name: 'loopscope_last_export_timestamp_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'When a loop last gave a sign of life: the latest time in its telemetry.',
      samples: [...exported].flatMap(([labels, at]) =>
        Number.isFinite(at) ? [{ suffix: '' as const, labels: { ...labels }, value: at / 1000 }] : []
      ),
    },
    {
      name: 'loopscope_overflow_label_sets',
      type: 'gauge',
      help: 'Loop names, environments and systems beyond the cap, which share the label _overflow.',
      samples: [{ suffix: '', labels: {}, value: labelSets.overflow }],
    },
  ];
}

function gauge(name: string, help: string, newest: Newest, column: { get(row: number): number }): Family {
  return { name, type: 'gauge', help, samples: newest.samples((row) => column.get(row)) };
}

/** The latest time that a loop tells of: its end, its last iteration or its start (ms). */
function lastSign(table: LoopTable, row: number): number {
  const { startTime, endTime, iterationStart, iterationCount } = table.loops;
  const first = iterationStart.get(row);
  let latest = -Infinity;
  for (const time of [startTime.get(row), endTime.get(row)]) {
    latest = time > latest ? time : latest;
  }
  for (let i = first; i < first + iterationCount.get(row); i++) {
    const time = table.iterations.time.get(i);
    latest = time > latest ? time : latest;
  }
  return latest;
}

class Histogram {
  private readonly series = new Map<
    LoopLabels,
    { counts: number[]; sum: number; exemplars: Array<Exemplar | undefined> }
  >();

  constructor(private readonly bounds: number[]) {}

  observe(labels: LoopLabels, value: number, exemplar: Exemplar): void {
    if (Number.isNaN(value)) {
      return;
    }
    const found = this.series.get(labels) ?? {
      counts: new Array<number>(this.bounds.length + 1).fill(0),
      sum: 0,
      exemplars: [],
    };
    this.series.set(labels, found);
    const at = this.bounds.findIndex((bound) => value <= bound);
    const bucket = at < 0 ? this.bounds.length : at;
    found.counts[bucket]++;
    found.exemplars[bucket] = exemplar;
    found.sum += value;
  }

  samples(): Sample[] {
    return [...this.series].flatMap(([labels, { counts, sum, exemplars }]): Sample[] => {
      let total = 0;
      const buckets = counts.map((count, i): Sample => {
        total += count;
        const le = i < this.bounds.length ? this.bounds[i].toFixed(1) : '+Inf';
        const exemplar = exemplars[i];
        return {
          suffix: '_bucket',
          labels: { ...labels, le },
          value: total,
          ...(exemplar === undefined ? {} : { exemplar }),
        };
      });
      return [
        ...buckets,
        { suffix: '_sum', labels: { ...labels }, value: sum },
        { suffix: '_count', labels: { ...labels }, value: total },
      ];
    });
  }
}
