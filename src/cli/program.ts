import { Command, CommanderError, Option } from 'commander';
import { runCheck, type CheckOptions } from './check/checkCommand';
import { runExport, type ExportOptions } from './metrics/exportCommand';
import { QueryError } from '../core/query/queryError';
import { StoreError } from '../stores/storeError';
import { plain } from './plain';
import { runEmit, type EmitOptions } from './emitCommand';
import { runQuery, type QueryOptions } from './queryCommand';
import { runServe, type ServeOptions } from './serve/serveCommand';
import { UsageError } from './usageError';
import { runValidate } from './validateCommand';

const collect = (value: string, previous: string[]) => [...previous, value];

/** Where loops are. */
const withStore = (command: Command) =>
  command
    .requiredOption('--store <path|url>', 'a file, a folder, a glob, - for standard input, or a URL')
    .option('--kind <kind>', 'auto, jsonl, tempo, jaeger or loki', 'auto')
    .option('--service <name>', 'of Jaeger, only loops of this service; may be given several times', collect, [])
    .option('--selector <selector>', 'of Loki, the streams that hold loops, such as {job="loops"}')
    .option('--tenant <id>', 'sent as X-Scope-OrgID to Tempo, Jaeger or Loki');

/** How they are read. */
const withReading = (command: Command) =>
  command
    .option('--target <score>', 'goal target of loops that name none (default: 0.8)')
    .option('--prices <file>', 'prices of models for loops that report no cost, as JSON; none for no estimates')
    .option('--goal-name <name>', 'the evaluation whose score is the goal score')
    .option('--goal-attribute <name>', 'the span attribute whose number is the goal score')
    .option('--goal-range <range>', 'the scale of these scores, as 0..5 (default: 0..1)')
    .option('--budget-usd <amount>', 'warn of loops that cost more, in US dollars')
    .option('--budget-tokens <n>', 'warn of loops that use more tokens');

/** Set at build time from package.json. */
const VERSION = process.env.LOOPSCOPE_VERSION ?? '0.0.0';

