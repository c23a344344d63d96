import tseslint from 'typescript-eslint';
import { perennial } from './libs/rules/src/eslint/plugin.mjs';

const SPECS = ['**/*.spec.ts', 'services/*/test/**'];
/** Where the process meets the world: clocks, chance, environment and terminal are allowed here only. */
const EDGE = [
  'libs/service/**',
  'libs/database/src/embedded/**',
  'libs/testing/**',
  'libs/kafka/**',
  'libs/processes/**',
  'libs/rules/**',
  'libs/*/bin/**',
  'libs/*/src/**/main.ts',
  'services/standalone/**',
  'services/*/src/main.ts',
  'tools/**',
  'bench/**',
  ...SPECS,
];
/** Owners of SQL besides the stores. */
const SQL_OWNERS = [
  'libs/database/**',
  'libs/events/**',
  'libs/testing/**',
  'libs/rules/**',
  'tools/**',
  'bench/**',
  '**/migrations/**',
  '**/*.migration.ts',
  ...SPECS,
];

const SCRIPTS = ['**/*.{mjs,cjs,js}'];
const ROLE_RULES = ['consumer-role', 'grpc-role', 'http-role'];

/** The one dialect that every service speaks (libs/rules/README.md). */
const DIALECT = ['store-form', 'work-role', 'rows-stay-in-stores', 'branded-ids'];

const recommended = tseslint.configs.recommended.map((config) => ({
  ...config,
  files: config.files ?? ['**/*.{ts,mjs,cjs,js}'],
}));

export default [
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '**/coverage/**',
      '.nx/**',
      '.perennial/**',
      'libs/proto/src/gen/**',
      'libs/rules/fixtures/**',
    ],
  },
  ...recommended,
  {
    files: ['**/*.{ts,mjs,cjs,js}'],
    plugins: { perennial },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-unsafe-function-type': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
      'no-empty': 'error',
      'no-template-curly-in-string': 'error',
      'no-unsafe-finally': 'error',
      'no-var': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'], location: 'start' }],
      'prefer-const': 'error',
      'perennial/comment-width': 'error',
      'perennial/edge-only': 'error',
      'perennial/few-dependencies': 'error',
      'perennial/no-swallowed-error': 'error',
      'perennial/plain-names': 'error',
      'perennial/sql-role': 'error',
    },
  },
  { files: EDGE, rules: { 'perennial/edge-only': 'off', 'no-console': 'off' } },
  { files: SQL_OWNERS, rules: { 'perennial/sql-role': 'off' } },
  {
    files: ['services/*/src/**/*.ts'],
    ignores: SPECS,
    rules: Object.fromEntries([...ROLE_RULES, ...DIALECT].map((rule) => [`perennial/${rule}`, 'error'])),
  },
  { files: SCRIPTS, rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    files: ['{libs,services,tools}/*/src/**/*.ts', 'services/*/migrations/**/*.ts', 'bench/src/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { '@typescript-eslint/no-floating-promises': 'error', '@typescript-eslint/no-misused-promises': 'error' },
  },
];
