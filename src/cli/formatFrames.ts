import type { Notice } from '../core/model/notice';
import type { Frame, FrameField } from '../frames/frame';
import { formatTranscript, isTranscript } from './formatTranscript';
import { plain } from './plain';

export const OUTPUT_FORMATS = ['table', 'json', 'csv', 'jsonl'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** All of an answer as one JSON document. */
export function formatJson(frames: Frame[], notices: Notice[]): string {
  return JSON.stringify({
    frames: frames.map(({ name, meta, fields }) => ({
      name,
      meta,
      fields: fields.map(({ name, type, labels, values }) => ({ name, type, labels: labels ?? {}, values })),
    })),
    notices,
  });
}

function show(value: unknown, { type, config }: FrameField): string {
  if (value === null || value === undefined) {
    return '-';
  }
  if (typeof value === 'number') {
    if (type === 'time') {
      return new Date(value).toISOString();
    }
    const decimals = config.unit === 'currencyUSD' ? 6 : config.unit === 'ms' ? 1 : 4;
    return String(Number(value.toFixed(decimals)));
  }
  return plain(typeof value === 'string' ? value : JSON.stringify(value));
}

const MAX_WIDTH = 44;

const cut = (text: string) => (text.length > MAX_WIDTH ? `${text.slice(0, MAX_WIDTH - 3)}...` : text);

/** Columns side by side, numbers to the right; columns without any value are left out. */
export function formatTable(frames: Frame[]): string {
  const format = (frame: Frame) => (isTranscript(frame) ? formatTranscript(frame) : formatFrame(frame));
  return frames.length === 0 ? 'nothing found' : frames.map(format).join('\n\n');
}

function formatFrame(frame: Frame): string {
  const fields = frame.fields.filter(({ values }) => values.some((value) => value !== null && value !== undefined));
  const name = plain(frame.name);
  if (frame.length === 0 || fields.length === 0) {
    return `${name}: nothing found`;
  }
  const columns = fields.map((field) => {
    const cells = field.values.map((value) => cut(show(value, field)));
    const width = Math.max(field.name.length, ...cells.map(({ length }) => length));
    const pad = (text: string) => (field.type === 'number' ? text.padStart(width) : text.padEnd(width));
    return [pad(field.name), ...cells.map(pad)];
  });
  const lines = columns[0].map((_, row) =>
    columns
      .map((column) => column[row])
      .join('  ')
      .trimEnd()
  );
  return name === '' ? lines.join('\n') : `${name}\n${lines.join('\n')}`;
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) {
    return '';
  }
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  // A leading sign would be read as a formula by spreadsheets.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One header for frames alike; a column `frame` tells them apart where there are several. */
export function formatCsv(frames: Frame[]): string {
  const several = frames.length > 1;
  const names = frames[0]?.fields.map(({ name }) => name) ?? [];
  const lines = [[...(several ? ['frame'] : []), ...names].map(csvCell).join(',')];
  for (const { name, fields, length } of frames) {
    for (let row = 0; row < length; row++) {
      const cells = fields.map((field) =>
        csvCell(
          field.type === 'time' && typeof field.values[row] === 'number'
            ? new Date(Number(field.values[row])).toISOString()
            : field.values[row]
        )
      );
      lines.push([...(several ? [csvCell(name)] : []), ...cells].join(','));
    }
  }
  return lines.join('\n');
}

/** A JSON object a row. */
export function formatJsonl(frames: Frame[]): string {
  const lines: string[] = [];
  for (const { name, fields, length } of frames) {
    for (let row = 0; row < length; row++) {
      const entries = fields.map((field) => [field.name, field.values[row] ?? null]);
      const labels = fields.find((field) => field.labels !== undefined)?.labels ?? {};
      lines.push(JSON.stringify({ frame: name, ...labels, ...Object.fromEntries(entries) }));
    }
  }
  return lines.join('\n');
}

export function formatFrames(frames: Frame[], notices: Notice[], format: OutputFormat): string {
  switch (format) {
    case 'json':
      return formatJson(frames, notices);
    case 'csv':
      return formatCsv(frames);
    case 'jsonl':
      return formatJsonl(frames);
    default:
      return formatTable(frames);
  }
}
