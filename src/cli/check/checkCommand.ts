import { writeFileSync } from 'node:fs';
import { lastValueFrom } from 'rxjs';
import { WARNING_TYPES } from '../../core/model/warning';
import { completeQuery } from '../../core/query/defaults';
import type { LoopFilter, QueryType, TimeRange } from '../../core/query/query';
import type { QueryEngine } from '../../engine/engine';
import { openStore } from '../openStore';
import { parseFilter, parseTime } from '../queryCommand';
import { readingOptions } from '../readingOptions';
import { engineOf, oneOf, type StoreArguments } from '../storeArguments';
import { UsageError } from '../usageError';
import { checkBaseline } from './baseline';
import { readFigures, readWarnings, type LoopFigures } from './figures';
import { formatReport, REPORT_FORMATS } from './report';
import { checkBounds, type Bounds, type Verdict } from './rules';

export interface CheckOptions extends StoreArguments {
  filter: string[];
  from?: string;
  to?: string;
  minLes?: string;
  minGoal?: string;
  minHealth?: string;
  minSuccess?: string;
  maxCost?: string;
  maxTokens?: string;
  maxIterations?: string;
  maxToolFailures?: string;
  maxTotalCost?: string;
  maxTotalTokens?: string;
  /** Types of warnings; commander reads `--no-warning` as the negation of `--warning`. */
  warning: string[];
  baseline?: string;
  tolerance: string;
  strict: boolean;
  allowEmpty: boolean;
  format: string;
  output?: string;
}

function bound(text: string | undefined, option: string, max = Infinity): number | null {
  if (text === undefined) {
    return null;
  }
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= 0 && value <= max && Number.isFinite(value))) {
    const range = max === Infinity ? 'of 0 or more' : `from 0 to ${max}`;
    throw new UsageError(`${option} ${text} is no number ${range}.`);
  }
  return value;
}

/** `5%` or `0.05` */
export function parseTolerance(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim());
  if (match === null) {
    throw new UsageError(`--tolerance ${text} is no share; write it as 5% or 0.05.`);
  }
  return Number(match[1]) / (match[2] === '%' ? 100 : 1);
}

function readBounds(options: CheckOptions): Bounds {
  return {
    minLes: bound(options.minLes, '--min-les', 1),
    minGoal: bound(options.minGoal, '--min-goal'),
    minHealth: bound(options.minHealth, '--min-health', 100),
    maxCost: bound(options.maxCost, '--max-cost'),
    maxTokens: bound(options.maxTokens, '--max-tokens'),
    maxIterations: bound(options.maxIterations, '--max-iterations'),
    maxToolFailures: bound(options.maxToolFailures, '--max-tool-failures', 1),
    maxTotalCost: bound(options.maxTotalCost, '--max-total-cost'),
    maxTotalTokens: bound(options.maxTotalTokens, '--max-total-tokens'),
    minSuccess: bound(options.minSuccess, '--min-success', 1),
    noWarnings: options.warning.map((type) => oneOf(type, ['any', ...WARNING_TYPES], '--no-warning')),
    strict: options.strict,
  };
}

async function askAll(engine: QueryEngine, queryType: QueryType, filters: LoopFilter[], range: TimeRange, now: number) {
  const query = completeQuery({ queryType, filters, limit: Infinity });
  return lastValueFrom(engine.query(query, { range, intervalMs: 1, maxDataPoints: 1, requestedAt: now }));
}

/** What nothing was read of cannot pass a gate. */
function checkNotEmpty(loops: LoopFigures[], { store, allowEmpty }: CheckOptions): Verdict[] {
  return loops.length > 0 || allowEmpty
    ? []
    : [
        {
          rule: 'loops',
          loop: null,
          outcome: 'failed',
          text: `no loop was found in ${store}; give --allow-empty where that is fine`,
        },
      ];
}

/** Checks the loops of a store against bounds and a baseline, and prints what failed. 1 where something did. */
export async function runCheck(options: CheckOptions): Promise<number> {
  const format = oneOf(options.format, REPORT_FORMATS, '--format');
  const bounds = readBounds(options);
  const tolerance = parseTolerance(options.tolerance);
  const asked = Object.values(bounds).some((value) => typeof value === 'number') || bounds.noWarnings.length > 0;
  if (!asked && options.baseline === undefined) {
    throw new UsageError('Nothing is asked for; give a bound such as --min-les 0.8, a --no-warning, or a --baseline.');
  }
  const now = Date.now();
  const range = { from: parseTime(options.from, '--from', now), to: parseTime(options.to, '--to', now) };
  const filters = options.filter.map(parseFilter);
  const engine = engineOf(options);
  const answer = await askAll(engine, 'loops', filters, range, now);
  const loops = readFigures(answer.frames);
  const warnings =
    bounds.noWarnings.length === 0 ? [] : readWarnings((await askAll(engine, 'warnings', filters, range, now)).frames);
  const verdicts = [...checkNotEmpty(loops, options), ...checkBounds(loops, warnings, bounds)];
  if (options.baseline !== undefined) {
    const before = await askAll(
      openStore(options.baseline, readingOptions(options)),
      'loops',
      filters,
      { from: null, to: null },
      now
    );
    verdicts.push(...checkBaseline(loops, readFigures(before.frames), tolerance));
  }
  const text = `${formatReport({ store: options.store, loops, verdicts }, format)}\n`;
  if (options.output === undefined) {
    process.stdout.write(text);
  } else {
    writeFileSync(options.output, text);
    process.stdout.write(`${formatReport({ store: options.store, loops, verdicts }, 'table')}\n`);
  }
  for (const { severity, text: notice } of answer.notices) {
    if (severity !== 'info') {
      process.stderr.write(`${severity}: ${notice}\n`);
    }
  }
  return verdicts.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
}
