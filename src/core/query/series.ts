import { effectivenessOf, RunningMean } from '../scoring/les';
import type { LoopTable } from '../table/loopTable';
import { warningTypes } from '../warnings/ofTable';
import { createAccumulator, type Accumulator } from './aggregate';
import type { Buckets } from './interval';
import { canonicalKey, isIterationKey, loopValues, WARNING_KEY } from './loopColumns';
import { isPartKey, isPartMetric, partValues } from './parts';
import type { Aggregation, SeriesMetric } from './query';

/** How each metric is aggregated where a query does not say. */
export const NATURAL_AGGREGATION: Record<SeriesMetric, Aggregation> = {
  loops: 'sum',
  iterations: 'sum',
  goalScore: 'mean',
  effectiveness: 'mean',
  lesCumulative: 'mean',
  tokens: 'sum',
  costUsd: 'sum',
  durationMs: 'mean',
  successRatio: 'mean',
  warnings: 'sum',
  toolCalls: 'sum',
  toolFailRatio: 'mean',
  llmCalls: 'sum',
  handoffs: 'sum',
  iterationsToGoal: 'mean',
  tokensPerGoal: 'mean',
};

type Emit = (time: number, value: number, iteration: number) => void;

const NO_ITERATION = -1;

/** Metrics of whole loops stand at the loop's start. */
function loopMetric(metric: SeriesMetric, table: LoopTable, key: string): ((row: number) => number) | null {
  const { loops } = table;
  switch (metric) {
    case 'loops':
      return () => 1;
    case 'warnings':
      // Grouped by type, each group has one of them.
      return key === WARNING_KEY
        ? (row) => (warningTypes(table, row).length > 0 ? 1 : NaN)
        : (row) => warningTypes(table, row).length;
    case 'durationMs':
      return (row) => loops.endTime.get(row) - loops.startTime.get(row);
    case 'successRatio':
      return (row) => {
        const outcome = table.outcome(row);
        // A loop that is running, or of which no outcome is known, is neither a success nor a failure.
        return outcome === 'running' || outcome === 'unknown' ? NaN : outcome === 'success' ? 1 : 0;
      };
    case 'iterationsToGoal':
      return (row) => loops.iterationsToGoal.get(row);
    case 'llmCalls':
    case 'toolCalls':
    case 'handoffs':
      return (row) => loops[metric].get(row);
    case 'toolFailRatio':
      return (row) => (loops.toolCalls.get(row) > 0 ? loops.toolFailed.get(row) / loops.toolCalls.get(row) : NaN);
    case 'tokensPerGoal':
      return (row) => {
        const first = table.iterations.goalScore;
        const gained =
          loops.iterationCount.get(row) === 0
            ? NaN
            : loops.bestGoalScore.get(row) - first.get(loops.iterationStart.get(row));
        return gained > 0 ? loops.tokens.get(row) / (gained * 100) : NaN;
      };
    default:
      return null;
  }
}

/** Metrics of iterations stand where the iteration ended. */
function eachIterationValue(metric: SeriesMetric, table: LoopTable, row: number, emit: Emit): void {
  const { iterations, loops } = table;
  const les = new RunningMean();
  const start = loops.iterationStart.get(row);
  const end = start + loops.iterationCount.get(row);
  for (let at = start; at < end; at++) {
    const time = iterations.time.get(at);
    switch (metric) {
      case 'iterations':
        emit(time, 1, at);
        break;
      case 'goalScore':
      case 'tokens':
      case 'costUsd':
        emit(time, iterations[metric].get(at), at);
        break;
      default: {
        const effectiveness = effectivenessOf(iterations.goalScore.get(at), table.targetAt(row, at));
        const cumulative = les.add(effectiveness);
        emit(time, metric === 'effectiveness' ? effectiveness : cumulative, at);
      }
    }
  }
}

/** Metrics that only loops with steps can tell. */
const STEP_METRICS = new Set<SeriesMetric>(['toolCalls', 'toolFailRatio', 'llmCalls', 'handoffs']);

export const needsSteps = (metric: SeriesMetric) => STEP_METRICS.has(metric);

/** Counted things are 0 where there are none; means and quantiles are not known there. */
const isCount = (metric: SeriesMetric, aggregation: Aggregation) =>
  aggregation === 'count' ||
  (aggregation === 'sum' && (metric === 'loops' || metric === 'iterations' || metric === 'warnings'));

export interface SeriesGroup {
  /** The group's value; null where the loop has none, or nothing is grouped. */
  key: string | null;
  /** One a bucket; null where not known. */
  values: Array<number | null>;
}

/** One metric of many loops over time, a series for each value of the group. */
export function aggregateSeries(
  table: LoopTable,
  rows: number[],
  metric: SeriesMetric,
  aggregation: Aggregation,
  groupBy: string,
  buckets: Buckets
): SeriesGroup[] {
  const groups = new Map<string | null, Array<Accumulator | undefined>>();
  const add = (key: string | null, time: number, value: number) => {
    const bucket = Math.floor((time - buckets.start) / buckets.step);
    if (value !== value || !(bucket >= 0 && bucket < buckets.count)) {
      return;
    }
    let group = groups.get(key);
    if (group === undefined) {
      group = [];
      groups.set(key, group);
    }
    (group[bucket] ??= createAccumulator(aggregation)).add(value, time);
  };
  if (groupBy === '' && isCount(metric, aggregation)) {
    groups.set(null, []);
  }
  const key = canonicalKey(groupBy);
  const ofLoop = loopMetric(metric, table, key);
  for (const row of rows) {
    if (isPartKey(key) && isPartMetric(metric)) {
      const time = table.loops.startTime.get(row);
      partValues(table, row, metric, key).forEach((value, group) => add(group, time, value));
      continue;
    }
    const byIteration = isIterationKey(key) && ofLoop === null;
    const keys = groupBy === '' ? [null] : byIteration ? [] : groupKeys(table, row, key);
    const emit: Emit = (time, value, at) => {
      if (byIteration && at !== NO_ITERATION) {
        add(table.strings.at(table.iterations[key].get(at)), time, value);
      } else {
        for (const group of keys) {
          add(group, time, value);
        }
      }
    };
    if (ofLoop !== null) {
      emit(table.loops.startTime.get(row), ofLoop(row), NO_ITERATION);
    } else {
      eachIterationValue(metric, table, row, emit);
    }
  }
  const empty = isCount(metric, aggregation) ? 0 : null;
  return [...groups]
    .map(([group, accumulators]) => ({
      key: group,
      values: Array.from({ length: buckets.count }, (_, i) => {
        const value = accumulators[i]?.value();
        return value === undefined || value !== value ? empty : value;
      }),
    }))
    .sort((a, b) => compareKeys(a.key, b.key));
}

/** By code unit, so that every host sorts alike; what has no value comes last. */
function compareKeys(a: string | null, b: string | null): number {
  return a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1;
}

/** A loop with several values (metadata lists) counts in each of their groups. */
function groupKeys(table: LoopTable, row: number, key: string): Array<string | null> {
  const values = loopValues(table, row, key);
  return values.length === 0 ? [null] : values.map(String);
}
