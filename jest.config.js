/** Packages that ship as ES modules only: jest has to compile them. */
const esModules = [
  '@react-hookz/web',
  '@ver0/deep-equal',
  '@wojtekmaj/date-utils',
  'd3(-[a-z-]+)?',
  'delaunator',
  'get-user-locale',
  'internmap',
  'marked',
  'memoize',
  'mimic-function',
  'pbf',
  'react-calendar',
  'robust-predicates',
  'uuid',
];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/scripts', '<rootDir>/alerts'],
  testMatch: ['**/*.test.{ts,tsx,js}'],
  globalSetup: '<rootDir>/scripts/jest/globalSetup.js',
  setupFilesAfterEnv: ['<rootDir>/scripts/jest/setup.js'],
  moduleFileExtensions: ['tsx', 'ts', 'js', 'mjs', 'json'],
  moduleNameMapper: {
    '^react-inlinesvg$': '<rootDir>/scripts/jest/inlineSvg.js',
    '\\.(css|svg)$': '<rootDir>/scripts/jest/fileStub.js',
  },
  transform: {
    '\\.[cm]?[jt]sx?$': [
      '@swc/jest',
      {
        sourceMaps: 'inline',
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
        },
      },
    ],
  },
  transformIgnorePatterns: [`node_modules/(?!(.*/)?(${esModules.join('|')})/)`],
};
