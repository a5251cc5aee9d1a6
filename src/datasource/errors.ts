import type { DataQueryError } from '@grafana/data';
import { isRecord } from './config';

const UNKNOWN = 'The query failed without saying why.';

/** Any failure in words: errors of engines with their advice, of Grafana's requests, and thrown text. */
export function messageOf(error: unknown): string {
  if (typeof error === 'string') {
    return error || UNKNOWN;
  }
  if (!isRecord(error)) {
    return UNKNOWN;
  }
  const answer = isRecord(error.data) ? error.data.message : undefined;
  const message = [answer, error.message].find((text) => typeof text === 'string' && text !== '');
  const advice = Array.isArray(error.advice) ? error.advice.filter((text) => typeof text === 'string') : [];
  return [message ?? UNKNOWN, ...advice].join(' ');
}

export function toQueryError(refId: string, error: unknown): DataQueryError {
  return { refId, message: messageOf(error) };
}
