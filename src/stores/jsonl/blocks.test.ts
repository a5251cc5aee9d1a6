import fc from 'fast-check';
import { parseLines, type ParsedLines } from '../../core/formats/lines';
import { line } from '../../core/testing';
import { BlockSplitter, isLongLine, type Block, type LongLine } from './blocks';

interface Split {
  blocks: Block[];
  long: LongLine[];
  tail: Block | LongLine;
}

function split(bytes: Uint8Array, cuts: number[], { blockSize = 64, maxLine = 1e6, offset = 0 } = {}): Split {
  const blocks: Block[] = [];
  const long: LongLine[] = [];
  const splitter = new BlockSplitter(
    offset,
    blockSize,
    4 * blockSize,
    maxLine,
    (block) => blocks.push(block),
    (found) => long.push(found)
  );
  let at = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const end = Math.min(cut, bytes.length);
    splitter.push(bytes.subarray(at, end));
    at = end;
  }
  splitter.push(bytes.subarray(at));
  return { blocks, long, tail: splitter.finish() };
}

const text = [
  '\ufeff',
  line('ltf-a'),
  '\r\n',
  'oops ä\n',
  line('ltf-ü'),
  '   \n',
  '{"a":1}\n',
  line('ltf-a'),
  line('ltf-c').slice(0, 40),
].join('');
const bytes = new TextEncoder().encode(text);
const cuts = fc.array(fc.nat(bytes.length), { maxLength: 30 });

/** What a reader makes of the blocks, lines counted on from block to block. */
function read({ blocks, tail }: Split) {
  let lines = 0;
  const loops: unknown[] = [];
  const faults: unknown[] = [];
  for (const block of [...blocks, ...(isLongLine(tail) ? [] : [tail])]) {
    const parsed: ParsedLines = parseLines(block.bytes, block.offset, lines + 1);
    lines += parsed.lineCount;
    const { traceIds, loops: columns } = parsed.batch;
    traceIds.forEach((id, i) => loops.push([id, columns.offset[i], columns.length[i], columns.line[i]]));
    parsed.faults.forEach(({ kind, line: at, offset }) => faults.push([kind, at, offset]));
  }
  return { lines, loops, faults };
}

it('cuts any stream into whole lines that read as the stream does', () => {
  const wanted = read(split(bytes, []));
  expect(wanted.lines).toBe(7);
  expect(wanted.loops).toHaveLength(3);
  expect(wanted.faults).toHaveLength(3);
  fc.assert(
    fc.property(cuts, fc.integer({ min: 1, max: 5000 }), (at, blockSize) => {
      const result = split(bytes, at, { blockSize });
      expect(read(result)).toEqual(wanted);
      expect(result.blocks.every((block) => block.bytes.at(-1) === 10)).toBe(true);
    }),
    { numRuns: 200 }
  );
});

it('passes over a line that is too long and counts each of its bytes, however it comes', () => {
  const long = 'x'.repeat(3000);
  const stream = new TextEncoder().encode(`a\n${long}\nb\nc`);
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { minLength: 40, maxLength: 60 }), (at) => {
      // Chunks are smaller than the limit, as those of a network or a disk are.
      const steps = [...at, ...Array.from({ length: 8 }, (_, i) => i * 400)];
      const { blocks, long: found, tail } = split(stream, steps, { blockSize: 16, maxLine: 500 });
      expect(found).toEqual([{ offset: 2, length: 3000, end: expect.anything() }]);
      expect(new TextDecoder().decode(found[0].end)).toBe('x'.repeat(found[0].end.length));
      expect(blocks.map((block) => new TextDecoder().decode(block.bytes)).join('')).toBe('a\n\nb\n');
      expect(tail).toMatchObject({ offset: stream.length - 1 });
    }),
    { numRuns: 100 }
  );
});
