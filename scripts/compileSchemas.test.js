const { execFileSync } = require('node:child_process');
const { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string', minLength: 2 }, tags: { type: 'array', uniqueItems: true } },
};

let folder;

beforeEach(() => {
  // inside the project, so that the compiled code finds ajv's helpers
  mkdirSync(join(__dirname, '../.cache'), { recursive: true });
  folder = mkdtempSync(join(__dirname, '../.cache/schemas-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function compile(schemas) {
  const schemaFolder = join(folder, 'schema');
  mkdirSync(schemaFolder, { recursive: true });
  for (const [name, schema] of Object.entries(schemas)) {
    writeFileSync(join(schemaFolder, name), JSON.stringify(schema));
  }
  const code = `import { compileSchemas } from ${JSON.stringify(join(__dirname, 'compile-schemas.mjs'))};
    const written = await compileSchemas(${JSON.stringify({ schemaFolder, formatsFolder: folder })});
    console.log(JSON.stringify(written));`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', stdio: 'pipe' })
  );
}

describe('compile-schemas', () => {
  it('compiles a schema to a function that names every fault', () => {
    const [file] = compile({ 'my-shape-1.0.schema.json': SCHEMA });
    expect(file).toBe(join(folder, 'my-shape', 'validateMyShape.generated.js'));
    const { default: validate } = require(file);
    expect(validate({ name: 'ab', tags: [1, 2] })).toBe(true);
    expect(validate.errors).toBeNull();
    expect(validate({ name: 'a', tags: [{ a: 1 }, { a: 1 }] })).toBe(false);
    expect(validate.errors.map(({ instancePath }) => instancePath)).toEqual(['/name', '/tags']);
  });

  it('writes types and no code that makes code', () => {
    const [file] = compile({ 'my-shape-1.0.schema.json': SCHEMA });
    expect(readFileSync(file.replace(/js$/, 'd.ts'), 'utf8')).toContain('declare const validateMyShape');
    expect(readFileSync(file, 'utf8')).not.toMatch(/new Function|\brequire\(/);
  });

  it('leaves what is newer than its schema', () => {
    expect(compile({ 'a.schema.json': SCHEMA })).toHaveLength(1);
    expect(compile({})).toEqual([]);
  });

  it('refuses two schemas of one name', () => {
    expect(() => compile({ 'a-1.0.schema.json': SCHEMA, 'a-1.1.schema.json': SCHEMA })).toThrow(/another name/);
  });

  it('refuses a schema that is no schema', () => {
    expect(() => compile({ 'a.schema.json': { type: 'nothing' } })).toThrow();
  });
});
