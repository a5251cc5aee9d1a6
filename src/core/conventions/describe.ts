import type { Convention, StepField } from './convention';
import { STEP_FIELDS } from './convention';
import { CONVENTIONS, KIND_ORDER, SYSTEM_ORDER } from './index';

/** What each field is, for readers. */
const FIELD_TEXTS: Record<StepField, string> = {
  loopName: 'name of the loop',
  env: 'environment',
  task: 'task',
  session: 'session',
  agent: 'agent',
  model: 'model',
  provider: 'provider',
  tool: 'tool',
  toolCallId: 'id of a tool call',
  toolArguments: 'arguments of a tool call',
  toolResult: 'result of a tool call',
  responseId: 'id of an answer',
  inputTokens: 'input tokens, cached ones among them',
  outputTokens: 'output tokens, those of reasoning among them',
  totalTokens: 'all tokens, where input and output are not told apart',
  cacheReadTokens: 'input tokens read from a cache',
  cacheWriteTokens: 'input tokens written to a cache',
  reasoningTokens: 'output tokens of reasoning',
  costUsd: 'cost in US dollars',
  iteration: 'number of the iteration',
  maxIterations: 'iterations allowed',
  goalScore: 'goal score',
  goalTarget: 'goal target',
  lesReported: 'cumulative LES as reported',
  tokensDelta: 'tokens of an iteration',
  tokensTotal: 'tokens of the loop',
  latencyMs: 'latency of an iteration in milliseconds',
  worker: 'worker',
  evaluator: 'evaluator',
  outcome: 'outcome',
  terminationReason: 'why it ended',
  handoffTarget: 'whom it hands over to',
  handoffSource: 'who hands over',
  handoffMode: 'whether control returns',
  errorType: 'kind of error',
  retries: 'tries of a call beyond the first',
  retryAttempt: 'which try a call is, the first being 0',
};

const code = (text: string) => `\`${text}\``;
const codes = (texts: readonly string[]) => texts.map(code).join(', ');

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return rows.length === 0 ? [] : [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

function fieldRows({ fields, parts, only }: Convention): string[][] {
  return STEP_FIELDS.flatMap((field) => {
    const names = (fields[field] ?? []).map((name) => {
      const condition = only?.[name];
      return condition === undefined
        ? code(name)
        : `${code(name)} (where ${code(condition.attribute)} is missing or ${codes(condition.values)})`;
    });
    const sum = parts?.[field];
    const ways = sum === undefined ? names : [...names, sum.map(code).join(' + ')];
    return ways.length === 0 ? [] : [[FIELD_TEXTS[field], ways.join(', else ')]];
  });
}

/** Values or names of one kind side by side. */
function byKind(entries: ReadonlyArray<readonly [string, string]>): Map<string, string[]> {
  const kinds = new Map<string, string[]>();
  for (const [text, kind] of entries) {
    kinds.set(kind, [...(kinds.get(kind) ?? []), text]);
  }
  return kinds;
}

function kindRows({ kinds, names, presence }: Convention): string[][] {
  const rows: string[][] = [];
  for (const { attribute, values } of kinds) {
    byKind(Object.entries(values)).forEach((texts, kind) => rows.push([kind, `${code(attribute)} is ${codes(texts)}`]));
  }
  byKind(Object.entries(names)).forEach((texts, kind) => rows.push([kind, `the span is named ${codes(texts)}`]));
  byKind(Object.entries(presence ?? {})).forEach((texts, kind) => {
    rows.push([kind, `nothing else tells, and there is ${texts.map(code).join(' or ')}`]);
  });
  return rows;
}

function evaluationRows({ evaluations }: Convention): string[][] {
  return (evaluations ?? []).map(({ event, name, score, scope }) => [
    event === null ? 'the span' : `events named ${code(event)}`,
    code(name),
    code(score),
    scope === 'run' ? 'the whole run' : 'the step',
  ]);
}

function describeConvention(convention: Convention): string[] {
  const { title, system, marks } = convention;
  const known = marks.map((mark) => (mark.endsWith('.') ? code(`${mark}*`) : code(mark))).join(', ');
  return [
    `## ${title}`,
    '',
    `Known by ${known}.${system === null ? '' : ` A loop written so is of the system ${code(system)}.`}`,
    '',
    ...table(['what', 'read from'], fieldRows(convention)),
    ...table(['kind of step', 'where'], kindRows(convention)),
    ...table(['evaluations on', 'name', 'score', 'of'], evaluationRows(convention)),
  ];
}

const titles = (conventions: readonly Convention[]) => conventions.map(({ title }) => title).join('; ');

/** The page `docs/conventions.md`: what is read from which attribute, as the tables have it. */
export function describeConventions(): string {
  const lines = [
    '# Attributes and what they are read as',
    '',
    'This page is made from the tables in `src/core/conventions`. To change it, change a table and run',
    '`WRITE_DOCS=1 npx jest src/core/conventions`.',
    '',
    'All conventions are read at once, span by span: an agent framework often wraps the instrumentation of a model client.',
    'A number may be written as digits in a string. Values that are missing or of another type are not known; they are never 0.',
    '',
    `Where several conventions tell the same field of a span, the first of these is believed: ${titles(CONVENTIONS)}.`,
    `Of the kind of a step: ${titles(KIND_ORDER)}. A span of a kind that none of them knows is ${code('other')}.`,
    `A loop of several systems counts as the first of these: ${titles(SYSTEM_ORDER)}.`,
    '',
    '## How they are put together',
    '',
    '- **Tokens.** Calls of models count, each once: a call around another call of the same agent, and the same call told by',
    '  two instrumentations side by side, do not count again. What an agent says of itself counts only where no step below it',
    '  tells any tokens. Cached and reasoning tokens are part of input and output, and are never added to them.',
    '- **Tool calls.** An MCP request inside the tool call that it carries out is the same call. Two calls are the same only',
    '  where their arguments are known and equal.',
    '- **Iterations.** Spans of the kind `iteration`; else the numbers that model calls carry; else one for each model call',
    '  of the run (`derived`), calls at the same time being one.',
    '- **Handoffs.** Attributes of a transfer; tools named `transfer_to_NAME` or `handoff_to_NAME`; a plain `handoff` tool, by',
    '  the agent that runs next. A handoff that failed is none, and neither is one to `__start__` or `__end__`.',
    '- **Goal scores.** `loop.goal_score`; else the attribute that was configured; else an evaluation, from the last one of the iteration: of',
    '  the name that was asked for, else one named goal_score, goal, overall, quality or score, else the only name there is.',
    '  A declared range brings configured attributes and evaluations to 0..1; what lies outside of it is left out.',
    '- **Cost.** What is reported. Where a run reports none and a price table is given, an estimate, if every step that bears',
    '  tokens has a price; a part of the cost would look like the whole.',
    '- **Violations.** Span events named `loop.safety.violation`, with `loop.failure.code`.',
    '',
    ...CONVENTIONS.flatMap(describeConvention),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}
