/** How a value stands on the wire and what it becomes in OTLP/JSON: 64-bit integers as text, ids in hex, bytes in base64. */
export type Scalar =
  | 'string'
  | 'hex'
  | 'base64'
  | 'bool'
  | 'enum'
  | 'uint32'
  | 'sint32'
  | 'int64'
  | 'uint64'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed64'
  | 'double';

export interface Field {
  name: string;
  type: Scalar | Message;
  list: boolean;
}

export interface Message {
  /** What one is, for people. */
  title: string;
  fields: Map<number, Field>;
  /** Names of which a message has one at most: the last that was written. */
  oneOf: readonly string[];
}

type Row = [number: number, name: string, type: Scalar | Message, list?: 'list'];

function message(title: string, rows: Row[], oneOf: readonly string[] = []): Message {
  const fields = new Map(rows.map(([number, name, type, list]) => [number, { name, type, list: list === 'list' }]));
  return { title, fields, oneOf };
}

export const anyValue = message(
  'a value',
  [
    [1, 'stringValue', 'string'],
    [2, 'boolValue', 'bool'],
    [3, 'intValue', 'int64'],
    [4, 'doubleValue', 'double'],
    [7, 'bytesValue', 'base64'],
  ],
  ['stringValue', 'boolValue', 'intValue', 'doubleValue', 'arrayValue', 'kvlistValue', 'bytesValue']
);
const keyValue = message('an attribute', [
  [1, 'key', 'string'],
  [2, 'value', anyValue],
]);
// A value may hold values, so these close the circle.
anyValue.fields.set(5, { name: 'arrayValue', type: message('a list', [[1, 'values', anyValue, 'list']]), list: false });
anyValue.fields.set(6, { name: 'kvlistValue', type: message('a map', [[1, 'values', keyValue, 'list']]), list: false });

const resource = message('a resource', [
  [1, 'attributes', keyValue, 'list'],
  [2, 'droppedAttributesCount', 'uint32'],
]);
const scope = message('a scope', [
  [1, 'name', 'string'],
  [2, 'version', 'string'],
  [3, 'attributes', keyValue, 'list'],
  [4, 'droppedAttributesCount', 'uint32'],
]);

const span = message('a span', [
  [1, 'traceId', 'hex'],
  [2, 'spanId', 'hex'],
  [3, 'traceState', 'string'],
  [4, 'parentSpanId', 'hex'],
  [5, 'name', 'string'],
  [6, 'kind', 'enum'],
  [7, 'startTimeUnixNano', 'fixed64'],
  [8, 'endTimeUnixNano', 'fixed64'],
  [9, 'attributes', keyValue, 'list'],
  [10, 'droppedAttributesCount', 'uint32'],
  [
    11,
    'events',
    message('an event', [
      [1, 'timeUnixNano', 'fixed64'],
      [2, 'name', 'string'],
      [3, 'attributes', keyValue, 'list'],
      [4, 'droppedAttributesCount', 'uint32'],
    ]),
    'list',
  ],
  [12, 'droppedEventsCount', 'uint32'],
  [
    13,
    'links',
    message('a link', [
      [1, 'traceId', 'hex'],
      [2, 'spanId', 'hex'],
      [3, 'traceState', 'string'],
      [4, 'attributes', keyValue, 'list'],
      [5, 'droppedAttributesCount', 'uint32'],
      [6, 'flags', 'fixed32'],
    ]),
    'list',
  ],
  [14, 'droppedLinksCount', 'uint32'],
  [
    15,
    'status',
    message('a status', [
      [2, 'message', 'string'],
      [3, 'code', 'enum'],
    ]),
  ],
  [16, 'flags', 'fixed32'],
]);

/** `ExportTraceServiceRequest` of opentelemetry-proto 1.x. */
export const traceRequest = message('a trace export', [
  [
    1,
    'resourceSpans',
    message('the spans of a resource', [
      [1, 'resource', resource],
      [
        2,
        'scopeSpans',
        message('the spans of a scope', [
          [1, 'scope', scope],
          [2, 'spans', span, 'list'],
          [3, 'schemaUrl', 'string'],
        ]),
        'list',
      ],
      [3, 'schemaUrl', 'string'],
    ]),
    'list',
  ],
]);

