import { readOtlpTraces } from '../../core/formats/otlp/readOtlp';
import { curlLine, newTraceId, sampleExport } from './sample';

const END = Date.parse('2026-11-18T08:00:00Z');

it('is an export that the reader understands', () => {
  const traceId = newTraceId();
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  const text = JSON.stringify(readOtlpTraces(sampleExport(traceId, END)));
  expect(text).toContain(traceId);
  expect(text).toContain('loopscope-sample');
});

it('ends at the time that is given', () => {
  const spans = JSON.stringify(sampleExport('a'.repeat(32), END));
  expect(spans).toContain(`"endTimeUnixNano":"${END}000000"`);
});

it('becomes one line for a shell, without a quote that would end it', () => {
  const line = curlLine('http://127.0.0.1:4318', 'b'.repeat(32), END);
  expect(line).not.toContain('\n');
  const [, body] = /-d '([^']*)'$/.exec(line) ?? [];
  expect(JSON.parse(body)).toEqual(sampleExport('b'.repeat(32), END));
});
