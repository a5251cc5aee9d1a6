/** Addresses that the lines of a guide are written with, each without a slash at the end. */
export interface Addresses {
  /** Takes spans over OTLP/HTTP. */
  otlp: string;
  /** Where `loopscope serve` answers. */
  server: string;
}

/** What a person does, with the lines to copy. */
export interface GuideStep {
  text: string;
  code: (at: Addresses) => string;
}

/** How loops of one system are sent, or how one store is read. */
export interface Guide {
  /** In the address of the page. */
  id: string;
  title: string;
  /** What comes of it, in a sentence or two. */
  text: string;
  steps: GuideStep[];
  /** What to know before one wonders. */
  notes: string[];
}

/** The program, as it is called in the folder of Loopscope. */
export const LOOPSCOPE = 'node dist/cli/loopscope.js';

/** A line that is the same wherever it is sent. */
export const fixed = (code: string) => () => code;