function createProgram(finish: (code: number) => void): Command {
  const program = new Command('loopscope')
    .description('Shows how agent loops converge, from the stores that they already write to.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, 'loopscope: ').replace(/([^.\n)?])\n/, '$1.\n')),
    })
    .showHelpAfterError('Run it with --help to see what it takes.');

  withReading(withStore(program.command('query')))
    .description('answer one query from a store and print it')
    .option(
      '--type <type>',
      'loops, iterations, goal, les, tokens, series, trace, messages, steps, handoffs, breakdown, warnings or events',
      'loops'
    )
    .option('--filter <filter>', "'key op value'; may be given several times", collect, [])
    .option('--from <time>', 'now-6h, an RFC 3339 time, or milliseconds')
    .option('--to <time>', 'as --from')
    .option('--axis <axis>', 'iteration or time', 'iteration')
    .option('--limit <n>', 'most loops, newest first (default: all)')
    .option('--trace <id>', 'the loop of a trace query; of others, this loop alone', '')
    .option('--iteration <n>', 'of --trace, only the steps and messages of this iteration')
    .option('--expr <condition>', "a condition in the backend's own language, such as TraceQL", '')
    .option('--metric <metric>', 'what a series shows', 'loops')
    .option('--agg <aggregation>', 'sum, mean, min, max, p50, p90, p95, p99, count or last')
    .option('--by <key>', 'one series for each value of a key; of a breakdown agent, model, tool or kind', '')
    .option('--interval <duration>', '5m, 1h, or range for a single bucket', '')
    .option('--format <format>', 'table, json, csv or jsonl', 'table')
    .action(async (options: QueryOptions) => finish(await runQuery(options)));

  program
    .command('validate')
    .description('check documents against the schema of LTF 0.1')
    .argument('<file...>', 'JSON lines, .gz too, or - for standard input')
    .option('--lenient', 'accept what the real emitter writes', false)
    .action(async (files: string[], { lenient }: { lenient: boolean }) => finish(await runValidate(files, lenient)));

  withReading(withStore(program.command('check')))
    .description('a gate: check the loops of a store against bounds or a baseline; exit 1 where one does not hold')
    .option('--filter <filter>', "'key op value'; may be given several times", collect, [])
    .option('--from <time>', 'now-6h, an RFC 3339 time, or milliseconds')
    .option('--to <time>', 'as --from')
    .option('--min-les <score>', 'least cumulative LES of each loop, 0 to 1')
    .option('--min-goal <score>', 'least goal score at the end of each loop')
    .option('--min-health <n>', 'least health of each loop, 0 to 100')
    .option('--min-success <share>', 'least share of successes among the loops that ended, 0 to 1')
    .option('--max-cost <usd>', 'most that each loop may cost')
    .option('--max-tokens <n>', 'most tokens of each loop')
    .option('--max-iterations <n>', 'most iterations of each loop')
    .option('--max-tool-failures <share>', 'most of the tool calls of each loop that may fail, 0 to 1')
    .option('--max-total-cost <usd>', 'most that all loops together may cost')
    .option('--max-total-tokens <n>', 'most tokens of all loops together')
    .addOption(
      new Option('--no-warning <type>', 'a warning that no loop may have, any for all; may be given several times')
        .argParser(collect)
        .default([])
    )
    .option('--baseline <path|url>', 'a store whose loops these must not be worse than, by loop name')
    .option('--tolerance <share>', 'how much worse than the baseline is still fine', '5%')
    .option('--strict', 'a figure that is asked for and not reported fails too', false)
    .option('--allow-empty', 'a store without loops passes', false)
    .option('--format <format>', 'table, json or junit', 'table')
    .option('--output <file>', 'write the report there and print the table')
    .action(async (options: CheckOptions) => finish(await runCheck(options)));

  withReading(withStore(program.command('export')))
    .description('tell the metrics of a store to Prometheus, and nothing else')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port of /metrics', '9464')
    .option('--window <duration>', 'how far back the store is read, such as 24h (default: all of it; of a backend 24h)')
    .option('--state <file>', 'where counters are kept over a restart')
    .option('--max-label-sets <n>', 'loop names, environments and systems that are told apart', '200')
    .action(async (options: ExportOptions) => {
      await runExport(options, VERSION);
    });

  withReading(program.command('serve'))
    .description('serve files, answer queries and show the viewer; sample loops where no path is given')
    .argument('[path...]', 'files, folders or globs of JSON lines')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port of viewer, queries and files (default: 4319)')
    .option('--otlp-port <n>', 'port that takes spans over OTLP/HTTP (default: 4318)')
    .option('--data <dir>', 'folder where spans that are sent are kept; part of what is served')
    .option('--samples', 'sample loops beside them (the default where neither a path nor --data is given)', false)
    .option('--open', 'open the viewer in a browser', false)
    .action(async (paths: string[], options: ServeOptions) => {
      await runServe(paths, options, VERSION);
    });

  program
    .command('emit')
    .description(
      'send loops again and again as if they had just ended, to try a backend; samples where no path is given'
    )
    .argument('[path...]', 'files, folders or globs: documents of LTF, OTLP exports as JSON')
    .option('--otlp <url>', 'OTLP/HTTP endpoint for spans and metrics, such as http://127.0.0.1:4318')
    .option('--loki <url>', 'Loki that takes the documents as lines, such as http://127.0.0.1:3100')
    .option('--every <duration>', 'time between two rounds', '60s')
    .option('--loops <n>', 'most loops of one round; the next round goes on where it ended', '12')
    .option('--once', 'one round only; exit 1 where it was not taken', false)
    .action(async (paths: string[], options: EmitOptions) => finish(await runEmit(paths, options)));
  return program;
}

function report(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has printed its own sentence.
    return error.exitCode === 0 ? 0 : 2;
  }
  const message = error instanceof Error ? error.message : String(error);
  const advice = error instanceof StoreError ? error.advice : [];
  process.stderr.write(`loopscope: ${plain([message, ...advice].join(' '))}\n`);
  return error instanceof UsageError || error instanceof QueryError ? 2 : 1;
}

/**
 * Runs the program with its arguments (without node and the script).
 * The exit code: 0, 1 where what was asked does not hold, 2 for wrong use.
 */
export async function runProgram(args: string[]): Promise<number> {
  let code = 0;
  try {
    await createProgram((finished) => {
      code = finished;
    }).parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return report(error);
  }
}
