import { checkPattern, DEFAULT_PATHS, normalizeOptions, readTarget, splitPatterns } from './config';

describe('normalizeOptions', () => {
  it('keeps what a backend needs', () => {
    const jsonData = {
      kind: 'jaeger',
      backendUid: ' prod-traces ',
      services: 'planner, coder,',
      maxLoops: '250',
      goalName: ' accuracy ',
      goalAttribute: 'app.score',
      goalRange: ['1', 5],
      costBudgetUsd: '2.50',
      tokenBudget: 50000,
      shippedWithinHours: 0,
    };
    expect(normalizeOptions(jsonData)).toMatchObject({
      kind: 'jaeger',
      backendUid: 'prod-traces',
      services: ['planner', 'coder'],
      maxLoops: 250,
      goalName: 'accuracy',
      goalAttribute: 'app.score',
      goalRange: [1, 5],
      costBudgetUsd: 2.5,
      tokenBudget: 50000,
      shippedWithinHours: 0,
    });
  });

  it.each([
    [{ kind: 'tempo', backendUid: 7, maxLoops: 0, goalRange: [3, 3], services: [1], selector: ' ', goalName: 5 }],
    [{ kind: 'tempo', maxLoops: 'many', goalRange: '0-5', services: {}, selector: null }],
    [{ kind: 'tempo', goalRange: [5, 1], maxLoops: Number.NaN }],
    [{ kind: 'tempo', costBudgetUsd: 0, tokenBudget: 'many', shippedWithinHours: -1 }],
  ])('leaves out what is of a wrong shape: %j', (jsonData) => {
    expect(normalizeOptions(jsonData)).toEqual({ kind: 'tempo', paths: [...DEFAULT_PATHS], defaultGoalTarget: 0.8 });
  });

  it('tells a data source that is still to be chosen from a URL', () => {
    expect(normalizeOptions({ kind: 'loki', backendUid: '' })).toHaveProperty('backendUid', '');
    expect(normalizeOptions({ kind: 'loki' })).not.toHaveProperty('backendUid');
  });

  it.each([[undefined], [null], ['jsonl'], [{}], [{ kind: 'ftp', paths: 5, defaultGoalTarget: 'high' }]])(
    'takes defaults for %j',
    (jsonData) => {
      expect(normalizeOptions(jsonData)).toEqual({ kind: 'jsonl', paths: [...DEFAULT_PATHS], defaultGoalTarget: 0.8 });
    }
  );

  it('keeps what was provisioned', () => {
    const jsonData = { kind: 'server', paths: ['a.jsonl', 7, ' b.jsonl, c.jsonl.gz '], defaultGoalTarget: '0.9' };
    expect(normalizeOptions(jsonData)).toEqual({
      kind: 'server',
      paths: ['a.jsonl', 'b.jsonl', 'c.jsonl.gz'],
      defaultGoalTarget: 0.9,
    });
  });
});

it.each([
  ['a.jsonl', ['a.jsonl']],
  ['a.jsonl, b.jsonl.gz,', ['a.jsonl', 'b.jsonl.gz']],
  ['{a,b}-*.jsonl, c.jsonl', ['{a,b}-*.jsonl', 'c.jsonl']],
])('splits %s', (text, parts) => {
  expect(splitPatterns(text)).toEqual(parts);
});

it.each([
  [0, 0],
  [1, 1],
  ['0.75', 0.75],
  ['', null],
  [1.2, null],
  [-0.1, null],
  [Number.NaN, null],
  [null, null],
])('reads the target %p as %p', (value, target) => {
  expect(readTarget(value)).toBe(target);
});

describe('checkPattern', () => {
  it.each([
    'loops.jsonl',
    'team a/loops.jsonl',
    'loops-*.jsonl',
    'loops-{YYYY}-{MM}-{DD}.jsonl',
    '{a,b}.jsonl',
    'a..b.jsonl',
  ])('takes %s', (pattern) => {
    expect(checkPattern(pattern)).toBeNull();
  });

  it.each([
    ['', 'Write a file name'],
    ['http://host/loops.jsonl', 'only the part after the URL'],
    ['/loops.jsonl', 'first slash'],
    ['../loops.jsonl', '".."'],
    ['a/%2e%2E/b.jsonl', '".."'],
    ['a%2f..%2fb.jsonl', '".."'],
    ['loops-{yyyy}.jsonl', '{yyyy} is no part of a date'],
  ])('refuses %s', (pattern, why) => {
    expect(checkPattern(pattern)).toContain(why);
  });
});
