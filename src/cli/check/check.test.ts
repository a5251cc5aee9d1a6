import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../program';
import { readTestdata, TESTDATA } from '../testing';

const SMALL = join(TESTDATA, 'ltf', 'small.jsonl');

interface Truth {
  loops: Array<{
    trace_id: string;
    outcome: string;
    n_iterations: number;
    tokens_total: number;
    safety_violations?: number;
  }>;
}
const truth = readTestdata('ltf/small.expected.json') as Truth;

let printed: string;
let complained: string;
let folder: string;
beforeEach(() => {
  printed = '';
  complained = '';
  folder = mkdtempSync(join(tmpdir(), 'loopscope-check-'));
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complained += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const check = (...args: string[]) => runProgram(['check', ...args]);

interface Report {
  passed: boolean;
  counts: { loops: number; passed: number; failed: number; unknown: number };
  verdicts: Array<{ rule: string; traceId: string | null; outcome: string; text: string }>;
}
const report = (): Report => JSON.parse(printed) as Report;
const failed = (rule: string) =>
  report()
    .verdicts.filter((verdict) => verdict.rule === rule && verdict.outcome === 'failed')
    .map(({ traceId }) => traceId)
    .sort();

describe('loopscope check', () => {
  it('fails just the loops that the emitter knows to be over a bound', async () => {
    const limit = 30_000;
    expect(
      await check('--store', SMALL, '--max-tokens', String(limit), '--max-iterations', '9', '--format', 'json')
    ).toBe(1);
    const over = (get: (loop: Truth['loops'][number]) => boolean) =>
      truth.loops
        .filter(get)
        .map((loop) => loop.trace_id)
        .sort();
    expect(failed('--max-tokens')).toEqual(over((loop) => loop.tokens_total > limit));
    expect(failed('--max-iterations')).toEqual(over((loop) => loop.n_iterations > 9));
    expect(failed('--max-tokens').length).toBeGreaterThan(0);
    expect(report().passed).toBe(false);
  });

  it('passes where every bound is kept, exactly on the bound too', async () => {
    const most = Math.max(...truth.loops.map((loop) => loop.tokens_total));
    expect(await check('--store', SMALL, '--max-tokens', String(most))).toBe(0);
    expect(printed).toContain(`${truth.loops.length} loops checked: ${truth.loops.length} passed, 0 failed.`);
    expect(await check('--store', SMALL, '--max-tokens', String(most - 1))).toBe(1);
  });

  it('judges all loops together', async () => {
    const tokens = truth.loops.reduce((sum, loop) => sum + loop.tokens_total, 0);
    expect(await check('--store', SMALL, '--max-total-tokens', String(tokens))).toBe(0);
    expect(await check('--store', SMALL, '--max-total-tokens', String(tokens - 1))).toBe(1);
    const ended = truth.loops.filter(({ outcome }) => outcome !== 'unknown');
    const share = ended.filter(({ outcome }) => outcome === 'success').length / ended.length;
    expect(await check('--store', SMALL, '--min-success', String(share - 0.001))).toBe(0);
    expect(await check('--store', SMALL, '--min-success', String(share + 0.001))).toBe(1);
  });

  it('looks at the chosen loops alone', async () => {
    expect(await check('--store', SMALL, '--filter', 'outcome = success', '--min-success', '1')).toBe(0);
  });

  it('skips what is not reported, and fails it where that is asked for', async () => {
    const path = join(folder, 'a.jsonl');
    const [line] = readFileSync(SMALL, 'utf8').split('\n');
    writeFileSync(path, line.replace(/,?"loop\.cost_usd":[^,}]+/g, ''));
    expect(await check('--store', path, '--max-cost', '1000')).toBe(0);
    expect(printed).toContain('1 could not be judged');
    expect(await check('--store', path, '--max-cost', '1000', '--strict')).toBe(1);
    expect(printed).toContain('cost in USD is not reported');
  });

  it('fails the loops that have a warning, and only those', async () => {
    expect(await check('--store', SMALL, '--no-warning', 'safety_violation', '--format', 'json')).toBe(1);
    const violating = truth.loops.filter((loop) => (loop.safety_violations ?? 0) > 0).map((loop) => loop.trace_id);
    expect(failed('--no-warning safety_violation')).toEqual(violating.sort());
    expect(violating.length).toBeGreaterThan(0);
  });

  it('fails a store without loops unless that is fine', async () => {
    const none = ['--store', SMALL, '--filter', 'loop = nowhere', '--min-les', '0.1'];
    expect(await check(...none)).toBe(1);
    expect(printed).toContain('no loop was found');
    expect(await check(...none, '--allow-empty')).toBe(0);
  });
});

describe('a baseline', () => {
  const worse = (change: (document: Record<string, unknown>) => void): string => {
    const lines = readFileSync(SMALL, 'utf8').trim().split('\n');
    const path = join(folder, 'worse.jsonl');
    const changed = lines.map((line) => {
      const document = JSON.parse(line) as Record<string, unknown>;
      change(document);
      return JSON.stringify(document);
    });
    writeFileSync(path, `${changed.join('\n')}\n`);
    return path;
  };

  interface LtfSpan {
    attributes: Record<string, unknown>;
  }
  const scaleTokens = (factor: number) => (document: Record<string, unknown>) => {
    for (const { attributes } of document.spans as LtfSpan[]) {
      for (const key of ['loop.tokens_delta', 'loop.tokens_total']) {
        const value = attributes[key];
        if (typeof value === 'number') {
          attributes[key] = Math.round(value * factor);
        }
      }
    }
  };

  it('is not worse than itself', async () => {
    expect(await check('--store', SMALL, '--baseline', SMALL, '--tolerance', '0%')).toBe(0);
  });

  it('lets through what is worse within the tolerance and fails what is beyond', async () => {
    const path = worse(scaleTokens(1.1));
    expect(await check('--store', path, '--baseline', SMALL, '--tolerance', '12%')).toBe(0);
    printed = '';
    expect(await check('--store', path, '--baseline', SMALL, '--tolerance', '0.08', '--format', 'json')).toBe(1);
    const texts = report()
      .verdicts.filter(({ outcome }) => outcome === 'failed')
      .map(({ text }) => text);
    expect(texts.every((text) => text.includes('median of tokens'))).toBe(true);
    expect(texts[0]).toMatch(/\(\+(9\.9|10)/);
  });

  it('takes what became better for better', async () => {
    expect(await check('--store', worse(scaleTokens(0.5)), '--baseline', SMALL, '--tolerance', '0%')).toBe(0);
  });

  it('knows nothing of names that it does not hold', async () => {
    const path = worse((document) => {
      document.loop_name = 'brand-new';
    });
    expect(await check('--store', path, '--baseline', SMALL)).toBe(0);
    expect(printed).toContain('1 could not be judged');
  });
});

describe('reports', () => {
  it('are JUnit that holds hostile names', async () => {
    const path = join(folder, 'a.jsonl');
    const [line] = readFileSync(SMALL, 'utf8').split('\n');
    const document = JSON.parse(line) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify({ ...document, loop_name: '<a href="x">&\u0000]]>' }));
    const output = join(folder, 'report.xml');
    expect(await check('--store', path, '--max-tokens', '1', '--format', 'junit', '--output', output)).toBe(1);
    const xml = readFileSync(output, 'utf8');
    expect(xml).toContain('&lt;a href=&quot;x&quot;&gt;&amp;\ufffd]]&gt;');
    expect(xml).toMatch(/<testsuites [^>]*tests="1" failures="1">/);
    expect(xml).toContain('<failure message="tokens ');
    expect(printed).toContain('1 loop checked: 0 passed, 1 failed.');
  });
});

describe('wrong use', () => {
  it.each([
    [['--min-les', 'high'], '--min-les high is no number from 0 to 1.'],
    [['--min-les', '1.2'], '--min-les 1.2 is no number from 0 to 1.'],
    [['--max-cost', '-1'], '--max-cost -1 is no number of 0 or more.'],
    [['--max-cost', ''], '--max-cost  is no number of 0 or more.'],
    [['--baseline', SMALL, '--tolerance', 'some'], '--tolerance some is no share'],
    [['--no-warning', 'stall'], '--no-warning stall is not known; choose one of any, safety_violation, '],
    [[], 'Nothing is asked for'],
    [['--min-les', '0.1', '--format', 'xml'], '--format xml is not known; choose one of table, json, junit.'],
  ])('is told: %j', async (args, sentence) => {
    expect(await check('--store', SMALL, ...args)).toBe(2);
    expect(complained).toContain(sentence);
  });
});
