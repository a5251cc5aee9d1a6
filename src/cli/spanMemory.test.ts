import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { completeQuery } from '../core/query/defaults';
import type { LoopQuery } from '../core/query/query';
import { TraceIndex } from '../core/runs/traceIndex';
import { agent, chat, spansOf } from '../core/runs/spanMaker';
import { createLocalEngine } from '../engine/localEngine';
import { createJsonlStore } from '../stores/jsonl/jsonlStore';
import { createNodeFiles } from './nodeFiles';
import { line } from './testingLoops';

const LOOPS = 20;
const START = Date.UTC(2026, 10, 18, 8);
const idOf = (i: number) => String(i + 1).padStart(32, '0');

/** A loop of one agent with one model call of 100 and i tokens, and a text. */
function lineOf(i: number, { calls = true, text = 'hello' } = {}): string {
  const nanos = (ms: number) => `${START + i * 1000 + ms}000000`;
  const span = (n: number, parent: number | null, attributes: Record<string, string | number>) => ({
    traceId: idOf(i),
    spanId: String(n).padStart(16, '0'),
    ...(parent !== null && { parentSpanId: String(parent).padStart(16, '0') }),
    name: `span ${n}`,
    startTimeUnixNano: nanos(n),
    endTimeUnixNano: nanos(parent === null ? 900 : 500),
    attributes: Object.entries(attributes).map(([key, value]) => ({
      key,
      value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
    })),
  });
  const root = span(1, null, { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'a' });
  const usage = { 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': i };
  const call = span(2, 1, { 'gen_ai.operation.name': 'chat', ...usage, 'gen_ai.completion.0.content': text });
  return `${JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: calls ? [root, call] : [root] }] }] })}\n`;
}

let folder = '';
const file = () => join(folder, 'spans.jsonl');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loopscope-memory-'));
  writeFileSync(file(), Array.from({ length: LOOPS }, (_, i) => lineOf(i)).join(''));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function engineOf(maxSpanBytes?: number) {
  const engine = createLocalEngine(
    createJsonlStore({ files: createNodeFiles(folder), patterns: ['spans.jsonl'], maxSpanBytes })
  );
  let later = 3_600_000;
  return async (query: Partial<LoopQuery>) => {
    const context = { range: { from: null, to: null }, intervalMs: 1000, maxDataPoints: 100 };
    const requestedAt = Date.now() + (later += 1000);
    const { frames, notices } = await lastValueFrom(engine.query(completeQuery(query), { ...context, requestedAt }));
    const column = (name: string) => frames[0]?.fields.find((field) => field.name === name)?.values ?? [];
    return { column, notices: notices.map(({ text }) => text) };
  };
}
/** Some ten of the loops. */
const TIGHT = 10_000;
const TOLD = /more spans than fit into memory: of the (\d+) oldest loops the figures are kept/;
const TOKENS = Array.from({ length: LOOPS }, (_, i) => 100 + i).reverse();

describe('a store with more spans than fit', () => {
  it('keeps the figures of all loops, and says of how many the steps are gone', async () => {
    const ask = engineOf(TIGHT);
    const { column, notices } = await ask({ queryType: 'loops' });
    expect(column('tokens')).toEqual(TOKENS);
    const gone = Number(TOLD.exec(notices.join())?.[1]);
    expect(gone).toBeGreaterThan(0);
    const steps = await ask({ queryType: 'steps' });
    expect(new Set(steps.column('traceId')).size).toBe(LOOPS - gone);
    expect(steps.column('traceId')).toContain(idOf(LOOPS - 1));
    expect(steps.notices.join()).toMatch(TOLD);
    expect((await ask({ queryType: 'messages' })).notices.join()).toMatch(TOLD);
    await expect(ask({ queryType: 'steps', traceId: idOf(0) })).rejects.toThrow(/no longer held: .*Name fewer files/);
    expect((await engineOf()({ queryType: 'loops' })).notices.join()).not.toMatch(TOLD);
  });

  it('is not led astray by what comes late or twice for a loop whose steps are gone', async () => {
    const ask = engineOf(TIGHT);
    await ask({ queryType: 'loops' });
    appendFileSync(file(), lineOf(0, { calls: false }) + lineOf(LOOPS));
    expect((await ask({ queryType: 'loops' })).column('tokens')).toEqual([100 + LOOPS, ...TOKENS]);
  });

  it('holds one loop, however large', async () => {
    const ask = engineOf(TIGHT);
    writeFileSync(file(), lineOf(0, { text: 'long '.repeat(TIGHT) }));
    expect((await ask({ queryType: 'steps' })).column('traceId')).toHaveLength(2);
  });

  it('starts anew with a file that was replaced', async () => {
    const ask = engineOf(TIGHT);
    await ask({ queryType: 'loops' });
    writeFileSync(file(), lineOf(0));
    const { column, notices } = await ask({ queryType: 'steps', traceId: idOf(0) });
    expect(column('traceId')).toHaveLength(2);
    expect(notices.join()).not.toMatch(TOLD);
  });
});

test('of loops that start together the later line comes first, whether it is a document or spans', async () => {
  const document = line('ltf-late', { start: new Date(START + 1).toISOString() });
  const ask = engineOf();
  for (const [lines, ids] of [
    [lineOf(0) + document, ['ltf-late', idOf(0)]],
    [document + lineOf(0), [idOf(0), 'ltf-late']],
  ] as const) {
    writeFileSync(file(), lines);
    expect((await ask({ queryType: 'loops' })).column('traceId')).toEqual(ids);
  }
});

test('spans of several exports share a resource that says the same', () => {
  const index = new TraceIndex();
  const [root, call] = spansOf({
    root: { attributes: agent('a'), resource: { 'service.name': 's', cores: 2 } },
    call: { in: 'root', attributes: chat(1, 1), resource: { 'service.name': 's', cores: 2 } },
  });
  const [other] = spansOf({ other: { in: 'root', resource: { 'service.name': 's', cores: 4 } } });
  [root, call, other].forEach((span) => index.add(span, 0, { offset: 0, length: 0, line: 1 }));
  const spans = new Map(index.run('t1')?.steps.map(({ spanId, span }) => [spanId, span]));
  expect(spans.get('call')?.resource).toBe(spans.get('root')?.resource);
  expect(spans.get('call')?.resource).toEqual({ 'service.name': 's', cores: 2 });
  expect(spans.get('other')?.resource).toEqual({ 'service.name': 's', cores: 4 });
});
