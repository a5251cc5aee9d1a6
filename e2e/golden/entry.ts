import { lastValueFrom } from 'rxjs';
import { completeQuery } from '../../src/core/query/defaults';
import type { LoopQuery } from '../../src/core/query/query';
import type { QueryContext } from '../../src/engine/engine';
import { createLocalEngine } from '../../src/engine/localEngine';
import { toFrameJson, type FrameJson } from '../../src/frames/json';
import { createFetchPort } from '../../src/stores/fetchPort';
import { createHttpFiles } from '../../src/stores/jsonl/httpFiles';
import { createJsonlStore } from '../../src/stores/jsonl/jsonlStore';

export interface GoldenRequest {
  /** The URL of the folder that the file lies in. */
  base: string;
  file: string;
  queries: Array<Partial<LoopQuery>>;
  context: Omit<QueryContext, 'requestedAt'>;
}

export interface GoldenAnswer {
  frames: FrameJson[];
  notices: unknown[];
  errors: string[];
}

/** Answers queries on this host, as the data source does: read over HTTP, computed here. */
export async function answer({ base, file, queries, context }: GoldenRequest): Promise<GoldenAnswer[]> {
  const files = createHttpFiles(createFetchPort(), base);
  const engine = createLocalEngine(createJsonlStore({ files, patterns: [file] }));
  const answers: GoldenAnswer[] = [];
  for (const given of queries) {
    const query = completeQuery(given);
    try {
      const { frames, notices } = await lastValueFrom(engine.query(query, { ...context, requestedAt: Date.now() }));
      answers.push({
        frames: frames.map((frame) => toFrameJson({ ...frame, refId: query.refId })),
        notices,
        errors: [],
      });
    } catch (error) {
      answers.push({ frames: [], notices: [], errors: [error instanceof Error ? error.message : String(error)] });
    }
  }
  return answers;
}
