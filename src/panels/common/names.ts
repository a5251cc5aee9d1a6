/** What tells a loop from others when people read it. */
export interface Named {
  key: string;
  traceId: string | null;
  loop: string | null;
  /** What people read: the loop's name, with the end of its id where names repeat. */
  name: string;
  /** The part of `name` that tells it from others and must never be cut off; may be empty. */
  suffix: string;
}

/** Fills in `name` and `suffix`: the loop's own name, with the end of the trace id where several share it. */
export function nameLoops(loops: readonly Named[]): void {
  const counts = new Map<string, number>();
  for (const { loop } of loops) {
    counts.set(loop ?? '', (counts.get(loop ?? '') ?? 0) + 1);
  }
  for (const series of loops) {
    const shared = (counts.get(series.loop ?? '') ?? 0) > 1;
    const end = series.traceId?.slice(-6) ?? '';
    series.suffix = series.loop === null ? '' : shared ? end : '';
    const base = series.loop ?? series.traceId ?? series.key;
    series.name = series.suffix ? `${base} ${series.suffix}` : base;
  }
}

/** `max_iterations` as people say it; sentences stay as they are. */
export function words(reason: string): string {
  return /^[a-z0-9_]+$/.test(reason) ? reason.replace(/_/g, ' ') : reason;
}
