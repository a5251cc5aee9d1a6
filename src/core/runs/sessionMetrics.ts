import { SESSION_METRICS, type SessionMetric, type SessionPoint } from '../formats/loomflowMetrics';
import { tokens, usd } from '../model/units';
import type { Run } from './run';

interface HeldPoint extends SessionPoint {
  source: number;
}

/** Metrics are written a little after the span that they are about has ended (ms). */
const GRACE_MS = 2000;

/**
 * What loomflow before 0.20 says of tokens and cost only in its metrics, by session.
 * A session that several loops share is told apart by time; running totals cannot be, and are left out there.
 */
export class SessionMetrics {
  private readonly points = new Map<string, Map<string, HeldPoint>>();

  /** True where the point was not known. `key` tells it from others of its file. */
  add(point: SessionPoint, source: number, key: string): boolean {
    let held = this.points.get(point.session);
    if (held === undefined) {
      held = new Map();
      this.points.set(point.session, held);
    }
    const id = point.series ?? `${source} ${key}`;
    const known = held.get(id);
    if (known !== undefined && (known.time ?? 0) >= (point.time ?? 0)) {
      return false;
    }
    held.set(id, { ...point, source });
    return true;
  }

  dropSource(source: number): void {
    for (const [session, held] of this.points) {
      for (const [id, point] of held) {
        if (point.source === source) {
          held.delete(id);
        }
      }
      if (held.size === 0) {
        this.points.delete(session);
      }
    }
  }

  /** Fills in what the spans of a run do not tell. */
  apply({ loop, steps }: Run, isShared: (session: string) => boolean): void {
    const { totals } = loop;
    if (this.points.size === 0 || loop.system !== 'loomflow' || totals === null || loop.tokensTotal !== null) {
      return;
    }
    const sums = new Map<SessionMetric, number>();
    const sessions = new Set<string>();
    for (const { span } of steps) {
      const session = span.attributes.session_id;
      if (typeof session === 'string') {
        sessions.add(session);
      }
    }
    const from = loop.startTime ?? -Infinity;
    const to = (loop.endTime ?? Infinity) + GRACE_MS;
    for (const session of sessions) {
      for (const metric of SESSION_METRICS) {
        const value = this.sum(session, metric, isShared(session) ? { from, to } : null);
        if (value !== null) {
          sums.set(metric, (sums.get(metric) ?? 0) + value);
        }
      }
    }
    const input = sums.get('loom.tokens.input');
    const output = sums.get('loom.tokens.output');
    const cost = sums.get('loom.cost.usd');
    totals.inputTokens = input === undefined ? null : tokens(input);
    totals.outputTokens = output === undefined ? null : tokens(output);
    loop.tokensTotal = input === undefined && output === undefined ? null : tokens((input ?? 0) + (output ?? 0));
    if (cost !== undefined && totals.costUsd === null) {
      totals.costUsd = usd(cost);
      totals.costBasis = 'reported';
    }
  }

  /** Single values go before running totals: both may have been written of the same calls. */
  private sum(session: string, metric: SessionMetric, window: { from: number; to: number } | null): number | null {
    const own = [...(this.points.get(session)?.values() ?? [])].filter((point) => point.metric === metric);
    const single = own.filter(
      ({ series, time }) =>
        series === null && (window === null || (time !== null && time >= window.from && time <= window.to))
    );
    const chosen = single.length > 0 ? single : window === null ? own.filter(({ series }) => series !== null) : [];
    return chosen.length === 0 ? null : chosen.reduce((total, { value }) => total + value, 0);
  }
}
