import { firstValueFrom, last } from 'rxjs';
import { detectFormat } from '../core/formats/detect';
import { completeQuery } from '../core/query/defaults';
import type { TimeRange } from '../core/query/query';
import { QueryError } from '../core/query/queryError';
import { toOtlpJson } from '../frames/otlpJson';
import type { LoopStore } from '../stores/loopStore';
import type { LoopDocument } from './engine';

/** One loop as it was written, with its faults; where only its spans are known, those as OTLP JSON. */
export async function readDocument(
  store: LoopStore,
  traceId: string,
  range: TimeRange,
  signal: AbortSignal
): Promise<LoopDocument> {
  const query = completeQuery({ queryType: 'trace', traceId });
  const { table } = await firstValueFrom(store.read(range, Date.now(), query).pipe(last()));
  signal.throwIfAborted();
  const row = table.find(traceId);
  if (row === undefined) {
    throw new QueryError(`There is no loop with the id ${traceId.slice(0, 80)} in this store.`);
  }
  try {
    const document = await store.document(table.traceIds[row], signal);
    const format = detectFormat(document);
    const faults = format === 'ltf' ? await ltfFaults(document) : [];
    return { format: format === 'ltf' || format === 'loopgym' ? format : 'other', text: write(document), faults };
  } catch (error) {
    signal.throwIfAborted();
    const { steps } = await store.open(table.traceIds[row], signal);
    if (steps.length === 0) {
      throw error;
    }
    return { format: 'otlp', text: write(toOtlpJson({ traceId: table.traceIds[row], steps })), faults: [] };
  }
}

/** The checks are loaded when a document is first looked at. */
async function ltfFaults(document: unknown) {
  const { validateDocument } = await import('../core/formats/ltf/validate');
  return validateDocument(document);
}

const write = (value: unknown) => JSON.stringify(value, null, 2);
