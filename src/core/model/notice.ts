/** Something a person should know about what was read: a fault, a cut, a limit. */
export interface Notice {
  severity: 'info' | 'warning' | 'error';
  /** One sentence: what, and what to do. */
  text: string;
  /** How many times it was met. */
  count: number;
  /** Where it was first met: `file:line`, a URL, a field. */
  where: string | null;
}
