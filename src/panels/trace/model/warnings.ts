import { fieldsByName, toNumber, toText, type ReadableFrame } from './columns';

export interface LoopWarning {
  traceId: string | null;
  type: string;
  severity: string;
  title: string;
  what: string | null;
  why: string | null;
  tryThis: string | null;
  firstIteration: number;
  lastIteration: number;
  /** Ids of the spans that show it. */
  spans: string[];
}

export function isWarningsFrame(names: ReadonlySet<string>): boolean {
  return names.has('severity') && names.has('title') && (names.has('firstIteration') || names.has('evidence'));
}

export function readWarnings(frame: ReadableFrame): LoopWarning[] {
  const fields = fieldsByName(frame);
  const at = (name: string, row: number): unknown => fields.get(name)?.values[row];
  return Array.from({ length: frame.length }, (_, row) => {
    const first = toNumber(at('firstIteration', row));
    const last = toNumber(at('lastIteration', row));
    const type = toText(at('type', row)) ?? 'warning';
    return {
      traceId: toText(at('traceId', row)),
      type,
      severity: toText(at('severity', row)) ?? 'warning',
      title: toText(at('title', row)) ?? type,
      what: toText(at('what', row)),
      why: toText(at('why', row)),
      tryThis: toText(at('try', row)),
      firstIteration: first,
      lastIteration: last === last ? last : first,
      spans: spanIds(at('evidence', row)),
    };
  });
}

function spanIds(evidence: unknown): string[] {
  try {
    const list: unknown = typeof evidence === 'string' ? JSON.parse(evidence) : evidence;
    return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : [];
  } catch {
    return [];
  }
}
