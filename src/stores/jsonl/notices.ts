import { FORMATS, type Format } from '../../core/formats/detect';
import type { LineFaultKind } from '../../core/formats/lines';
import type { Notice } from '../../core/model/notice';
import type { JsonlSource } from './source';

const HEADS: Record<LineFaultKind, (count: string) => string> = {
  'not-json': (count) => `${count} no JSON`,
  'not-utf8': (count) => `${count} not UTF-8 text`,
  'no-loop': (count) => `${count} no loop`,
  foreign: (count) => `${count} in a format that is not read from JSON lines yet`,
  'too-long': (count) => `${count} too long to be read`,
  torn: (count) => `${count} not complete`,
};

const lines = (count: number) => (count === 1 ? '1 line is' : `${count} lines are`);

export const RELEASE_ADVICE = 'Name fewer files, or put them into Tempo, Jaeger or Loki and ask there.';

/** Says that some loops are there without their spans. */
export const releaseNotices = (count: number): Notice[] =>
  count === 0
    ? []
    : [
        {
          severity: 'warning',
          text: `The store holds more spans than fit into memory: of ${count === 1 ? 'the oldest loop' : `the ${count.toLocaleString('en-US')} oldest loops`} the figures are kept, the steps and messages are not. ${RELEASE_ADVICE}`,
          count,
          where: null,
        },
      ];

/** What a person should know about the lines of a file, one notice a kind of fault. */
export function sourceNotices(source: JsonlSource): Notice[] {
  const notices: Notice[] = [];
  for (const [kind, { count, first }] of source.faults) {
    const what =
      kind === 'foreign'
        ? Object.entries(source.foreign)
            .map(([format, n]) => `${n} ${n === 1 ? 'is' : 'are each'} ${FORMATS[format as Format]}`)
            .join(', ')
        : `line ${first.line} is ${first.text}`;
    notices.push({
      severity: 'warning',
      text: `${source.name}: ${HEADS[kind](lines(count))} (${what}). The other lines are read.`,
      count,
      where: `${source.name}:${first.line}`,
    });
  }
  if (source.torn !== null) {
    notices.push({
      severity: 'warning',
      text: `${source.name}: line ${source.torn.line} is not complete (${source.torn.text}).`,
      count: 1,
      where: `${source.name}:${source.torn.line}`,
    });
  }
  if (source.rangeIgnored && source.consumed > 1_000_000) {
    notices.push({
      severity: 'info',
      text: `${source.name}: the server does not answer ranges, so each refresh reads the whole file; serve it with "loopscope serve" or another server that knows Range.`,
      count: 1,
      where: source.name,
    });
  }
  return notices;
}
