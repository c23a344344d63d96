/** One configuration; `npm test` picks suites by the suffix of their file. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/libs', '<rootDir>/services', '<rootDir>/tools', '<rootDir>/bench'],
  testMatch: ['**/src/**/*.spec.ts'],
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/libs/rules/fixtures/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  moduleNameMapper: {
    '^@perennial/proto/descriptors$': '<rootDir>/libs/proto/src/gen/descriptors.binpb',
    '^@perennial/(contracts|scheduling|delivery|payments|console|standalone)/(.*)$': '<rootDir>/services/$1/src/$2.ts',
    '^@perennial/(auditor|cluster|dead-letters|drills|fake-providers|import|release)/(.*)$':
      '<rootDir>/tools/$1/src/$2.ts',
    '^@perennial/bench/(.*)$': '<rootDir>/bench/src/$1.ts',
    '^@perennial/([a-z]+)/(.*)$': '<rootDir>/libs/$1/src/$2.ts',
  },
  resolver: '<rootDir>/libs/testing/bin/resolve-typescript.cjs',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
  testSequencer: '<rootDir>/libs/testing/bin/run-tests/longest-first.cjs',
  maxWorkers: 2,
  testTimeout: 30000,
};
