import hooks from 'eslint-plugin-react-hooks';
import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

const HOST_FREE = [
  '@grafana/*',
  '@emotion/*',
  'react',
  'react/*',
  'react-dom',
  'react-dom/*',
  'react-router*',
  'uplot',
];
const NODE = ['node:*'];

/**
 * Imports point one way: core <- stores, frames <- engine <- datasource, panels <- pages, cli, viewer.
 * For each folder: the project's folders it may import besides its own, and packages it may not.
 */
const FOLDERS = {
  core: { may: [], packages: [...HOST_FREE, ...NODE, 'rxjs', 'rxjs/*'] },
  stores: { may: ['core'], packages: [...HOST_FREE, ...NODE] },
  frames: { may: ['core'], packages: [...HOST_FREE, ...NODE, 'rxjs', 'rxjs/*'] },
  engine: { may: ['core', 'stores', 'frames'], packages: [...HOST_FREE, ...NODE] },
  datasource: { may: ['core', 'stores', 'frames', 'engine'], packages: NODE },
  panels: { may: ['core', 'stores', 'frames', 'engine'], packages: NODE },
  pages: { may: ['core', 'stores', 'frames', 'engine', 'datasource', 'panels'], packages: NODE },
  cli: { may: ['core', 'stores', 'frames', 'engine'], packages: HOST_FREE },
  viewer: { may: ['core', 'stores', 'frames', 'engine', 'datasource', 'panels', 'pages'], packages: NODE },
};

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', '.cache/', 'node_modules/', '**/*.generated.*'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.recommended.map((config) => ({ ...config, files: ['**/*.{ts,tsx}'] })),
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/ban-ts-comment': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx,js,mjs}'],
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      curly: 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/cli/**'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
        {
          selector: 'TSAsExpression > TSAsExpression[typeAnnotation.type="TSUnknownKeyword"]',
          message: 'A double cast hides a wrong type: narrow it with a guard.',
        },
        {
          selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]',
          message: 'Telemetry is hostile text: render it as text.',
        },
      ],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': hooks },
    // the rules that the React compiler adds do not apply: it is not used here
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'react-hooks/static-components': 'error',
      'react-hooks/purity': 'error',
    },
  },
  ...Object.entries(FOLDERS).map(([folder, { may, packages }]) => ({
    files: [`src/${folder}/**/*.{ts,tsx}`],
    ignores: ['**/*.test.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: restrictedImports(folder, may, packages) }],
    },
  }))
);

function restrictedImports(folder, may, packages) {
  const others = Object.keys(FOLDERS).filter((other) => other !== folder && !may.includes(other));
  return [
    {
      regex: `^(\\.\\./)+(${others.join('|')})(/|$)`,
      message: `src/${folder} imports only ${[folder, ...may].join(', ')}: the direction is core <- stores, frames <- engine <- the rest.`,
    },
    { group: packages, message: `src/${folder} runs where this package does not belong.` },
    { regex: `^(${builtinModules.join('|')})$`, message: 'Say node: before the name of a module of Node.' },
  ];
}
