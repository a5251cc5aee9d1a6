import { BatchBuilder, type LoopBatch, type Place } from '../table/batch';
import { detectFormat, FORMATS, type Format } from './detect';
import type { Loop } from '../model/loop';
import { readJaegerTraces } from './jaegerJson';
import { isObject, type JsonObject } from './json';
import { readLoomflowSpan } from './loomflow';
import { findWarnings } from '../warnings';
import type { WarningOptions } from '../warnings/options';
import { readLoomflowMetric, readMetricPoints, type MetricPoint } from './loomflowMetrics';
import { readLoopgym } from './loopgym';
import { readLooplensEvent } from './looplens';
import { readLtf } from './ltf/readLtf';
import { readOtlpTraces } from './otlp/readOtlp';
import type { SpanRecord } from './otlp/span';
import { parseLogLine, unwrap } from './wrapped';

export type LineFaultKind = 'not-json' | 'not-utf8' | 'no-loop' | 'foreign' | 'too-long' | 'torn';

/** A line that gave no loop. */
export interface LineFault {
  kind: LineFaultKind;
  /** From 1. */
  line: number;
  /** Bytes from the start of the (unpacked) file. */
  offset: number;
  text: string;
  format: Format | null;
}

/** The spans of one line. */
export interface PlacedSpans {
  place: Place;
  spans: SpanRecord[];
}

/** The metrics of one line. */
export interface PlacedMetrics {
  place: Place;
  points: MetricPoint[];
}

/** What a run of whole lines holds. */
export interface ParsedLines {
  batch: LoopBatch;
  /** Spans of traces, which become loops only when they are put together. */
  spans: PlacedSpans[];
  /** Values that are told beside the spans. */
  metrics: PlacedMetrics[];
  /** Line breaks met. */
  lineCount: number;
  blankCount: number;
  faultCount: number;
  counts: Partial<Record<LineFaultKind, number>>;
  /** Documents in another format, by format. */
  foreign: Partial<Record<Format, number>>;
  /** The first faults of each kind, for people. */
  faults: LineFault[];
}

/** Faults of a kind that are told one by one; beyond it they are only counted. */
export const MAX_TOLD_FAULTS = 20;

const LF = 10;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenientDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const byte = bytes[i];
    if (byte !== 32 && byte !== 13 && byte !== 9) {
      return false;
    }
  }
  return true;
}

const hasBom = (bytes: Uint8Array) => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

/** The start of a line, as it can be shown. */
function excerpt(text: string): string {
  const plain = text
    .trim()
    .slice(0, 40)
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
  return text.trim().length > 40 ? `${plain}...` : plain;
}

/** Parses lines one after another; a host calls `step` until it is done, so that it can breathe in between. */
export class LineParser {
  private builder = new BatchBuilder();
  private at = 0;
  private line: number;
  private readonly spans: PlacedSpans[] = [];
  private readonly metrics: PlacedMetrics[] = [];
  private readonly result: Omit<ParsedLines, 'batch' | 'spans' | 'metrics'> = {
    lineCount: 0,
    blankCount: 0,
    faultCount: 0,
    counts: {},
    foreign: {},
    faults: [],
  };

