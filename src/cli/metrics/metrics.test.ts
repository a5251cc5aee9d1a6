import { mkdtempSync, readFileSync, rmSync, writeFileSync, appendFileSync, existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createJsonlStore } from '../../stores/jsonl/jsonlStore';
import { createNodeFiles } from '../nodeFiles';
import { readTestdata, TESTDATA } from '../testing';
import { createMetricsServer } from './exportCommand';
import { createExporter, type ExporterOptions } from './exporter';
import { chooseExposition, labelValue, writeExposition } from './exposition';
import { LabelSets, OVERFLOW } from './labelSets';
import { Monotonic } from './monotonic';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loopscope-metrics-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const storeOf = (...patterns: string[]) =>
  createJsonlStore({ files: createNodeFiles(folder), patterns, freshMs: 0, prices: null });

/** Scrapes as a program that has just been started would. */
const start = (options: Partial<ExporterOptions> = {}) =>
  createExporter({ store: storeOf('*.jsonl'), version: '1.2.3', now: () => Date.now() + 5000, ...options });

/** Sums of the samples whose name and labels match. */
function total(text: string, name: string, labels: Record<string, string> = {}): number {
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const found = lines.filter((line) => wanted.every((pair) => line.includes(pair)));
  return found.reduce((sum, line) => sum + Number(/(?:\}|^\S+) (\S+)/.exec(line)?.[1]), 0);
}

interface Truth {
  loops: Array<{
    outcome: string;
    n_iterations: number;
    tokens_total: number;
    cost_total_usd: number;
    safety_violations: number;
  }>;
}

function writeLoop(traceId: string, { outcome = 'success', loop = 'repair', tokens = 100, ended = true } = {}): string {
  const at = (second: number) => new Date(1_790_000_000_000 + second * 1000).toISOString();
  return `${JSON.stringify({
    schema_version: 'ltf/0.1',
    trace_id: traceId,
    loop_name: loop,
    started_at: at(0),
    ...(ended ? { ended_at: at(9) } : {}),
    ...(ended ? { outcome } : {}),
    spec_pins: { lss: 'lss@1.0.0', les: 'les@1.0.0', ltf: 'ltf@0.1.0' },
    spans: [
      {
        span_id: '0000000000000001',
        parent_span_id: null,
        name: 'loop.run',
        kind: 'loop',
        start_time: at(0),
        attributes: {},
      },
      {
        span_id: '0000000000000002',
        parent_span_id: '0000000000000001',
        name: 'loop.iteration',
        kind: 'iteration',
        start_time: at(5),
        end_time: at(5),
        attributes: {
          'loop.iteration': 1,
          'loop.goal_score': 0.4,
          'loop.goal_target': 0.8,
          'loop.tokens_delta': tokens,
        },
      },
    ],
    metadata: {},
  })}\n`;
}

describe('metrics of a real store', () => {
  const truth = readTestdata('ltf/sixty.expected.json') as Truth;

  it('count loops, iterations and outcomes as the emitter did', async () => {
    const store = createJsonlStore({ files: createNodeFiles(TESTDATA), patterns: ['ltf/sixty.jsonl'] });
    const text = await createExporter({ store, version: '1.2.3' }).scrape('text');
    const finished = truth.loops.length;
    expect(total(text, 'loopscope_loops_total') + total(text, 'loopscope_running_loops')).toBe(finished);
    for (const outcome of ['success', 'failure', 'partial']) {
      expect([outcome, total(text, 'loopscope_loops_total', { outcome })]).toEqual([
        outcome,
        truth.loops.filter((loop) => loop.outcome === outcome).length,
      ]);
    }
    const sum = (get: (loop: Truth['loops'][number]) => number) =>
      truth.loops.reduce((all, loop) => all + (get(loop) ?? 0), 0);
    expect(total(text, 'loopscope_iterations_total')).toBe(sum((loop) => loop.n_iterations));
    expect(total(text, 'loopscope_tokens_total')).toBe(sum((loop) => loop.tokens_total));
    expect(total(text, 'loopscope_cost_usd_total')).toBeCloseTo(
      sum((loop) => loop.cost_total_usd),
      6
    );
    expect(total(text, 'loopscope_safety_violations_total')).toBe(sum((loop) => loop.safety_violations));
    expect(total(text, 'loopscope_build_info', { version: '1.2.3' })).toBe(1);
  });

  it('are told with exemplars and an end where OpenMetrics is asked for, plainly elsewhere', async () => {
    const store = createJsonlStore({ files: createNodeFiles(TESTDATA), patterns: ['ltf/small.jsonl'] });
    const exporter = createExporter({ store, version: '1' });
    const open = await exporter.scrape('openmetrics');
    expect(open.endsWith('# EOF\n')).toBe(true);
    expect(open).toMatch(
      /loopscope_loops_total\{[^}]*outcome="failure"\} [1-9]\d* # \{trace_id="ltf-[0-9a-f-]+"\} 1 \d+\.\d{3}/
    );
    expect(open).toContain('# TYPE loopscope_loops counter');
    const plainText = await exporter.scrape('text');
    expect(plainText).not.toContain('trace_id');
    expect(plainText).not.toContain('EOF');
    expect(plainText).toContain('# TYPE loopscope_loops_total counter');
  });
});

