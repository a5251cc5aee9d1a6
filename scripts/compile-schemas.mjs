/**
 * Compiles each `schema/NAME.schema.json` to a plain function, so that no browser has to compile code:
 * `schema/ltf-0.1.schema.json` becomes `src/core/formats/ltf/validateLtf.generated.js` and a `.d.ts` beside it.
 *
 * `format` is an annotation (as in draft 2020-12 by default): a schema says `pattern` where it must hold.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, toPosix } from './paths.mjs';

const SCRIPT = fileURLToPath(import.meta.url);
const SUFFIX = '.schema.json';

/** Compiles what is older than its schema; returns the paths written. */
export async function compileSchemas({ schemaFolder = join(ROOT, 'schema'), formatsFolder } = {}) {
  const targets = schemaTargets(schemaFolder, formatsFolder ?? join(ROOT, 'src/core/formats'));
  const stale = targets.filter(({ schema, code, types }) => isOlder(code, [schema, SCRIPT]) || !existsSync(types));
  for (const target of stale) {
    await compile(target);
  }
  return stale.map(({ code }) => code);
}

function schemaTargets(schemaFolder, formatsFolder) {
  const files = existsSync(schemaFolder) ? readdirSync(schemaFolder).filter((file) => file.endsWith(SUFFIX)) : [];
  const targets = files.sort().map((file) => {
    const words = file
      .slice(0, -SUFFIX.length)
      .replace(/-\d+(\.\d+)*$/, '')
      .split(/[^A-Za-z0-9]+/);
    const name = `validate${words.map((word) => word[0].toUpperCase() + word.slice(1)).join('')}`;
    const base = join(formatsFolder, words.join('-').toLowerCase(), `${name}.generated`);
    return { name, schema: join(schemaFolder, file), code: `${base}.js`, types: `${base}.d.ts` };
  });
  const twice = targets.find(({ code }, index) => targets.findIndex((other) => other.code === code) !== index);
  if (twice) {
    throw new Error(`Two schemas would both be written to ${twice.code}: give one of them another name.`);
  }
  return targets;
}

function isOlder(file, sources) {
  return !existsSync(file) || sources.some((source) => statSync(source).mtimeMs > statSync(file).mtimeMs);
}

async function compile({ name, schema, code, types }) {
  const { default: Ajv } = await import('ajv/dist/2020.js');
  const { default: standaloneCode } = await import('ajv/dist/standalone/index.js');
  const ajv = new Ajv.default({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    validateFormats: false,
    code: { source: true, esm: true, lines: true },
  });
  const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')));
  const source = toPosix(relative(ROOT, schema));
  mkdirSync(join(code, '..'), { recursive: true });
  writeFileSync(
    code,
    `// Compiled from ${source} by scripts/compile-schemas.mjs.\n${asModule(standaloneCode(ajv, validate))}`
  );
  writeWhenChanged(types, typesOf(name, source));
}

/** ajv writes `require` for its helpers even into ES modules. */
function asModule(code) {
  const imports = [];
  const body = code.replace(/require\("(ajv\/dist\/runtime\/[^"]+)"\)\.default/g, (_, path) => {
    const local = `helper${imports.length}`;
    imports.push(`import ${local} from "${path}";`);
    return `(${local}.default ?? ${local})`;
  });
  if (/\brequire\(/.test(body)) {
    throw new Error(`The compiled code requires a module: ${/require\([^)]*\)/.exec(body)?.[0]}`);
  }
  return [...imports, body, ''].join('\n');
}

function typesOf(name, source) {
  return `/** Written by scripts/compile-schemas.mjs from ${source}. */
export interface SchemaFault {
  /** JSON pointer to the value. */
  instancePath: string;
  /** JSON pointer into the schema. */
  schemaPath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}

interface Validate {
  (value: unknown): boolean;
  /** Every fault of the last value; null when it had none. */
  errors: SchemaFault[] | null;
}

declare const ${name}: Validate;
export default ${name};
`;
}

function writeWhenChanged(file, content) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== content) {
    writeFileSync(file, content);
  }
}

if (process.argv[1] === SCRIPT) {
  for (const file of await compileSchemas()) {
    console.log(`compiled ${toPosix(relative(ROOT, file))}`);
  }
}
