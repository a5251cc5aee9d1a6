import { fieldsByName, toNumber, toText, type ReadableFrame } from './columns';

export interface MessageLine {
  spanId: string | null;
  time: number;
  role: string;
  body: string;
  failed: boolean;
}

/** Lines of a `messages` frame, in their order. */
export function readMessages(frames: readonly ReadableFrame[]): MessageLine[] {
  return frames.flatMap((frame) => {
    const fields = fieldsByName(frame);
    const at = (name: string, row: number): unknown => fields.get(name)?.values[row];
    return Array.from({ length: fields.has('body') ? frame.length : 0 }, (_, row) => ({
      spanId: toText(at('spanId', row)),
      time: toNumber(at('timestamp', row)),
      role: toText(at('role', row)) ?? '',
      body: toText(at('body', row)) ?? '',
      failed: at('severity', row) === 'error',
    }));
  });
}
