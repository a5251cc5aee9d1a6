import type { StoreHealth } from '../loopStore';
import { StoreError } from '../storeError';

/** What stopped a store from answering, as its health tells it. */
export const failedHealth = (error: unknown): StoreHealth =>
  error instanceof StoreError
    ? { ok: false, message: error.message, details: error.advice }
    : { ok: false, message: error instanceof Error ? error.message : String(error), details: [] };

/** A failure of one part of a reading, told beside what could be read. */
export const failureText = (error: unknown): string =>
  error instanceof StoreError
    ? [error.message, ...error.advice].join(' ')
    : error instanceof Error
      ? error.message
      : String(error);
