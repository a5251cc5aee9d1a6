import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_PRICES } from '../core/prices/defaultPrices';
import { QUERY_TYPES, type LoopQuery } from '../core/query/query';
import { createLokiEngine } from '../engine/backends';
import type { QueryEngine } from '../engine/engine';
import { TESTDATA } from './testing';
import { ask, below, jsonlEngine, rowsOf, runSalt } from './testingBackends';

/** The root of a Loki. */
const { LOKI_URL } = process.env;

const live = LOKI_URL === undefined ? describe.skip : describe;
const title = LOKI_URL === undefined ? 'a running Loki (skipped: LOKI_URL is not set)' : `Loki at ${LOKI_URL}`;

const linesOf = (name: string) =>
  readFileSync(join(TESTDATA, name), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');

async function push(job: string, lines: string[], at: (i: number) => bigint): Promise<void> {
  const values = lines.map((line, i) => [String(at(i)), line]);
  const answer = await fetch(`${LOKI_URL}/loki/api/v1/push`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ streams: [{ stream: { job }, values }] }),
  });
  expect([await answer.text(), answer.status]).toEqual(['', 204]);
}

live(title, () => {
  const salt = runSalt();
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  const files = {
    small: linesOf('ltf/small.jsonl'),
    sixty: linesOf('ltf/sixty.jsonl'),
    edge: linesOf('ltf/edge.jsonl'),
    loomflow: linesOf('loomflow/loomflow-0.20.0-supervisor.telemetry.jsonl'),
    looplens: linesOf('looplens/looplens-sdk.jsonl'),
  };
  type Name = keyof typeof files;
  const names = Object.keys(files) as Name[];
  const job = (name: Name) => `${name}-${salt}`;
  const engines = new Map<Name, { loki: QueryEngine; jsonl: QueryEngine }>();

  beforeAll(async () => {
    for (const name of names) {
      // Five lines share each time.
      await push(job(name), files[name], (i) => nowNs - 120_000_000_000n + BigInt(Math.floor(i / 5)) * 1_000_000n);
      engines.set(name, {
        loki: createLokiEngine(below(LOKI_URL ?? ''), {
          selector: `{job="${job(name)}"}`,
          prices: DEFAULT_PRICES,
        }),
        jsonl: jsonlEngine(files[name]),
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }, 60_000);

  async function both(name: Name, query: Partial<LoopQuery>) {
    const { loki, jsonl } = engines.get(name) ?? fail(name);
    const [fromLoki, fromFiles] = [await ask(loki, query), await ask(jsonl, query)];
    return { fromLoki: rowsOf(fromLoki), fromFiles: rowsOf(fromFiles), notices: fromLoki.notices };
  }

  const types = QUERY_TYPES.filter((type) => !['trace', 'warnings'].includes(type));
  it.each(names)(
    'answers all types of queries for %s as the JSONL store does',
    async (name) => {
      for (const queryType of types) {
        const { fromLoki, fromFiles } = await both(name, { queryType });
        expect(fromLoki).toEqual(fromFiles);
      }
    },
    120_000
  );

  it.each(['env = loopbench/code-repair-v1', 'loop = code-repair-loop', 'outcome = failure'])(
    'filters by %s as the JSONL store does',
    async (text) => {
      const [key, value] = text.split(' = ');
      for (const name of names) {
        const { fromLoki, fromFiles } = await both(name, { filters: [{ key, op: '=', value }] });
        expect(fromLoki).toEqual(fromFiles);
      }
    },
    60_000
  );
});

function fail(name: string): never {
  throw new Error(`nothing was sent for ${name}`);
}
