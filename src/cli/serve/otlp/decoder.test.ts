import { randomBytes } from 'node:crypto';
import { answerDecode, createInlineDecoder, createThreadedDecoder, type DecoderThread } from './decoder';
import { METRICS, TRACES, type Signal } from './exports';
import { OtlpError, type Encoding } from './status';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { TESTDATA } from '../../testing';

const trace = readFileSync(join(TESTDATA, 'otlp/looplens/genai-openllmetry-ok.otlp.json'));
const protobuf = readFileSync(join(TESTDATA, 'otlp/looplens/genai-openllmetry-ok.otlp.pb'));
const metrics = readFileSync(join(TESTDATA, 'otlp/metrics/loomflow-0.10.8-crash.otlp-metrics.json'));
/** More than 8 MB, so that it is divided into several lines. */
const large = Buffer.from(
  JSON.stringify({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: Array.from({ length: 10 }, (_, i) => ({
              traceId: randomBytes(16).toString('hex'),
              spanId: randomBytes(8).toString('hex'),
              name: `${i}`.repeat(1_000_000),
            })),
          },
        ],
      },
    ],
  })
);

interface FakeThread extends DecoderThread {
  posted: number[];
  fail(error: Error): void;
}

/** A thread that works as the real one does, its messages copied and handed over alike; the last `silent` say nothing. */
function fakeThread({ silent = Infinity } = {}): FakeThread {
  let answer: Parameters<DecoderThread['onAnswer']>[0] = () => undefined;
  let failure: Parameters<DecoderThread['onFailure']>[0] = () => undefined;
  const posted: number[] = [];
  return {
    posted,
    fail: (error) => failure(error),
    post(request, transfer) {
      posted.push(request.bytes?.length ?? 0);
      const arrived = structuredClone(request, { transfer });
      if (posted.length <= silent) {
        setImmediate(() => answer(answerDecode(arrived)));
      }
    },
    onAnswer: (listener) => (answer = listener),
    onFailure: (listener) => (failure = listener),
    close: () => undefined,
  };
}

describe('a large body', () => {
  test.each<[string, Buffer, Encoding, Signal]>([
    ['a trace as JSON', trace, 'json', TRACES],
    ['a trace as protobuf', protobuf, 'protobuf', TRACES],
    ['metrics', metrics, 'json', METRICS],
    ['an export of several lines', large, 'json', TRACES],
    ['one that holds nothing', Buffer.from('{}'), 'json', TRACES],
    [
      'one with a span that no trace can hold',
      Buffer.from('{"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]}'),
      'json',
      TRACES,
    ],
  ])('%s goes through the thread and gives the bytes it gives here', async (_, bytes, encoding, signal) => {
    const thread = fakeThread();
    const given = Buffer.from(bytes);
    const there = await createThreadedDecoder(() => thread, 1).decode(given, encoding, signal);
    const here = await createInlineDecoder().decode(bytes, encoding, signal);
    expect(thread.posted).toEqual([0, bytes.length]);
    expect(there.rejected).toEqual(here.rejected);
    expect(there.lines === null).toBe(here.lines === null);
    expect(Buffer.compare(there.lines ?? Buffer.alloc(0), here.lines ?? Buffer.alloc(0))).toBe(0);
  });

  test('starts one thread for all, and small bodies none', async () => {
    const spawn = jest.fn(() => fakeThread());
    const decoder = createThreadedDecoder(spawn, 1000);
    await decoder.decode(Buffer.from('{}'), 'json', TRACES);
    expect(spawn).not.toHaveBeenCalled();
    await Promise.all([1, 2, 3].map(() => decoder.decode(Buffer.from(trace), 'json', TRACES)));
    expect(spawn).toHaveBeenCalledTimes(1);
  });

  test.each<[string, string, Encoding]>([
    ['no JSON', 'hello', 'json'],
    ['of another kind', '{"resourceMetrics":[]}', 'json'],
    ['of brackets', `{"resourceSpans":[${'[],'.repeat(4_000_001)}[]]}`, 'json'],
    ['no protobuf', '\xff\xff', 'protobuf'],
  ])('%s is refused as it is here', async (_, text, encoding) => {
    const bytes = Buffer.from(text, 'latin1');
    const refusal = async (decoding: Promise<unknown>) => {
      const error = await decoding.catch((reason: unknown) => reason);
      return error instanceof OtlpError ? [error.status, error.message, error.retryAfter] : error;
    };
    const here = await refusal(createInlineDecoder().decode(Buffer.from(bytes), encoding, TRACES));
    expect(here).toEqual([expect.any(Number), expect.any(String), null]);
    const threaded = createThreadedDecoder(() => fakeThread(), 1);
    expect(await refusal(threaded.decode(bytes, encoding, TRACES))).toEqual(here);
  });
});

describe('a thread that fails', () => {
  test.each<[string, () => DecoderThread]>([
    [
      'throws',
      () => {
        throw new Error('no threads here');
      },
    ],
    [
      'stops before it answered',
      () => {
        const thread = fakeThread({ silent: 0 });
        setImmediate(() => thread.fail(new Error('no such file')));
        return thread;
      },
    ],
  ])('that %s at its start leaves the work here', async (_, spawn) => {
    const { lines } = await createThreadedDecoder(spawn, 1).decode(Buffer.from(trace), 'json', TRACES);
    expect(JSON.parse(String(lines))).toEqual(JSON.parse(String(trace)));
  });

  const outOfMemory = Object.assign(new Error('out of memory'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });
  test.each<[string, Error, number, number | null]>([
    ['crashes', new Error('crashed'), 503, 1],
    ['runs out of memory', outOfMemory, 413, null],
  ])('that %s at work refuses what it had; another one goes on', async (_, error, status, retryAfter) => {
    const threads = [fakeThread({ silent: 1 }), fakeThread()];
    const decoder = createThreadedDecoder(() => threads.shift() ?? fakeThread(), 1);
    const [first] = threads;
    const decoding = [1, 2].map(() => decoder.decode(Buffer.from(trace), 'json', TRACES));
    setTimeout(() => first.fail(error), 20);
    const [one, other] = await Promise.allSettled(decoding);
    expect(one).toMatchObject({ status: 'rejected', reason: { status, retryAfter } });
    expect(other).toMatchObject({ status: 'rejected', reason: { status: 503, retryAfter: 1 } });
    expect((await decoder.decode(Buffer.from(trace), 'json', TRACES)).lines).not.toBeNull();
  });

  test('what is under way is refused when the server stops', async () => {
    const decoder = createThreadedDecoder(() => fakeThread({ silent: 1 }), 1);
    const decoding = decoder.decode(Buffer.from(trace), 'json', TRACES);
    setTimeout(() => decoder.close(), 20);
    await expect(decoding).rejects.toMatchObject({ status: 503, retryAfter: 1 });
  });
});
