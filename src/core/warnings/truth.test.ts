import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseLines } from '../formats/lines';
import { WARNING_TYPES, type WarningType } from '../model/warning';
import { TraceIndex } from '../runs/traceIndex';
import { LoopTable } from '../table/loopTable';
import { loopWarnings } from './ofTable';

const TESTDATA = join(__dirname, '..', '..', '..', 'testdata');

interface Case {
  case: string;
  dialect: string;
  expected: WarningType[];
}

const read = (path: string): Uint8Array => {
  const bytes = readFileSync(join(TESTDATA, path));
  if (path.endsWith('.otlp.json')) {
    return new TextEncoder().encode(JSON.stringify(JSON.parse(new TextDecoder().decode(bytes))));
  }
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
};
const readJson = (path: string): unknown => JSON.parse(new TextDecoder().decode(read(path)));

/** The warnings of all loops of a file, by trace id; `mix` turns the spans' order round and tells each twice. */
function warningsOf(path: string, mix = false): Map<string, WarningType[]> {
  const table = new LoopTable();
  const traces = new TraceIndex();
  const lines = parseLines(read(path));
  table.append(lines.batch, 0);
  const spans = lines.spans.flatMap(({ spans: own, place }) => own.map((span) => ({ span, place })));
  for (const { span, place } of mix ? [...spans.reverse(), ...spans] : spans) {
    traces.add(span, 0, place);
  }
  traces.flush().batches.forEach(({ batch }) => table.append(batch, 0));
  return new Map(
    table.liveRows().map((row) => [table.traceIds[row], loopWarnings(table, row).map(({ type }) => type)])
  );
}

interface Score {
  right: number;
  wrong: number;
  missed: number;
  silent: number;
  noisy: number;
}

function scoreOf(
  cases: Map<string, Case>,
  found: (id: string) => readonly string[],
  types?: ReadonlySet<string>
): Score {
  const score: Score = { right: 0, wrong: 0, missed: 0, silent: 0, noisy: 0 };
  for (const [id, { expected }] of cases) {
    const wanted = new Set<string>(expected.filter((type) => types?.has(type) !== false));
    const got = new Set(found(id));
    got.forEach((type) => (wanted.has(type) ? score.right++ : score.wrong++));
    wanted.forEach((type) => (got.has(type) ? 0 : score.missed++));
    if (expected.length === 0) {
      score.silent++;
      score.noisy += got.size > 0 ? 1 : 0;
    }
  }
  return score;
}

const percent = (part: number, whole: number) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);
const tell = ({ right, wrong, missed, silent, noisy }: Score) =>
  `precision ${percent(right, right + wrong)}, recall ${percent(right, right + missed)}, ${noisy} of ${silent} loops that are fine were warned of`;

const cases = new Map(Object.entries(readJson('warnings/cases.expected.json') as Record<string, Case>));
const looplens = readJson('warnings/cases.looplens.json') as Record<string, string[]>;
const found = warningsOf('warnings/cases.jsonl.gz');

describe('the cases of testdata/warnings', () => {
  it.each([...cases].map(([id, each]) => [each.case, each.dialect, each.expected.join(', ') || 'nothing', id]))(
    '%s, told by %s: %s',
    (_case, _dialect, _expected, id) => {
      expect([...(found.get(id) ?? [])].sort()).toEqual(cases.get(id)?.expected);
    }
  );

  it('hold every type that does not depend on the moment of asking, and a loop that stays silent for each dialect', () => {
    const told = new Set([...cases.values()].flatMap(({ expected }) => expected));
    expect(WARNING_TYPES.filter((type) => !told.has(type))).toEqual(['stale_running']);
    const dialects = new Set([...cases.values()].map(({ dialect }) => dialect));
    for (const dialect of dialects) {
      expect([...cases.values()].some((each) => each.dialect === dialect && each.expected.length === 0)).toBe(true);
    }
  });

  it('give the same in any order of spans, and when told twice', () => {
    expect(warningsOf('warnings/cases.jsonl.gz', true)).toEqual(found);
  });

  it('are told with precision and recall', () => {
    const ours = scoreOf(cases, (id) => found.get(id) ?? []);
    const shared = new Map([...cases].filter(([id]) => id in looplens));
    const known = new Set(Object.values(looplens).flat());
    const theirs = scoreOf(shared, (id) => looplens[id], known);
    process.stdout.write(
      [
        `warnings on ${cases.size} cases: ${tell(ours)}`,
        `LoopLens 0.8.0 on the ${shared.size} of them that are spans, its own types alone: ${tell(theirs)}`,
        '',
      ].join('\n')
    );
    expect(ours).toMatchObject({ wrong: 0, missed: 0, noisy: 0 });
  });
});

