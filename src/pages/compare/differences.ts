import type { MessageRow } from '../loop/readMessages';
import type { StepRow } from '../loop/readSteps';
import type { Pass } from './pass';

export const DIFFERENCE_KINDS = [
  'end',
  'tools',
  'arguments',
  'failures',
  'models',
  'agents',
  'messages',
  'score',
] as const;
/** What can differ between two iterations, what explains most first. */
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export interface Difference {
  kind: DifferenceKind;
  /** In words: `Other tools`. */
  title: string;
  /** What the first and the second did, as text to be compared word by word. */
  a: string;
  b: string;
}

/** Scores are shown with two decimals: what looks equal is no difference. */
const SCORE_EPSILON = 0.005;

/**
 * What differs between two iterations; nothing where they are equal. Times, ids, tokens and cost differ in every run
 * and are figures, not differences; what only one of the two tells is not compared.
 */
export function differencesOf(a: Pass | null, b: Pass | null): Difference[] {
  if (a === null || b === null) {
    return [
      {
        kind: 'end',
        title: a === null ? 'The first loop has ended' : 'The second loop has ended',
        a: a === null ? 'no iteration' : wordsOf(a),
        b: b === null ? 'no iteration' : wordsOf(b),
      },
    ];
  }
  const [toolsA, toolsB] = [a.calls.filter(isTool), b.calls.filter(isTool)];
  const found: Array<Difference | null> = [
    compare('tools', 'Other tools', toolsA.map(toolName).join('\n'), toolsB.map(toolName).join('\n')),
    argumentsOf(a, b),
    compare('failures', 'Other failures', failuresOf(a), failuresOf(b)),
    compare('models', 'Other models', modelsOf(a), modelsOf(b), true),
    compare('agents', 'Other agents', agentsOf(a), agentsOf(b), true),
    messagesOf(a, b),
    scores(a, b),
  ];
  return found.filter((difference) => difference !== null);
}

function compare(kind: DifferenceKind, title: string, a: string, b: string, needsBoth = false): Difference | null {
  return a === b || (needsBoth && (a === '' || b === '')) ? null : { kind, title, a, b };
}

const isTool = ({ kind }: StepRow) => kind === 'tool' || kind === 'handoff';
const toolName = ({ tool, name }: StepRow) => tool ?? name;
const unique = (values: Array<string | null>) => [...new Set(values.filter((value) => value !== null))].sort();

const failuresOf = ({ calls }: Pass) =>
  calls
    .filter(({ status }) => status === 'error')
    .map((step) => `${toolName(step)}: ${step.error ?? 'failed'}`)
    .join('\n');

const modelsOf = ({ calls }: Pass) => unique(calls.map(({ model }) => model)).join('\n');

const agentsOf = ({ iteration, calls }: Pass) =>
  unique([iteration.worker, ...calls.map(({ agent }) => agent)]).join('\n');

/** The calls that messages tell of, with their arguments; the order of keys does not count. */
function argumentsOf(a: Pass, b: Pass): Difference | null {
  const [left, right] = [callsTold(a), callsTold(b)];
  const at = left.findIndex((call, i) => right[i]?.speaker === call.speaker && right[i].text !== call.text);
  return at < 0
    ? null
    : {
        kind: 'arguments',
        title: `Other arguments${left[at].tool === null ? '' : ` of ${left[at].tool}`}`,
        a: left[at].text,
        b: right[at].text,
      };
}

const callsTold = ({ messages }: Pass) =>
  messages.filter(({ kind }) => kind === 'tool_call').map((message) => ({ ...message, text: canonical(message.text) }));

/** The first message that says something else; a transcript that only one of them has tells nothing. */
function messagesOf(a: Pass, b: Pass): Difference | null {
  // Some instrumentations write what tools answered and some do not: what one never tells is not compared.
  const [kindsA, kindsB] = [a, b].map(({ messages }) => new Set(messages.map(({ kind }) => kind)));
  const isTold = ({ kind }: MessageRow) => kindsA.has(kind) && kindsB.has(kind);
  const [left, right] = [said(a).filter(isTold), said(b).filter(isTold)];
  const length = Math.max(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const [first, second] = [left.at(i), right.at(i)];
    if (first?.speaker !== second?.speaker || first?.text !== second?.text) {
      const speaker = first?.speaker ?? second?.speaker ?? '';
      return { kind: 'messages', title: `Other words of ${speaker}`, a: spoken(first), b: spoken(second) };
    }
  }
  return null;
}

const said = ({ messages }: Pass) =>
  messages
    .filter(({ kind }) => kind !== 'tool_call')
    .map((message) => ({ ...message, text: canonical(message.text).trim() }));

const spoken = (message: MessageRow | undefined) =>
  message === undefined ? '' : `${message.speaker}: ${message.text}`;

function scores(a: Pass, b: Pass): Difference | null {
  const [left, right] = [a.iteration.goalScore, b.iteration.goalScore];
  if (left === null || right === null || Math.abs(left - right) < SCORE_EPSILON) {
    return null;
  }
  return { kind: 'score', title: 'Other goal score', a: left.toFixed(3), b: right.toFixed(3) };
}

/** What an iteration did in a few words. */
function wordsOf({ iteration, calls }: Pass): string {
  const tools = calls.filter(isTool).map(toolName);
  return [`iteration ${iteration.iteration}`, ...tools].join('\n');
}

/** Larger texts are compared as they are. */
const MAX_JSON = 100_000;

/** JSON with its keys in order and spaces as they should be; any other text as it is. */
export function canonical(text: string): string {
  const start = text.trimStart()[0];
  if ((start !== '{' && start !== '[') || text.length > MAX_JSON) {
    return text;
  }
  try {
    return JSON.stringify(sorted(JSON.parse(text)), null, 1);
  } catch {
    return text;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
  }
  return value;
}
