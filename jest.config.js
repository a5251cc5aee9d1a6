/** Packages that ship as ES modules only: jest has to compile them. */
const esModules = [];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/scripts'],
  testMatch: ['**/*.test.{ts,tsx,mjs}'],
  globalSetup: '<rootDir>/scripts/jest/globalSetup.js',
  setupFilesAfterEnv: ['<rootDir>/scripts/jest/setup.js'],
  moduleFileExtensions: ['tsx', 'ts', 'mjs', 'js', 'json'],
  moduleNameMapper: {
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
  transformIgnorePatterns: [`node_modules/(?!(.*/)?(${esModules.join('|') || 'none'})/)`],
};
