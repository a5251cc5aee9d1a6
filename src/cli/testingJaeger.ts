import type { QueryEngine } from '../engine/engine';
import { freshExport, jsonlEngine } from './testingBackends';
import { openTape, type Tape } from './testingTape';

/** With JAEGER_RECORD=1 recordings are made anew, of empty servers: JAEGER_URL and JAEGER_OTLP_URL, JAEGER_2_20_URL and so on. */
const { JAEGER_RECORD = '' } = process.env;

export interface RecordedJaeger {
  tape: Tape;
  services: string[];
  /** The JSONL store over the telemetry that was sent. */
  jsonl: QueryEngine;
  range: { from: number; to: number };
  /** Sends the telemetry where it is recorded; stops the clock at the time of the recording. */
  begin(): Promise<void>;
}

/** A recording of a Jaeger that holds these OTLP exports as if they had ended a minute before. */
export function openJaeger(version: string, otlp: string[]): RecordedJaeger {
  const name = version === 'main' ? 'JAEGER_' : `JAEGER_${version.replace('.', '_')}_`;
  const root = process.env[`${name}URL`] ?? '';
  const isRecorded = JAEGER_RECORD === '1' && root !== '';
  const tape = openTape(`jaeger/${version}`, isRecorded ? { root, server: `Jaeger ${version}` } : null);
  const exports = otlp.map((file) => freshExport(file, tape.now - 60_000, tape.salt));
  // The API of earlier servers tells whole microseconds.
  const bodies = exports.map(({ body }) => JSON.stringify(body).replaceAll(/(TimeUnixNano":"\d+)\d{3}"/gi, '$1000"'));
  return {
    tape,
    services: [...new Set(exports.flatMap(({ services }) => services))],
    jsonl: jsonlEngine(bodies),
    range: { from: tape.now - 6 * 3_600_000, to: tape.now },
    async begin() {
      if (tape.isRecording) {
        const url = `${process.env[`${name}OTLP_URL`] ?? ''}/v1/traces`;
        for (const body of bodies) {
          const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
          if (!answer.ok) {
            throw new Error(`${url} answers ${answer.status}`);
          }
        }
        // The collector writes in batches.
        await new Promise((resolve) => setTimeout(resolve, 3000));
      }
      jest.spyOn(Date, 'now').mockReturnValue(tape.now);
    },
  };
}
