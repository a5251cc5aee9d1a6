/** Pieces of OTLP as JSON that the generators share. */

interface Value {
  stringValue?: string;
  intValue?: string;
  doubleValue?: number;
}

export const attribute = (key: string, value: string | number): { key: string; value: Value } => ({
  key,
  value:
    typeof value === 'string'
      ? { stringValue: value }
      : Number.isInteger(value)
        ? { intValue: String(value) }
        : { doubleValue: value },
});

/** Milliseconds since the epoch as nanoseconds. */
export const nano = (ms: number) => `${Math.round(ms * 1000)}000`;

export const hex = (number: number, length: number) => number.toString(16).padStart(length, '0');

/** An export request with the spans of one service. */
export const exportRequest = (service: string, spans: unknown[]) => ({
  resourceSpans: [
    {
      resource: { attributes: [attribute('service.name', service)] },
      scopeSpans: [{ scope: { name: service }, spans }],
    },
  ],
});