const exemplar = message(
  'an exemplar',
  [
    [2, 'timeUnixNano', 'fixed64'],
    [3, 'asDouble', 'double'],
    [4, 'spanId', 'hex'],
    [5, 'traceId', 'hex'],
    [6, 'asInt', 'sfixed64'],
    [7, 'filteredAttributes', keyValue, 'list'],
  ],
  ['asDouble', 'asInt']
);
const numberPoint = message(
  'a data point',
  [
    [2, 'startTimeUnixNano', 'fixed64'],
    [3, 'timeUnixNano', 'fixed64'],
    [4, 'asDouble', 'double'],
    [5, 'exemplars', exemplar, 'list'],
    [6, 'asInt', 'sfixed64'],
    [7, 'attributes', keyValue, 'list'],
    [8, 'flags', 'uint32'],
  ],
  ['asDouble', 'asInt']
);
const histogramPoint = message('a data point of a histogram', [
  [2, 'startTimeUnixNano', 'fixed64'],
  [3, 'timeUnixNano', 'fixed64'],
  [4, 'count', 'fixed64'],
  [5, 'sum', 'double'],
  [6, 'bucketCounts', 'fixed64', 'list'],
  [7, 'explicitBounds', 'double', 'list'],
  [8, 'exemplars', exemplar, 'list'],
  [9, 'attributes', keyValue, 'list'],
  [10, 'flags', 'uint32'],
  [11, 'min', 'double'],
  [12, 'max', 'double'],
]);
const buckets = message('buckets', [
  [1, 'offset', 'sint32'],
  [2, 'bucketCounts', 'uint64', 'list'],
]);
const exponentialPoint = message('a data point of an exponential histogram', [
  [1, 'attributes', keyValue, 'list'],
  [2, 'startTimeUnixNano', 'fixed64'],
  [3, 'timeUnixNano', 'fixed64'],
  [4, 'count', 'fixed64'],
  [5, 'sum', 'double'],
  [6, 'scale', 'sint32'],
  [7, 'zeroCount', 'fixed64'],
  [8, 'positive', buckets],
  [9, 'negative', buckets],
  [10, 'flags', 'uint32'],
  [11, 'exemplars', exemplar, 'list'],
  [12, 'min', 'double'],
  [13, 'max', 'double'],
  [14, 'zeroThreshold', 'double'],
]);
const summaryPoint = message('a data point of a summary', [
  [2, 'startTimeUnixNano', 'fixed64'],
  [3, 'timeUnixNano', 'fixed64'],
  [4, 'count', 'fixed64'],
  [5, 'sum', 'double'],
  [
    6,
    'quantileValues',
    message('a quantile', [
      [1, 'quantile', 'double'],
      [2, 'value', 'double'],
    ]),
    'list',
  ],
  [7, 'attributes', keyValue, 'list'],
  [8, 'flags', 'uint32'],
]);

const metric = message(
  'a metric',
  [
    [1, 'name', 'string'],
    [2, 'description', 'string'],
    [3, 'unit', 'string'],
    [5, 'gauge', message('a gauge', [[1, 'dataPoints', numberPoint, 'list']])],
    [
      7,
      'sum',
      message('a sum', [
        [1, 'dataPoints', numberPoint, 'list'],
        [2, 'aggregationTemporality', 'enum'],
        [3, 'isMonotonic', 'bool'],
      ]),
    ],
    [
      9,
      'histogram',
      message('a histogram', [
        [1, 'dataPoints', histogramPoint, 'list'],
        [2, 'aggregationTemporality', 'enum'],
      ]),
    ],
    [
      10,
      'exponentialHistogram',
      message('an exponential histogram', [
        [1, 'dataPoints', exponentialPoint, 'list'],
        [2, 'aggregationTemporality', 'enum'],
      ]),
    ],
    [11, 'summary', message('a summary', [[1, 'dataPoints', summaryPoint, 'list']])],
    [12, 'metadata', keyValue, 'list'],
  ],
  ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary']
);

/** `ExportMetricsServiceRequest` of opentelemetry-proto 1.x. */
export const metricsRequest = message('a metrics export', [
  [
    1,
    'resourceMetrics',
    message('the metrics of a resource', [
      [1, 'resource', resource],
      [
        2,
        'scopeMetrics',
        message('the metrics of a scope', [
          [1, 'scope', scope],
          [2, 'metrics', metric, 'list'],
          [3, 'schemaUrl', 'string'],
        ]),
        'list',
      ],
      [3, 'schemaUrl', 'string'],
    ]),
    'list',
  ],
]);