  /**
   * @param bytes whole lines; the last one needs no line break
   * @param offset where they start in the file, in bytes
   * @param line the number of the first of them, from 1
   * @param warnings thresholds of what is warned of; the defaults where not given
   */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly offset: number,
    line: number,
    private readonly warnings?: WarningOptions
  ) {
    this.line = line;
    if (offset === 0 && hasBom(bytes)) {
      this.at = 3;
    }
  }

  /** Parses for about the given milliseconds; true when all is read. */
  step(budgetMs: number): boolean {
    const until = budgetMs === Infinity ? Infinity : performance.now() + budgetMs;
    while (this.at < this.bytes.length) {
      const found = this.bytes.indexOf(LF, this.at);
      const end = found < 0 ? this.bytes.length : found;
      this.parseLine(this.at, end);
      this.result.lineCount += found < 0 ? 0 : 1;
      this.at = end + 1;
      this.line++;
      if (until !== Infinity && performance.now() > until) {
        break;
      }
    }
    return this.at >= this.bytes.length;
  }

  take(): ParsedLines {
    return { ...this.result, batch: this.builder.take(), spans: this.spans, metrics: this.metrics };
  }

  private fault(kind: LineFaultKind, from: number, text: string, format: Format | null = null): void {
    const { counts } = this.result;
    const count = (counts[kind] ?? 0) + 1;
    counts[kind] = count;
    this.result.faultCount++;
    if (count <= MAX_TOLD_FAULTS) {
      this.result.faults.push({ kind, line: this.line, offset: this.offset + from, text, format });
    }
  }

  private parseLine(from: number, to: number): void {
    const { bytes } = this;
    if (bytes[from] !== 123 && isBlank(bytes, from, to)) {
      this.result.blankCount++;
      return;
    }
    const slice = bytes.subarray(from, to);
    let text: string;
    let mendedUtf8 = false;
    try {
      text = decoder.decode(slice);
    } catch {
      text = lenientDecoder.decode(slice);
      mendedUtf8 = true;
    }
    let parsed;
    try {
      parsed = parseLogLine(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (text.includes('\u0000')) {
        this.fault('not-utf8', from, `text in UTF-16, it seems; save the file as UTF-8: ${excerpt(text)}`);
        return;
      }
      this.fault(
        mendedUtf8 ? 'not-utf8' : 'not-json',
        from,
        mendedUtf8
          ? `not UTF-8 text, and no JSON: ${excerpt(text)}`
          : `not JSON (${cutReason(reason)}): ${excerpt(text)}`
      );
      return;
    }
    this.parseRecord(parsed.value, parsed.nonFinite, from, to, mendedUtf8);
  }

  private parseRecord(value: unknown, nonFinite: number, from: number, to: number, mendedUtf8: boolean): void {
    const format = detectFormat(value);
    const inner = format === 'object' ? unwrap(value) : null;
    if (inner !== null) {
      this.parseRecord(inner.value, inner.nonFinite, from, to, mendedUtf8);
      return;
    }
    const place: Place = { offset: this.offset + from, length: to - from, line: this.line };
    if (isObject(value) && (format === 'ltf' || format === 'loopgym')) {
      this.addLoop(format === 'ltf' ? readDocument(value, nonFinite) : readLoopgym(value), format, place, mendedUtf8);
    } else if (isObject(value) && (format === 'otlp-traces' || format === 'jaeger-traces')) {
      const { spans, refused } = format === 'otlp-traces' ? readOtlpTraces(value) : readJaegerTraces(value);
      this.spans.push({ place, spans });
      if (refused > 0) {
        const what = refused === 1 ? '1 span' : `${refused} spans`;
        this.fault('no-loop', from, `${FORMATS[format]} with ${what} without a usable trace and span id`, format);
      }
    } else if (isObject(value) && format === 'loomflow-telemetry') {
      const span = readLoomflowSpan(value);
      const point = value.kind === 'metric' ? readLoomflowMetric(value) : null;
      if (point !== null) {
        this.metrics.push({ place, points: [point] });
      } else if (span !== null) {
        this.spans.push({ place, spans: [span] });
      } else if (value.kind === 'span') {
        this.fault('no-loop', from, 'a loomflow span without ids', format);
      }
    } else if (isObject(value) && format === 'looplens-event') {
      const span = readLooplensEvent(value);
      if (typeof span === 'string') {
        this.fault('no-loop', from, span, format);
      } else if (span !== null) {
        this.spans.push({ place, spans: [span] });
      }
    } else if (isObject(value) && format === 'otlp-metrics') {
      this.metrics.push({ place, points: readMetricPoints(value) });
    } else {
      this.result.foreign[format] = (this.result.foreign[format] ?? 0) + 1;
      this.fault('foreign', from, `${FORMATS[format]}, which holds no loop that can be read`, format);
    }
  }

  private addLoop(loop: Loop | string, format: Format, place: Place, mendedUtf8: boolean): void {
    if (typeof loop === 'string') {
      this.fault('no-loop', place.offset - this.offset, loop, format);
      return;
    }
    if (mendedUtf8) {
      loop.faults.push({ code: 'invalid-utf8', detail: '' });
    }
    this.builder.add(loop, place, findWarnings(loop, null, this.warnings));
  }
}

/** One document: a loop, or a sentence that says why it gives none. Hostile ones must not stop the lines around them. */
export function readDocument(document: JsonObject, nonFinite: number): Loop | string {
  try {
    return readLtf(document, nonFinite);
  } catch (error) {
    return `an LTF document that cannot be read (${error instanceof Error ? error.message : String(error)})`;
  }
}

/** Engines quote the text in their message; the excerpt says it better. */
const cutReason = (reason: string) => reason.replace(/,? ?\.{0,3}"[\s\S]*$/, '').replace(/ in JSON/, '');

/** Parses whole lines at once. */
export function parseLines(bytes: Uint8Array, offset = 0, line = 1, warnings?: WarningOptions): ParsedLines {
  const parser = new LineParser(bytes, offset, line, warnings);
  parser.step(Infinity);
  return parser.take();
}
