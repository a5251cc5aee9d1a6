import type { ReadableFrame } from '../../common/frames';
import { toNumber, toText, type Finding } from './strips';

const SEVERITIES = ['critical', 'warning', 'info'];

const rank = ({ severity }: Finding) => {
  const place = SEVERITIES.indexOf(severity);
  return place < 0 ? SEVERITIES.length : place;
};

/** The worst warning of each loop and how many it has, by trace id, out of `warnings` frames. */
export function readFindings(frames: readonly ReadableFrame[]): Map<string, { worst: Finding; count: number }> {
  const found = new Map<string, { worst: Finding; count: number }>();
  for (const { fields, length } of frames) {
    const column = (name: string) => fields.find((field) => field.name === name)?.values ?? [];
    const [ids, loops, types] = [column('traceId'), column('loop'), column('type')];
    const [titles, severities, firsts] = [column('title'), column('severity'), column('firstIteration')];
    for (let row = 0; row < length; row++) {
      const key = toText(ids[row]) ?? toText(loops[row]);
      const title = toText(titles[row]) ?? toText(types[row]);
      if (key === null || title === null) {
        continue;
      }
      const first = toNumber(firsts[row]);
      const finding: Finding = {
        type: toText(types[row]) ?? '',
        title,
        severity: toText(severities[row]) ?? '',
        firstIteration: first === first ? first : null,
      };
      const known = found.get(key);
      if (known === undefined) {
        found.set(key, { worst: finding, count: 1 });
      } else {
        known.count += 1;
        known.worst = isWorse(finding, known.worst) ? finding : known.worst;
      }
    }
  }
  return found;
}

/** By severity, then by where it begins, then by name: the order of rows does not count. */
function isWorse(a: Finding, b: Finding): boolean {
  const difference = rank(a) - rank(b) || (a.firstIteration ?? Infinity) - (b.firstIteration ?? Infinity);
  return difference < 0 || (!(difference > 0) && a.title < b.title);
}
