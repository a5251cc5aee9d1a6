import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalizeOptions, STORE_KINDS } from '../../datasource/config';
import type { Addresses, Guide } from './guides';
import { STORE_GUIDES } from './storeGuides';
import { SYSTEM_GUIDES } from './systemGuides';

const AT: Addresses = { otlp: 'http://collector.example:4318', server: 'http://serve.example:4319' };
const all = [...SYSTEM_GUIDES, ...STORE_GUIDES];
const lines = ({ steps }: Guide) => steps.map(({ code }) => code(AT)).join('\n');
const guide = (id: string) => lines(all.find((each) => each.id === id) ?? all[0]);

it('has one guide for each system and each kind of store', () => {
  expect(SYSTEM_GUIDES.map(({ id }) => id)).toEqual(['loopotel', 'looplens', 'loomflow', 'loom', 'lunette']);
  expect(STORE_GUIDES.map(({ id }) => id).sort()).toEqual([...STORE_KINDS].sort());
});

it.each(SYSTEM_GUIDES.map((each): [string, Guide] => [each.id, each]))(
  '%s sends to the address of this place',
  (_, each) => {
    expect(lines(each)).toContain(AT.otlp);
  }
);

it.each(all.map((each): [string, Guide] => [each.id, each]))('%s has lines without a hole', (_, each) => {
  for (const { code } of each.steps) {
    expect(code(AT)).not.toMatch(/undefined|\[object|\$\{/);
    expect(code(AT)).toBe(code(AT).trim());
  }
});

it('turns off logs, which have no place to go, wherever a program is instrumented from outside', () => {
  for (const id of ['looplens', 'loomflow']) {
    const code = guide(id);
    expect(code).toMatch(/OTEL_LOGS_EXPORTER=none\nopentelemetry-instrument/);
  }
});

it('calls only commands and options that the program has', () => {
  const folder = join(__dirname, '../../cli');
  const sources = readdirSync(folder).filter((name) => /^(program|.*Command)\.ts$/.test(name));
  const program = sources.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const called = all.flatMap((each) => lines(each).match(/^node dist\/cli\/loopscope\.js .*$/gm) ?? []);
  expect(called.length).toBeGreaterThan(5);
  for (const line of called) {
    const [, command] = line.split('loopscope.js ')[1].match(/^(\S+)/) ?? [];
    expect(program).toContain(`.command('${command}`);
    for (const [option] of line.matchAll(/--[a-z-]+/g)) {
      expect(program).toContain(`${option}`);
    }
  }
});

it('provisions options that the data source reads', () => {
  expect(guide('tempo')).toContain('kind: tempo\n      backendUid: tempo');
  expect(normalizeOptions({ kind: 'loki', backendUid: 'loki', selector: '{service_name="loops"}' })).toMatchObject({
    kind: 'loki',
    backendUid: 'loki',
    selector: '{service_name="loops"}',
  });
  expect(guide('loki')).toContain(`selector: '{service_name="loops"}'`);
  expect(guide('server')).toContain(`url: ${AT.server}\n    jsonData:\n      kind: server`);
});
