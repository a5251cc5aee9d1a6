/** Metric families as OpenMetrics 1.0 text, or as Prometheus' older text format for those who ask for it. */

export interface Exemplar {
  labels: Record<string, string>;
  value: number;
  /** Seconds since the epoch. */
  timestamp: number | null;
}

export interface Sample {
  /** After the family's name: `_total`, `_bucket`, `_count`, `_sum`, or nothing. */
  suffix: '' | '_total' | '_bucket' | '_count' | '_sum' | '_info';
  labels: Record<string, string>;
  value: number;
  exemplar?: Exemplar;
}

export interface Family {
  /** Without `_total`. */
  name: string;
  type: 'counter' | 'gauge' | 'histogram' | 'info';
  /** Ends the name of the family, where there is one. */
  unit?: string;
  help: string;
  samples: Sample[];
}

export type Exposition = 'openmetrics' | 'text';

export const CONTENT_TYPES: Record<Exposition, string> = {
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  text: 'text/plain; version=0.0.4; charset=utf-8',
};

/** What a scraper asks for; OpenMetrics only where it says that it knows it. */
export const chooseExposition = (accept: string | undefined): Exposition =>
  accept?.includes('application/openmetrics-text') === true ? 'openmetrics' : 'text';

/** Longest label value; telemetry may hold whole documents where a name is expected. */
const MAX_VALUE = 128;
/** Of all labels of an exemplar together, names and values (OpenMetrics 1.0). */
const MAX_EXEMPLAR = 128;

/** A label value of well-formed text and bounded length. */
export function labelValue(text: string): string {
  const whole = [...text.slice(0, 2 * MAX_VALUE)].slice(0, MAX_VALUE).join('');
  return whole.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

const escapeValue = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
const escapeHelp = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');

function writeLabels(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeValue(labelValue(value))}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function writeNumber(value: number): string {
  return value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : Number.isNaN(value) ? 'NaN' : String(value);
}

function writeExemplar({ labels, value, timestamp }: Exemplar): string {
  const size = Object.entries(labels).reduce((sum, [name, text]) => sum + [...name].length + [...text].length, 0);
  if (size > MAX_EXEMPLAR) {
    return '';
  }
  const at = timestamp === null ? '' : ` ${timestamp.toFixed(3)}`;
  return ` # ${writeLabels(labels) || '{}'} ${writeNumber(value)}${at}`;
}

/** All families as one text. Families without samples are left out. */
export function writeExposition(families: Family[], format: Exposition): string {
  const lines: string[] = [];
  const isOpen = format === 'openmetrics';
  for (const { name, type, unit, help, samples } of families) {
    if (samples.length === 0) {
      continue;
    }
    // The older format names a counter as its samples are named, and knows no info.
    const shown = isOpen ? name : type === 'counter' ? `${name}_total` : type === 'info' ? `${name}_info` : name;
    lines.push(`# TYPE ${shown} ${isOpen ? type : type === 'info' ? 'gauge' : type}`);
    if (isOpen && unit !== undefined) {
      lines.push(`# UNIT ${name} ${unit}`);
    }
    lines.push(`# HELP ${shown} ${isOpen ? escapeHelp(help) : help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`);
    for (const { suffix, labels, value, exemplar } of samples) {
      const tail = isOpen && exemplar !== undefined ? writeExemplar(exemplar) : '';
      lines.push(`${name}${suffix}${writeLabels(labels)} ${writeNumber(value)}${tail}`);
    }
  }
  return `${lines.join('\n')}${lines.length === 0 ? '' : '\n'}${isOpen ? '# EOF\n' : ''}`;
}
