import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STEP_FIELDS } from './convention';
import { describeConventions } from './describe';
import { CONVENTIONS, SYSTEM_ORDER } from './index';

const PAGE = join(__dirname, '..', '..', '..', 'docs', 'conventions.md');

describe('docs/conventions.md', () => {
  it('says what the tables say (if this fails: WRITE_DOCS=1 npx jest src/core/conventions)', () => {
    if (process.env.WRITE_DOCS === '1') {
      writeFileSync(PAGE, describeConventions());
    }
    expect(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '').toBe(describeConventions());
  });

  it('names every attribute of every table', () => {
    const page = describeConventions();
    for (const { title, fields, kinds, names } of CONVENTIONS) {
      expect(page).toContain(`## ${title}\n`);
      const all = [...Object.values(fields).flat(), ...kinds.map(({ attribute }) => attribute), ...Object.keys(names)];
      expect(all.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
    }
  });
});

describe('the tables', () => {
  it('write each attribute once a field', () => {
    for (const { id, fields } of CONVENTIONS) {
      for (const field of STEP_FIELDS) {
        const names = fields[field] ?? [];
        expect([id, field, new Set(names).size]).toEqual([id, field, names.length]);
      }
    }
  });

  it('compare values in lower case', () => {
    const values = CONVENTIONS.flatMap(({ kinds }) => kinds.flatMap((kind) => Object.keys(kind.values)));
    expect(values.filter((value) => value !== value.toLowerCase())).toEqual([]);
  });

  it('place every system', () => {
    const systems = CONVENTIONS.filter(({ system }) => system !== null).map(({ id }) => id);
    expect(SYSTEM_ORDER.map(({ id }) => id).sort()).toEqual(systems.sort());
  });
});