/** What the shapes of loopotel's own test loops must have, and may have besides; nothing else. */
const SHAPES: Record<string, { must: WarningType[]; may: WarningType[] }> = {
  converge: { must: [], may: [] },
  slow_converge: { must: [], may: [] },
  one_shot: { must: [], may: [] },
  partial: { must: [], may: [] },
  unfinished: { must: [], may: [] },
  crash: { must: ['failed_loop'], may: [] },
  safety: { must: ['safety_violation', 'failed_loop'], may: [] },
  stall: { must: ['failed_loop', 'max_iterations'], may: ['no_progress', 'plateau'] },
  regress: { must: ['failed_loop', 'regression'], may: ['no_progress'] },
  oscillate: { must: [], may: ['oscillation', 'no_progress', 'regression'] },
  cost_explosion: { must: ['failed_loop', 'cost_budget_exceeded'], may: ['cost_spike'] },
};

interface Shapes {
  loops: Array<{ trace_id: string; shape: string; n_iterations: number }>;
}

describe.each(['small', 'sixty'])('the loops of known shapes in %s', (name) => {
  const { loops } = readJson(`ltf/${name}.expected.json`) as Shapes;
  const warnings = warningsOf(`ltf/${name}.jsonl`);

  it.each(loops.map((loop) => [loop.shape, loop.trace_id] as const))('%s %s', (shape, id) => {
    const got = warnings.get(id) ?? [];
    const { must, may } = SHAPES[shape];
    expect(got).toEqual(expect.arrayContaining(must));
    expect(got.filter((type) => !must.includes(type) && !may.includes(type))).toEqual([]);
  });

  it('are told by shape and type', () => {
    const rows = [...new Set(loops.map(({ shape }) => shape))].sort().map((shape) => {
      const own = loops.filter((loop) => loop.shape === shape);
      const counts = WARNING_TYPES.map((type) => [
        type,
        own.filter(({ trace_id: id }) => warnings.get(id)?.includes(type)).length,
      ]).filter(([, count]) => count !== 0);
      return `  ${shape} (${own.length}): ${counts.map(([type, count]) => `${type} ${count}`).join(', ') || 'none'}`;
    });
    process.stdout.write(`warnings by shape in ${name}\n${rows.join('\n')}\n`);
    expect(rows.length).toBeGreaterThan(5);
  });
});

/** Real telemetry of the packages: what each was made to do is in its expected file. */
const REAL: Array<[file: string, types: WarningType[][]]> = [
  ...['openinference', 'genai-openllmetry', 'traceloop'].flatMap((dialect): Array<[string, WarningType[][]]> => [
    [`otlp/looplens/${dialect}-bounce.otlp.json`, [['handoff_bounce']]],
    [`otlp/looplens/${dialect}-handoff-chain.otlp.json`, [[]]],
    [`otlp/looplens/${dialect}-ok.otlp.json`, [[]]],
    [`otlp/looplens/${dialect}-root-error.otlp.json`, [['failed_loop']]],
  ]),
  ['otlp/looplens/openinference-react-loop.otlp.json', [['repeated_tool_call_exact_input', 'empty_result_loop']]],
  ['otlp/looplens/traceloop-react-loop.otlp.json', [['repeated_tool_call_exact_input', 'empty_result_loop']]],
  // No arguments and no results are on these spans: nothing can be told.
  ['otlp/looplens/genai-openllmetry-react-loop.otlp.json', [[]]],
];

it.each(REAL)('real telemetry: %s', (file, types) => {
  expect([...warningsOf(file).values()]).toEqual(types);
});
