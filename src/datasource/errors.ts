import type { DataQueryError } from '@grafana/data';
import { isRecord } from './config';

/** Any failure as one sentence: errors of engines, of Grafana's requests, and thrown text. */
export function messageOf(error: unknown): string {
  if (typeof error === 'string' && error !== '') {
    return error;
  }
  if (isRecord(error) && isRecord(error.data) && typeof error.data.message === 'string' && error.data.message !== '') {
    return error.data.message;
  }
  if (error instanceof Error || (isRecord(error) && typeof error.message === 'string')) {
    const { message } = error;
    return typeof message === 'string' && message !== '' ? message : 'The query failed without saying why.';
  }
  return 'The query failed without saying why.';
}

export function toQueryError(refId: string, error: unknown): DataQueryError {
  return { refId, message: messageOf(error) };
}
