import type { DataFrame } from '@grafana/data';
import { asNumber, asText, columnsOf } from '../data/readLoops';

/** What looks wrong in a loop: a row of the `warnings` table. */
export interface WarningRow {
  type: string;
  severity: 'critical' | 'warning' | 'info';
  title: string;
  what: string;
  why: string | null;
  advice: string | null;
  firstIteration: number | null;
  lastIteration: number | null;
  /** Iterations and steps that prove it. */
  iterations: number[];
  spans: string[];
}

const MOST_EVIDENCE = 50;

/** Warnings in the order in which they are told: what harms first. */
export function readWarnings(frames: readonly DataFrame[]): WarningRow[] {
  return frames.flatMap((frame) => {
    const at = columnsOf(frame);
    return Array.from({ length: frame.length }, (_, row): WarningRow => {
      const text = (name: string) => asText(at(name, row));
      const severity = text('severity');
      const evidence = readEvidence(text('evidence'));
      return {
        type: text('type') ?? 'other',
        severity: severity === 'critical' || severity === 'info' ? severity : 'warning',
        title: text('title') ?? text('type') ?? 'Something looks wrong',
        what: text('what') ?? '',
        why: text('why'),
        advice: text('try'),
        firstIteration: asNumber(at('firstIteration', row)),
        lastIteration: asNumber(at('lastIteration', row)),
        iterations: evidence.filter((one) => typeof one === 'number'),
        spans: evidence.filter((one) => typeof one === 'string'),
      };
    });
  });
}

function readEvidence(text: string | null): Array<string | number> {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return (Array.isArray(list) ? list : [])
      .slice(0, MOST_EVIDENCE)
      .filter((one) => typeof one === 'string' || typeof one === 'number');
  } catch {
    return [];
  }
}
