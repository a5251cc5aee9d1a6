import { parseLines } from './lines';
import { parseWrapped } from './wrapped';

const record = {
  kind: 'span',
  name: 'loom.run',
  trace_id: 'a'.repeat(32),
  span_id: 'b'.repeat(16),
  attributes: { session_id: 's' },
};
const line = JSON.stringify(record);
const time = '2026-11-22T00:00:00.000000000Z';

describe('a line as a shipper of logs hands it on', () => {
  it.each([
    ['Docker', JSON.stringify({ log: `${line}\n`, stream: 'stdout', time })],
    ['a container runtime', `${time} stdout F ${line}`],
    ['Fluent Bit in Kubernetes', JSON.stringify({ log: line, kubernetes: { pod_name: 'agent-1' } })],
    ['a logger that writes JSON', JSON.stringify({ level: 'info', message: line })],
    ['an exporter of OTLP logs', JSON.stringify({ body: line, severity: 'INFO' })],
    ['one that takes JSON apart', JSON.stringify({ body: record })],
    ['Promtail’s pack', JSON.stringify({ _entry: line, pod: 'agent-1' })],
  ])('is read: %s', (_, wrapped) => {
    expect(parseWrapped(wrapped).value).toEqual(record);
    const { spans, faultCount } = parseLines(new TextEncoder().encode(`${wrapped}\n`));
    expect(spans.flatMap((placed) => placed.spans)).toMatchObject([{ name: 'loom.run', traceId: 'a'.repeat(32) }]);
    expect(faultCount).toBe(0);
  });

  it.each([
    ['a part of a line', JSON.stringify({ log: line.slice(0, 40), stream: 'stdout' }), 'foreign'],
    ['the first part of a line', `${time} stdout P ${line}`, 'not-json'],
    ['a message like any other', JSON.stringify({ message: '{"hello":1}' }), 'foreign'],
  ])('is told where it holds no record: %s', (_, wrapped, kind) => {
    const { spans, faults } = parseLines(new TextEncoder().encode(`${wrapped}\n`));
    expect(spans).toEqual([]);
    expect(faults).toMatchObject([{ kind, line: 1 }]);
  });
});

it('says of text in UTF-16 what to do', () => {
  const { faults } = parseLines(
    new Uint8Array([0xff, 0xfe, ...new Uint8Array(Buffer.from(`${line}\n${line}\n`, 'utf16le'))])
  );
  expect(faults[0]).toMatchObject({
    kind: 'not-utf8',
    text: expect.stringMatching(/^text in UTF-16, it seems; save the file as UTF-8/),
  });
});
