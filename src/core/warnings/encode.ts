import { WARNING_TYPES, type WarningType } from '../model/warning';
import { MAX_EVIDENCE, type Figure, type Finding } from './detector';

type Stored = [
  type: number,
  first: number | null,
  last: number | null,
  count: number,
  confidence: number,
  figures: Figure[],
  /** 0: the iterations from the first to the last. */
  evidence: Array<string | number> | 0,
];

const MAX_TEXT = 200;
const TYPE_IDS = new Map(WARNING_TYPES.map((type, id) => [type, id]));

/** Telemetry is written by strangers: what is kept of its texts is short. */
const cut = <T extends Figure>(value: T) =>
  typeof value === 'string' && value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}...` : value;

/** Figures are read by people: seven digits say all that they take in. */
const short = (value: Figure) => cut(typeof value === 'number' ? Number(value.toPrecision(7)) : value);

/** True for the numbers from one to the other, one by one. */
const isRange = (evidence: Array<string | number>, first: number | null, last: number | null) =>
  first !== null &&
  last !== null &&
  evidence.length === last - first + 1 &&
  evidence.every((value, i) => value === first + i);

const range = (first: number, last: number) =>
  Array.from({ length: Math.min(MAX_EVIDENCE, last - first + 1) }, (_, i) => first + i);

const idOf = (type: WarningType) => TYPE_IDS.get(type) ?? 0;
const bitOf = (type: WarningType) => 1 << idOf(type);

/** A bit for each type that was found. */
export const typeBits = (findings: readonly Finding[]) => findings.reduce((bits, { type }) => bits | bitOf(type), 0);

/** The types whose bits are set, in their order. */
export const typesOf = (bits: number): WarningType[] => WARNING_TYPES.filter((type) => (bits & bitOf(type)) !== 0);

/** Findings as one short text, to be held for each loop that has any. */
export function encodeFindings(findings: readonly Finding[]): string {
  const stored = findings.map(
    ({ type, firstIteration, lastIteration, count, confidence, figures, evidence }): Stored => [
      idOf(type),
      firstIteration,
      lastIteration,
      count,
      confidence,
      figures.map(short),
      isRange(evidence, firstIteration, lastIteration) ? 0 : evidence.slice(0, MAX_EVIDENCE).map(cut),
    ]
  );
  return JSON.stringify(stored);
}

/** What `encodeFindings` wrote. */
export function decodeFindings(text: string): Finding[] {
  const stored = JSON.parse(text) as Stored[];
  return stored.map(([id, firstIteration, lastIteration, count, confidence, figures, evidence]) => ({
    type: WARNING_TYPES[id],
    firstIteration,
    lastIteration,
    count,
    confidence,
    figures,
    evidence: evidence === 0 ? range(firstIteration ?? 0, lastIteration ?? -1) : evidence,
  }));
}