describe('counters', () => {
  it('are the same after a restart, and then count on', async () => {
    const stateFile = join(folder, '.state.json');
    writeFileSync(join(folder, 'a.jsonl'), writeLoop('a') + writeLoop('b', { outcome: 'failure' }));
    const before = await start({ stateFile }).scrape('text');
    expect(total(before, 'loopscope_loops_total')).toBe(2);
    const after = await start({ stateFile }).scrape('text');
    expect(after).toBe(before);
    appendFileSync(join(folder, 'a.jsonl'), writeLoop('c'));
    expect(total(await start({ stateFile }).scrape('text'), 'loopscope_loops_total')).toBe(3);
  });

  it('do not fall where a file is rotated away, also while nobody looked', async () => {
    const stateFile = join(folder, '.state.json');
    writeFileSync(join(folder, 'a.jsonl'), writeLoop('a', { tokens: 70 }) + writeLoop('b', { tokens: 30 }));
    writeFileSync(join(folder, 'b.jsonl'), writeLoop('c', { tokens: 5 }));
    expect(total(await start({ stateFile }).scrape('text'), 'loopscope_tokens_total')).toBe(105);
    rmSync(join(folder, 'a.jsonl'));
    appendFileSync(join(folder, 'b.jsonl'), writeLoop('d', { tokens: 7 }));
    const exporter = start({ stateFile });
    // what is left in the store is 12; it was 105 before, and the fall hides that 7 were added
    expect(total(await exporter.scrape('text'), 'loopscope_tokens_total')).toBe(105);
    appendFileSync(join(folder, 'b.jsonl'), writeLoop('e', { tokens: 11 }));
    expect(total(await exporter.scrape('text'), 'loopscope_tokens_total')).toBe(116);
  });

  it('keep series whose loops are no more', async () => {
    writeFileSync(join(folder, 'a.jsonl'), writeLoop('a', { loop: 'old-loop' }));
    writeFileSync(join(folder, 'b.jsonl'), writeLoop('b'));
    const exporter = start();
    await exporter.scrape('text');
    rmSync(join(folder, 'a.jsonl'));
    expect(total(await exporter.scrape('text'), 'loopscope_loops_total', { loop: 'old-loop' })).toBe(1);
  });

  it('count a loop once that ran and then ended', async () => {
    const path = join(folder, 'a.jsonl');
    writeFileSync(path, writeLoop('a', { ended: false, tokens: 10 }));
    const exporter = start();
    const first = await exporter.scrape('text');
    expect([total(first, 'loopscope_running_loops'), total(first, 'loopscope_loops_total')]).toEqual([1, 0]);
    appendFileSync(path, writeLoop('a', { tokens: 25 }));
    const second = await exporter.scrape('text');
    expect([total(second, 'loopscope_running_loops'), total(second, 'loopscope_loops_total')]).toEqual([0, 1]);
    expect(total(second, 'loopscope_tokens_total')).toBe(25);
  });

  it('start anew where the kept state is damaged, and mend it', () => {
    const file = join(folder, 'state.json');
    writeFileSync(file, '{"version":1,"lab');
    const family = {
      name: 'x',
      type: 'counter' as const,
      help: '',
      samples: [{ suffix: '_total' as const, labels: {}, value: 3 }],
    };
    expect(new Monotonic(file).apply([family])[0].samples[0].value).toBe(3);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: 1 });
  });
});

