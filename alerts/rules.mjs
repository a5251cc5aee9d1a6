/**
 * The alert rules, once for both Prometheus and Grafana: `node scripts/alert-rules.mjs` writes the files that each of them reads.
 * A rule fires while `expr` is beyond `threshold` for the time of `for`.
 */

/** What to change first: budgets and thresholds of the place where the loops run. */
export const LIMITS = {
  /** Tokens a day that one loop name may take in one environment. */
  tokensPerDay: 20_000_000,
  /** US dollars a day that one loop name may cost in one environment. */
  costPerDay: 50,
  /** Cumulative LES below which a loop that misses its target is reported. */
  les: 0.6,
  /** Share of loops that may fail within an hour. */
  failureRatio: 0.3,
  /** Loops that must have ended within that hour for the share to mean something. */
  failureSample: 5,
  /** Seconds without a sign of life after which an emitter is silent. */
  silence: 3600,
  /** Loops of this name that must have ended within a day for silence to be news. */
  silenceSample: 10,
};

const BY_LOOP = 'loop, environment';
const STUCK = 'no_progress|repeated_tool_call_exact_input|empty_result_loop|retry_storm|stale_running';

/** A day's budget against what is burnt: the smaller of two windows, so that a short peak and an old one do not count. */
function burn(metric, perDay, long, short) {
  const rate = (window) => `sum by (${BY_LOOP}) (rate(${metric}[${window}])) * 86400 / ${perDay}`;
  return `(${rate(long)} <= ${rate(short)}) or ${rate(short)}`;
}

const burnRules = (what, unit, metric, perDay) =>
  [
    { pace: 'fast', times: 10, long: '1h', short: '5m', for: '2m', severity: 'critical' },
    { pace: 'slow', times: 3, long: '6h', short: '30m', for: '15m', severity: 'warning' },
  ].map(({ pace, times, long, short, severity, for: time }) => ({
    alert: `Loopscope${what}Burn${pace === 'fast' ? 'Fast' : 'Slow'}`,
    expr: burn(metric, perDay, long, short),
    op: 'gt',
    threshold: times,
    for: time,
    severity,
    summary: `{{ $labels.loop }} burns ${unit} at {{ printf "%.1f" $value }} times its daily budget`,
    description: `Over ${long} and over ${short}, {{ $labels.loop }} ({{ $labels.environment }}) took more than ${times} times the ${unit} of its budget of ${perDay} a day.`,
    runbook: `${what.toLowerCase()}-burn`,
    link: 'loops',
  }));

export const RULES = [
  {
    alert: 'LoopscopeStuckLoop',
    expr: `max by (loop, environment, system, type, trace_id) (loopscope_attention_loop{type=~"${STUCK}"})`,
    op: 'gt',
    threshold: 0,
    for: '1m',
    severity: 'critical',
    summary: '{{ $labels.loop }} is stuck: {{ $labels.type }}',
    description:
      'The loop {{ $labels.trace_id }} of {{ $labels.loop }} ({{ $labels.environment }}) is running and no longer gets anywhere: {{ $labels.type }}.',
    runbook: 'stuck-loop',
    link: 'loop',
  },
  {
    alert: 'LoopscopeHandoffBounce',
    expr: 'max by (loop, environment, system, trace_id) (loopscope_attention_loop{type="handoff_bounce"})',
    op: 'gt',
    threshold: 0,
    for: '1m',
    severity: 'warning',
    summary: 'Agents of {{ $labels.loop }} hand over in circles',
    description:
      'In the loop {{ $labels.trace_id }} of {{ $labels.loop }} ({{ $labels.environment }}) control goes round the same agents.',
    runbook: 'handoff-bounce',
    link: 'loop',
  },
  {
    alert: 'LoopscopeSafetyViolation',
    // A series that was not there ten minutes ago began with what it tells.
    expr:
      'sum by (loop, environment, system) (increase(loopscope_safety_violations_total[10m]) > 0' +
      ' or (loopscope_safety_violations_total unless loopscope_safety_violations_total offset 10m))',
    op: 'gt',
    threshold: 0,
    for: '0s',
    severity: 'critical',
    summary: '{{ $labels.loop }} broke a safety rule',
    description:
      '{{ $labels.loop }} ({{ $labels.environment }}) recorded a safety violation within the last 10 minutes.',
    runbook: 'safety-violation',
    link: 'loops',
  },
  {
    alert: 'LoopscopeLesUnderTarget',
    expr: 'loopscope_les and on (loop, environment, system) (loopscope_goal_score < loopscope_goal_target)',
    op: 'lt',
    threshold: LIMITS.les,
    for: '10m',
    severity: 'warning',
    summary: '{{ $labels.loop }} misses its goal with an LES of {{ printf "%.2f" $value }}',
    description:
      'The newest loop of {{ $labels.loop }} ({{ $labels.environment }}) is under its goal target, and its cumulative effectiveness is low.',
    runbook: 'les-under-target',
    link: 'loops',
  },
  {
    alert: 'LoopscopeFailureRatio',
    expr:
      `sum by (${BY_LOOP}) (increase(loopscope_loops_total{outcome="failure"}[1h]))` +
      ` / (sum by (${BY_LOOP}) (increase(loopscope_loops_total[1h])) >= ${LIMITS.failureSample})`,
    op: 'gt',
    threshold: LIMITS.failureRatio,
    for: '5m',
    severity: 'warning',
    summary: '{{ humanizePercentage $value }} of the loops of {{ $labels.loop }} fail',
    description:
      'Of the loops of {{ $labels.loop }} ({{ $labels.environment }}) that ended within an hour, too many failed.',
    runbook: 'failure-ratio',
    link: 'loops',
  },
  ...burnRules('Token', 'tokens', 'loopscope_tokens_total', LIMITS.tokensPerDay),
  ...burnRules('Cost', 'US dollars', 'loopscope_cost_usd_total', LIMITS.costPerDay),
  {
    alert: 'LoopscopeSilentEmitter',
    expr:
      '(time() - loopscope_last_export_timestamp_seconds) and on (loop, environment, system)' +
      ` (sum by (loop, environment, system) (increase(loopscope_loops_total[24h])) >= ${LIMITS.silenceSample})`,
    op: 'gt',
    threshold: LIMITS.silence,
    for: '5m',
    severity: 'warning',
    summary: '{{ $labels.loop }} has been silent for {{ humanizeDuration $value }}',
    description:
      'Nothing was exported by {{ $labels.loop }} ({{ $labels.environment }}) for over an hour, though loops of this name ended again and again today.',
    runbook: 'silent-emitter',
    link: 'loops',
  },
  {
    alert: 'LoopscopeStoreDown',
    expr: 'loopscope_store_up',
    op: 'lt',
    threshold: 1,
    for: '5m',
    severity: 'critical',
    summary: 'The store of loops cannot be read',
    description:
      'The exporter at {{ $labels.instance }} cannot read its store; all other figures are those of the last time that it could.',
    runbook: 'store-down',
    link: 'home',
  },
];
