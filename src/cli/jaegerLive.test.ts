import { DEFAULT_PRICES } from '../core/prices/defaultPrices';
import { QUERY_TYPES, type LoopQuery } from '../core/query/query';
import { createJaegerEngine } from '../engine/backends';
import { ask, below, freshExport, jsonlEngine, otlpFiles, rowsOf, runSalt } from './testingBackends';

/** The root of a Jaeger query service, and where it takes OTLP over HTTP. */
const { JAEGER_URL, JAEGER_OTLP_URL = 'http://127.0.0.1:4418' } = process.env;

const live = JAEGER_URL === undefined ? describe.skip : describe;
const title =
  JAEGER_URL === undefined ? 'a running Jaeger (skipped: JAEGER_URL is not set)' : `Jaeger at ${JAEGER_URL}`;

const salt = runSalt();

/** A loop that was asked for alone has no others to be compared with: some warnings, and so its health, need them. */
const withoutWarnings = (row: string) =>
  row.replaceAll(/\{\\?"key\\?":\\?"(warnings|health)\\?",\\?"value\\?":[^}]*\}/g, '');

live(title, () => {
  const now = Date.now();
  const exports = otlpFiles('loop', 'loom', 'loomflow', 'looplens', 'lunette').map((file) =>
    freshExport(file, now - 60_000, salt)
  );
  const services = [...new Set(exports.flatMap((sent) => sent.services))];
  const jaeger = createJaegerEngine(below(JAEGER_URL ?? ''), { services, prices: DEFAULT_PRICES });
  const files = jsonlEngine(exports.map(({ body }) => JSON.stringify(body)));
  const range = { from: now - 6 * 3_600_000, to: now + 60_000 };

  beforeAll(async () => {
    for (const { body } of exports) {
      const answer = await fetch(`${JAEGER_OTLP_URL}/v1/traces`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(200);
    }
    // The collector writes in batches.
    await new Promise((resolve) => setTimeout(resolve, 3000));
  }, 60_000);

  const both = async (query: Partial<LoopQuery>) => {
    const [fromJaeger, fromFiles] = await Promise.all([ask(jaeger, query, { range }), ask(files, query, { range })]);
    return { fromJaeger: rowsOf(fromJaeger), fromFiles: rowsOf(fromFiles), notices: fromJaeger.notices };
  };

  it.each(QUERY_TYPES.filter((type) => type !== 'trace' && type !== 'warnings'))(
    'answers %s as the JSONL store does',
    async (queryType) => {
      const { fromJaeger, fromFiles } = await both({ queryType });
      expect(fromFiles.length).toBeGreaterThan(0);
      expect(fromJaeger).toEqual(fromFiles);
    },
    60_000
  );

  it('opens each loop by its id, and shows the trace that the JSONL store shows', async () => {
    const { frames } = await ask(files, { queryType: 'loops' }, { range });
    const ids = frames[0].fields.find(({ name }) => name === 'traceId')?.values ?? [];
    expect(ids.length).toBeGreaterThan(0);
    for (const traceId of ids) {
      const { fromJaeger, fromFiles } = await both({ queryType: 'trace', traceId: String(traceId) });
      expect(fromJaeger.map(withoutWarnings)).toEqual(fromFiles.map(withoutWarnings));
    }
  }, 60_000);
});
