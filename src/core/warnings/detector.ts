import type { WarningType } from '../model/warning';
import type { WarningOptions } from './options';
import type { WarningSubject } from './subject';

export type Figure = number | string | null;

/** What a detector found, in figures: what is stored. Its words are made where it is shown. */
export interface Finding {
  type: WarningType;
  firstIteration: number | null;
  lastIteration: number | null;
  count: number;
  confidence: number;
  /** What the words are made of, in the detector's own order. */
  figures: Figure[];
  evidence: Array<string | number>;
}

export interface WarningWords {
  title: string;
  what: string;
  why: string;
  try: string;
}

/** One kind of thing that can look wrong. Pure: the same loop gives the same finding. */
export interface Detector {
  type: WarningType;
  /** Null where nothing is wrong, and where what it takes to tell is not known. */
  detect(subject: WarningSubject, options: WarningOptions): Finding | null;
  words(finding: Finding): WarningWords;
}

/** Proof that is kept of one finding, at most: whoever looks at twenty places believes it. */
export const MAX_EVIDENCE = 20;
