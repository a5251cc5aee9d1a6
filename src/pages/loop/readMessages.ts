import type { DataFrame } from '@grafana/data';
import { asNumber, asText, columnsOf } from '../data/readLoops';

/** One line of a transcript. */
export interface MessageRow {
  id: string;
  /** The step that it was said in. */
  spanId: string | null;
  time: number | null;
  iteration: number | null;
  role: string;
  /** `text`, `tool_call`, `tool_result`, `reasoning`. */
  kind: string;
  agent: string | null;
  tool: string | null;
  failed: boolean;
  truncated: boolean;
  /** Who speaks, as the line begins: `assistant calls lookup_order`. */
  speaker: string;
  text: string;
}

/** Messages in their order out of a `messages` frame. */
export function readMessageRows(frames: readonly DataFrame[]): MessageRow[] {
  return frames.flatMap((frame) => {
    const at = columnsOf(frame);
    return Array.from({ length: frame.length }, (_, row): MessageRow => {
      const text = (name: string) => asText(at(name, row));
      const body = text('body') ?? '';
      // The body is `who: what`; a name with a colon in it would be cut, so the text is found behind the first ": ".
      const end = body.indexOf(': ');
      const truncated = at('truncated', row) === true;
      const said = end < 0 ? body : body.slice(end + 2);
      return {
        id: text('id') ?? String(row),
        spanId: text('spanId'),
        time: asNumber(at('timestamp', row)),
        iteration: asNumber(at('iteration', row)),
        role: text('role') ?? 'unknown',
        kind: text('kind') ?? 'text',
        agent: text('agent'),
        tool: text('tool'),
        failed: at('severity', row) === 'error',
        truncated,
        speaker: end < 0 ? (text('role') ?? 'unknown') : body.slice(0, end),
        text: truncated && said.endsWith(' […]') ? said.slice(0, -' […]'.length) : said,
      };
    });
  });
}
