import type { JsonObject } from '../core/formats/json';
import { readOtlpTraces } from '../core/formats/otlp/readOtlp';
import type { SpanRecord } from '../core/formats/otlp/span';
import type { QueryEngine } from '../engine/engine';
import { freshExport, jsonlEngine } from './testingBackends';
import { openTape, type Tape } from './testingTape';

/**
 * With TEMPO_RECORD=1 recordings are made anew, of a Tempo with tenants (`multitenancy_enabled`) and its OTLP receiver:
 * TEMPO_URL and OTLP_URL. Earlier servers have variables of their own: TEMPO_2_6_URL and TEMPO_2_6_OTLP_URL.
 */
const { TEMPO_RECORD = '' } = process.env;
const DAY = 86_400_000;

export interface RecordedTempo {
  tape: Tape;
  /** All that was sent. */
  spans: SpanRecord[];
  /** The JSONL store over the same telemetry. */
  jsonl: QueryEngine;
  /** An hour that holds all of it. */
  range: { from: number; to: number };
  /** Sends the telemetry where it is recorded; stops the clock at the time of the recording. */
  begin(): Promise<void>;
}

export interface TempoOptions {
  /** Only traces that began so long before the end (ms). */
  within?: number;
  /** How long to wait until what was sent lies where it will stay (ms), instead of waiting until all of it is found. */
  settleMs?: number;
  /** Of a server of this version, not today's: `2.6`. */
  version?: string;
}

/** Where the server and its receiver are; null where it is not recorded. */
function recordedAt(version: string | undefined) {
  const name = version === undefined ? '' : `TEMPO_${version.replace('.', '_')}_`;
  const root = process.env[`${name === '' ? 'TEMPO_' : name}URL`] ?? '';
  const otlp = process.env[`${name}OTLP_URL`] ?? '';
  return TEMPO_RECORD === '1' && root !== ''
    ? { root, otlp, server: `Tempo ${version ?? 'of the main branch, August 2026'}` }
    : null;
}

/** An export with some of its traces left out. */
function onlyTraces(body: JsonObject, isKept: (traceId: string) => boolean): JsonObject {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    key === 'spans' && Array.isArray(value) ? value.filter(({ traceId }) => isKept(String(traceId))) : value
  );
}

/** Traces of an export that began at this time or later. */
function tracesSince(body: JsonObject, time: number): Set<string> {
  const { spans } = readOtlpTraces(body);
  const early = new Set(spans.flatMap(({ traceId, startTime }) => ((startTime ?? 0) < time ? [traceId] : [])));
  return new Set(spans.flatMap(({ traceId }) => (early.has(traceId) ? [] : [traceId])));
}

/** A recording of a Tempo that holds these OTLP exports as if they had ended a minute before. */
export function openTempo(
  name: string,
  otlp: string[],
  { within = Infinity, settleMs = 0, version }: TempoOptions = {}
): RecordedTempo {
  const server = recordedAt(version);
  const tape = openTape(`tempo/${name}`, server);
  const bodies = otlp.map((file) => {
    const { body } = freshExport(file, tape.now - 60_000, tape.salt);
    const kept = tracesSince(body, tape.now - within);
    return onlyTraces(body, (traceId) => kept.has(traceId));
  });
  const spans = bodies.flatMap((body) => readOtlpTraces(body).spans);
  const traces = new Set(spans.map(({ traceId }) => traceId)).size;
  const headers = { 'X-Scope-OrgID': tape.salt, 'Content-Type': 'application/json' };

  /** What is older than half an hour is found once it is in a block: that takes some minutes unless `blocklist_poll` is short. */
  async function allFound(): Promise<void> {
    const url = `${server?.root}/api/search?q={}&start=${Math.floor((tape.now - DAY) / 1000)}&end=${Math.ceil(tape.now / 1000)}&limit=1000&spss=1`;
    for (let found = 0; found < traces;) {
      await new Promise((resolve) => setTimeout(resolve, 2000));
      const json: { traces?: unknown[] } = await (await fetch(url, { headers })).json();
      found = json.traces?.length ?? 0;
    }
  }

  return {
    tape,
    spans,
    jsonl: jsonlEngine(bodies.map((body) => JSON.stringify(body))),
    range: { from: tape.now - 3_600_000, to: tape.now },
    async begin() {
      if (tape.isRecording) {
        for (const body of bodies) {
          const answer = await fetch(`${server?.otlp}/v1/traces`, {
            method: 'POST',
            headers,
            body: JSON.stringify(body),
          });
          if (!answer.ok) {
            throw new Error(`OTLP_URL answers ${answer.status}: ${await answer.text()}`);
          }
        }
        await (settleMs > 0 ? new Promise((resolve) => setTimeout(resolve, settleMs)) : allFound());
      }
      jest.spyOn(Date, 'now').mockReturnValue(tape.now);
    },
  };
}
