import type { Frame } from '../frames/frame';
import { plain } from './plain';

/** True for what reads better as text than as a table. */
export const isTranscript = ({ meta }: Frame) => meta.type === 'log-lines';

/** Characters of one message that are printed. */
const MAX_TEXT = 2000;

/** What was said, as a script of a play: a heading a loop, one an iteration, then who says what. */
export function formatTranscript(frame: Frame): string {
  if (frame.length === 0) {
    return `${plain(frame.name)}: nothing found`;
  }
  const values = (name: string) => frame.fields.find((field) => field.name === name)?.values ?? [];
  const [traceIds, bodies, iterations, labels] = ['traceId', 'body', 'iteration', 'labels'].map(values);
  const lines: string[] = [];
  let [loop, scene] = ['', ''];
  for (let row = 0; row < frame.length; row++) {
    const traceId = String(traceIds[row]);
    if (traceId !== loop) {
      lines.push(...(lines.length === 0 ? [] : ['']), `${nameOf(labels[row])}, trace ${plain(traceId)}`);
      [loop, scene] = [traceId, ''];
    }
    const heading = headingOf(iterations[row]);
    if (heading !== scene) {
      lines.push('', `  ${heading}`);
      scene = heading;
    }
    lines.push(...paragraph(String(bodies[row])));
  }
  return lines.join('\n');
}

function nameOf(labels: unknown): string {
  const name = typeof labels === 'object' && labels !== null && 'loop' in labels ? labels.loop : null;
  return typeof name === 'string' && name !== '' ? plain(name) : 'unnamed loop';
}

const headingOf = (iteration: unknown) =>
  typeof iteration === 'number' ? `iteration ${iteration}` : 'outside of iterations';

/** A message with its further lines indented below the first. */
function paragraph(body: string): string[] {
  const isLong = body.length > MAX_TEXT;
  const shown = isLong ? body.slice(0, MAX_TEXT) : body;
  const lines = shown
    .trimEnd()
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line, i) => `${i === 0 ? '    ' : '      '}${plain(line)}`.trimEnd());
  const rest = (body.length - MAX_TEXT).toLocaleString('en-US');
  return isLong ? [...lines, `      ... ${rest} more characters; --format json has them all`] : lines;
}
