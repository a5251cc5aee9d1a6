import type { IterationRow } from '../loop/readIterations';
import type { MessageRow } from '../loop/readMessages';
import type { StepRow } from '../loop/readSteps';
import { alignSides, firstDifference, foldEqual } from './align';
import { median, medianFrame, medianIterations } from './cohort';
import { canonical } from './differences';
import type { Side } from './pass';

const iteration = (number: number, part: Partial<IterationRow> = {}): IterationRow => ({
  iteration: number,
  derived: false,
  time: null,
  goalScore: null,
  goalTarget: null,
  effectiveness: null,
  tokens: null,
  costUsd: null,
  costBasis: null,
  latencyMs: null,
  worker: null,
  evaluator: null,
  llmCalls: null,
  toolCalls: null,
  llmFailed: null,
  toolFailed: null,
  violations: 0,
  ...part,
});

const step = (number: number, part: Partial<StepRow> = {}): StepRow => ({
  spanId: null,
  iteration: number,
  startTime: null,
  kind: 'tool',
  name: 'execute_tool',
  agent: null,
  model: null,
  tool: null,
  durationMs: null,
  status: 'ok',
  error: null,
  inputTokens: null,
  outputTokens: null,
  costUsd: null,
  ...part,
});

const message = (number: number, part: Partial<MessageRow> = {}): MessageRow => ({
  id: '',
  spanId: null,
  time: null,
  iteration: number,
  role: 'assistant',
  kind: 'text',
  agent: null,
  tool: null,
  failed: false,
  truncated: false,
  speaker: 'assistant',
  text: '',
  ...part,
});

const side = (part: Partial<Side> = {}): Side => ({ iterations: [], steps: [], messages: [], ...part });
const kinds = (a: Side, b: Side) => alignSides(a, b).map(({ differences }) => differences.map(({ kind }) => kind));

