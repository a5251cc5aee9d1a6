import { getDataSourceSrv } from '@grafana/runtime';
import type { LoopDocument, QueryEngine } from '../../engine/engine';

type Reader = Required<Pick<QueryEngine, 'document'>>;

/** One loop as it was written, from the engine behind a data source. Rejects with a sentence. */
export async function readDocument(uid: string, traceId: string, signal: AbortSignal): Promise<LoopDocument> {
  const source: object = await getDataSourceSrv().get(uid);
  const engine: unknown = 'engine' in source ? source.engine : undefined;
  if (!hasDocuments(engine)) {
    throw new Error('This data source gives no documents of single loops.');
  }
  return engine.document(traceId, { from: null, to: null }, signal);
}

function hasDocuments(engine: unknown): engine is Reader {
  return typeof engine === 'object' && engine !== null && 'document' in engine && typeof engine.document === 'function';
}
