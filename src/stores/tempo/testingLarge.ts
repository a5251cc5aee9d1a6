export interface LargeLoop {
  traceId: string;
  /** When it ended (ms since the epoch). */
  end: number;
  iterations: number;
  steps: number;
  /** Without it the loop is still running: nothing stands above its iterations yet. */
  hasRoot?: boolean;
}

/** The number of a span as an id: of those that are even it begins with `00`. */
const idOf = (n: number) => (n % 2 === 0 ? n : 2 ** 40 * n + 2 ** 60).toString(16).padStart(16, '0');
const ownOf = (iteration: number) => 1000 * iteration;
const parentOf = (own: number, k: number) => (k % 20 === 0 ? own : own + k - (k % 20) + 1);

/** The ids of an iteration and its steps: every twentieth step holds the nineteen behind it. */
export const largeSteps = (iteration: number, steps: number): Array<{ spanId: string; parentSpanId: string }> => [
  { spanId: idOf(ownOf(iteration)), parentSpanId: idOf(1) },
  ...Array.from({ length: steps }, (_, k) => ({
    spanId: idOf(ownOf(iteration) + k + 1),
    parentSpanId: idOf(parentOf(ownOf(iteration), k)),
  })),
];

/** A loop whose iterations have many steps, as OTLP bodies: one for each iteration, and one for the root. */
export function largeLoop({ traceId, end, iterations, steps, hasRoot = true }: LargeLoop): string[] {
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const span = (n: number, parent: number | null, name: string, attributes: unknown[]) => ({
    traceId,
    spanId: idOf(n),
    ...(parent === null ? {} : { parentSpanId: idOf(parent) }),
    name,
    startTimeUnixNano: `${end - 30_000 + n}000000`,
    endTimeUnixNano: `${end - 29_999 + n}000000`,
    attributes,
  });
  const bodies = Array.from({ length: iterations }, (_, i) => {
    const own = ownOf(i + 1);
    const calls = Array.from({ length: steps }, (__, k) =>
      span(own + k + 1, parentOf(own, k), `execute_tool t${k}`, [
        text('gen_ai.operation.name', 'execute_tool'),
        text('gen_ai.tool.name', `t${k}`),
      ])
    );
    const attributes = [
      text('loop.name', 'large'),
      { key: 'loop.iteration', value: { intValue: String(i + 1) } },
      { key: 'loop.goal_score', value: { doubleValue: (i + 1) / 8 } },
    ];
    return [...calls, span(own, 1, 'loop.iteration', attributes)];
  });
  const root = span(1, null, 'loop.run', [text('loop.name', 'large')]);
  return [...bodies, ...(hasRoot ? [[root]] : [])].map((spans) =>
    JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ spans }] }] })
  );
}
