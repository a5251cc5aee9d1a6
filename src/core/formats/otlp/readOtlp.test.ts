import { detectFormat } from '../detect';
import { readOtlpTraces } from './readOtlp';

const TRACE = '0123456789abcdef0123456789abcdef';
const times = { start: '1763452800123456789', end: '1763452801123456789' };

const camel = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'agent_one' } }] },
      scopeSpans: [
        {
          scope: { name: 'test' },
          spans: [
            {
              traceId: TRACE,
              spanId: '0123456789abcdef',
              parentSpanId: 'fedcba9876543210',
              name: 'loop.iteration',
              startTimeUnixNano: times.start,
              endTimeUnixNano: times.end,
              attributes: [
                { key: 'loop.goal_score', value: { doubleValue: 0.5 } },
                { key: 'some_key', value: { arrayValue: { values: [{ intValue: '3' }] } } },
              ],
              events: [{ name: 'loop.safety.violation', timeUnixNano: times.end, attributes: [] }],
              status: { code: 2, message: 'no' },
            },
          ],
        },
      ],
    },
  ],
};

/** As protobuf's JSON writer for Python gives it when it keeps the names of the definition: ids in base64, enums by name. */
const snake = {
  resource_spans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { string_value: 'agent_one' } }] },
      scope_spans: [
        {
          scope: { name: 'test' },
          spans: [
            {
              trace_id: 'ASNFZ4mrze8BI0VniavN7w==',
              span_id: 'ASNFZ4mrze8=',
              parent_span_id: '/ty6mHZUMhA=',
              name: 'loop.iteration',
              start_time_unix_nano: times.start,
              end_time_unix_nano: times.end,
              attributes: [
                { key: 'loop.goal_score', value: { double_value: 0.5 } },
                { key: 'some_key', value: { array_value: { values: [{ int_value: '3' }] } } },
              ],
              events: [{ name: 'loop.safety.violation', time_unix_nano: times.end }],
              status: { code: 'STATUS_CODE_ERROR', message: 'no' },
            },
          ],
        },
      ],
    },
  ],
};

it('reads an export with the names of the protocol’s definition as one with those of OTLP/JSON', () => {
  expect(detectFormat(snake)).toBe('otlp-traces');
  expect(readOtlpTraces(snake)).toEqual(readOtlpTraces(camel));
  expect(readOtlpTraces(camel).spans[0].attributes).toEqual({ 'loop.goal_score': 0.5, some_key: [3] });
});

it('reads the scope of an export from before scopes had their name', () => {
  const [group] = camel.resourceSpans;
  const [{ scope, spans }] = group.scopeSpans;
  const old = {
    ...group,
    scopeSpans: undefined,
    instrumentationLibrarySpans: [{ instrumentationLibrary: scope, spans }],
  };
  expect(readOtlpTraces({ resourceSpans: [old] })).toEqual(readOtlpTraces(camel));
});