describe('two loops side by side', () => {
  it('stand by the order of their iterations, whatever they count from', () => {
    const a = side({ iterations: [iteration(0), iteration(1)], steps: [step(0, { tool: 'search' })] });
    const b = side({ iterations: [iteration(1), iteration(2)], steps: [step(1, { tool: 'search' })] });
    expect(kinds(a, b)).toEqual([[], []]);
  });

  it('part where one calls another tool', () => {
    const of = (...tools: string[]) =>
      side({
        iterations: [iteration(1), iteration(2)],
        steps: [step(1, { tool: 'search' }), ...tools.map((tool) => step(2, { tool }))],
      });
    const pairs = alignSides(of('write'), of('write', 'read'));
    expect(firstDifference(pairs)?.index).toBe(1);
    expect(pairs[1].differences[0]).toMatchObject({ kind: 'tools', a: 'write', b: 'write\nread' });
  });

  it('part where the same tool is called with other arguments, not with the same in another order', () => {
    const of = (text: string) =>
      side({
        iterations: [iteration(1)],
        messages: [message(1, { kind: 'tool_call', tool: 'search', speaker: 'assistant calls search', text })],
      });
    expect(kinds(of('{"q":"a","n":1}'), of('{ "n": 1, "q": "a" }'))).toEqual([[]]);
    const [pair] = alignSides(of('{"q":"a"}'), of('{"q":"b"}'));
    expect(pair.differences).toMatchObject([{ kind: 'arguments', title: 'Other arguments of search' }]);
  });

  it('part where one fails, says something else, uses another model or reaches another score', () => {
    const base = side({ iterations: [iteration(1, { goalScore: 0.5 })] });
    const withSteps = (...steps: StepRow[]) => ({ ...base, steps });
    expect(
      kinds(withSteps(step(1, { tool: 'x' })), withSteps(step(1, { tool: 'x', status: 'error', error: 'no' })))
    ).toEqual([['failures']]);
    const llm = (model: string) => withSteps(step(1, { kind: 'llm', model }));
    expect(kinds(llm('gpt-4o'), llm('gpt-4o-mini'))).toEqual([['models']]);
    expect(
      kinds({ ...base, messages: [message(1, { text: 'yes' })] }, { ...base, messages: [message(1, { text: 'no' })] })
    ).toEqual([['messages']]);
    expect(kinds(base, side({ iterations: [iteration(1, { goalScore: 0.52 })] }))).toEqual([['score']]);
  });

  it('do not part over figures that differ in every run, or over what only one of them tells', () => {
    const a = side({
      iterations: [iteration(1, { tokens: 10, latencyMs: 5, goalScore: 0.5, time: 1 })],
      messages: [message(1, { text: 'told' })],
      steps: [step(1, { kind: 'llm', model: 'gpt-4o', durationMs: 10 })],
    });
    const b = side({
      iterations: [iteration(1, { tokens: 99, latencyMs: 7, goalScore: 0.5001, time: 2 })],
      steps: [step(1, { kind: 'llm', durationMs: 20 })],
    });
    expect(kinds(a, b)).toEqual([[]]);
  });

  it('are not told apart by answers of tools that only one of them wrote down', () => {
    const asked = message(1, { text: 'hello' });
    const answered = message(1, { kind: 'tool_result', speaker: 'search answers', text: 'nothing' });
    const of = (...messages: MessageRow[]) => side({ iterations: [iteration(1)], messages });
    expect(kinds(of(asked, answered), of(asked))).toEqual([[]]);
    expect(kinds(of(asked, answered), of(asked, { ...answered, text: 'something' }))).toEqual([['messages']]);
  });

  it('part where one of them ends', () => {
    const pairs = alignSides(side({ iterations: [iteration(1)] }), side({ iterations: [iteration(1), iteration(2)] }));
    expect(pairs[1]).toMatchObject({ a: null, differences: [{ kind: 'end', title: 'The first loop has ended' }] });
  });

  it('have equal stretches folded, and no difference from themselves', () => {
    const a = side({ iterations: [1, 2, 3, 4].map((n) => iteration(n, { goalScore: n / 10 })) });
    const b = side({ iterations: [1, 2, 3, 4].map((n) => iteration(n, { goalScore: n === 3 ? 0.9 : n / 10 })) });
    expect(foldEqual(alignSides(a, b)).map(({ equal, pairs }) => [equal, pairs.length])).toEqual([
      [true, 2],
      [false, 1],
      [true, 1],
    ]);
    expect(firstDifference(alignSides(a, a))).toBeNull();
  });
});

describe('the median of the others', () => {
  it('is taken at each iteration of those that got that far', () => {
    const loop = (...scores: number[]) => scores.map((goalScore, i) => iteration(i + 1, { goalScore }));
    const rows = medianIterations([loop(0.2, 0.4, 0.6), loop(0.4, 0.8), loop(0.3, 0.6, 0.8)]);
    expect(rows.map(({ goalScore }) => goalScore)).toEqual([0.3, 0.6, 0.7]);
    expect(medianIterations([])).toEqual([]);
    expect(median([null, 3, 1])).toBe(2);
    expect(median([null])).toBeNull();
  });

  it('is drawn with its running mean as LES', () => {
    const frame = medianFrame('x', [iteration(1, { effectiveness: 0.5 }), iteration(2, { effectiveness: 1 })]);
    expect(frame.fields.find(({ name }) => name === 'lesCumulative')?.values).toEqual([0.5, 0.75]);
    expect(frame.length).toBe(2);
  });
});

describe('arguments', () => {
  it.each([
    ['{"b":1,"a":[{"d":1,"c":2}]}', '{"a":[{"c":2,"d":1}],"b":1}'],
    ['not json {', 'not json {'],
    ['{"cut', '{"cut'],
  ])('are compared without the order of keys: %s', (a, b) => {
    expect(canonical(a)).toBe(canonical(b));
  });
});