describe('a store that cannot be read', () => {
  it('gives no metrics at first, and the last ones later', async () => {
    const exporter = start();
    await expect(exporter.scrape('text')).rejects.toThrow('No file matches *.jsonl.');
    writeFileSync(join(folder, 'a.jsonl'), writeLoop('a'));
    const good = await exporter.scrape('text');
    expect(total(good, 'loopscope_store_up')).toBe(1);
    rmSync(join(folder, 'a.jsonl'));
    const later = await exporter.scrape('text');
    expect(total(later, 'loopscope_store_up')).toBe(0);
    expect(total(later, 'loopscope_loops_total')).toBe(1);
  });

  it('leaves no state file behind where nothing was read', async () => {
    const stateFile = join(folder, 'state.json');
    await expect(start({ stateFile }).scrape('text')).rejects.toThrow();
    expect(existsSync(stateFile)).toBe(false);
  });
});

describe('label sets', () => {
  it('beyond the cap share one, which stays the same over a restart', async () => {
    const stateFile = join(folder, '.state.json');
    const names = ['first', 'second', 'third', 'fourth'];
    writeFileSync(join(folder, 'a.jsonl'), names.map((loop) => writeLoop(loop, { loop })).join(''));
    for (let i = 0; i < 2; i++) {
      const text = await start({ stateFile, maxLabelSets: 2 }).scrape('text');
      expect(total(text, 'loopscope_loops_total', { loop: 'first' })).toBe(1);
      expect(total(text, 'loopscope_loops_total', { loop: 'second' })).toBe(1);
      expect(total(text, 'loopscope_loops_total', { loop: OVERFLOW })).toBe(2);
      expect(total(text, 'loopscope_overflow_label_sets')).toBe(2);
      expect(text).not.toContain('third');
    }
  });

  it('tell loops apart by name, environment and system', () => {
    const sets = new LabelSets(10);
    const base = { loop: 'a', environment: 'b', system: 'ltf' };
    expect(sets.of({ ...base })).toBe(sets.of({ ...base }));
    expect(sets.of({ ...base, system: 'loom' })).not.toEqual(sets.of(base));
  });
});

describe('the text', () => {
  it('escapes what telemetry put into names', () => {
    const sample = { suffix: '' as const, labels: { loop: 'a"b\\c\nd# {' }, value: NaN };
    const text = writeExposition([{ name: 'x', type: 'gauge', help: 'h', samples: [sample] }], 'text');
    expect(text).toBe('# TYPE x gauge\n# HELP x h\nx{loop="a\\"b\\\\c\\nd# {"} NaN\n');
  });

  it('bounds values and mends broken characters', () => {
    expect(labelValue('x'.repeat(500))).toHaveLength(128);
    expect(labelValue('a\ud800b')).toBe('a\ufffdb');
    expect(labelValue('😀'.repeat(200))).toBe('😀'.repeat(128));
  });

  it('leaves out an exemplar that is longer than allowed', () => {
    const exemplar = { labels: { trace_id: 'x'.repeat(128) }, value: 1, timestamp: null };
    const sample = { suffix: '_total' as const, labels: {}, value: 1, exemplar };
    expect(writeExposition([{ name: 'x', type: 'counter', help: 'h', samples: [sample] }], 'openmetrics')).toBe(
      '# TYPE x counter\n# HELP x h\nx_total 1\n# EOF\n'
    );
  });

  it.each([
    ['application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3', 'openmetrics'],
    ['text/plain', 'text'],
    [undefined, 'text'],
  ])('is chosen by what is accepted: %s', (accept, format) => {
    expect(chooseExposition(accept)).toBe(format);
  });
});

describe('the server of loopscope export', () => {
  const ask = async (path: string, init: RequestInit = {}) => {
    const server = createMetricsServer(start(), true);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    try {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
      return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
    } finally {
      server.close();
      server.closeAllConnections();
    }
  };

  it('tells metrics, in the format that is asked for', async () => {
    writeFileSync(join(folder, 'a.jsonl'), writeLoop('a'));
    const { status, type, text } = await ask('/metrics', { headers: { Accept: 'application/openmetrics-text' } });
    expect([status, type]).toEqual([200, 'application/openmetrics-text; version=1.0.0; charset=utf-8']);
    expect(text).toContain('loopscope_loops_total{loop="repair",environment="",system="ltf",outcome="success"} 1 #');
  });

  it('says what is missing while there is nothing to read', async () => {
    expect(await ask('/metrics')).toMatchObject({
      status: 503,
      text: expect.stringContaining('No file matches *.jsonl.'),
    });
  });

  it('has nothing else', async () => {
    expect(await ask('/api/query')).toMatchObject({ status: 404, text: 'The metrics are at /metrics.\n' });
    expect(await ask('/metrics', { method: 'POST' })).toMatchObject({ status: 405 });
  });
});
