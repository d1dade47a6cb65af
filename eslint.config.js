import { join } from 'node:path';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { layers as importLayers } from './scripts/eslint/layers.js';
import { noImportCycles } from './scripts/eslint/no-import-cycles.js';
import { uniqueExports } from './scripts/eslint/unique-exports.js';

// The dependency rules of the design, one place: who may import what. Each entry closes a door for every folder but its owners.
const ownedPackages = [
  { packages: ['ssh2'], owners: ['src/connection/**', 'test/ssh/**', 'bench/**'] },
  { packages: ['listr2'], owners: ['src/progress/**'] },
  { packages: ['yaml', 'ajv'], owners: ['src/documents/**', 'test/**', 'scripts/**'] },
];

// The layers of src/, from the lowest: a folder imports only folders before it. Every folder stands here once; a new one is added.
const layers = [
  'terminal',
  'diagnostics',
  'shell',
  'shipped',
  'formats',
  'package-managers',
  'distros',
  'facts',
  'policies',
  'causes',
  'plan',
  'access',
  'documents',
  'audit',
  'tasks',
  'inventory',
  'playbook',
  'enrolment',
  'become',
  'connection',
  'host-protocol',
  'run',
  'progress',
  'reporters',
  'commands',
];

// Narrower than the layers.
const importNothing = ['terminal', 'shell', 'shipped', 'formats'];
const pure = [
  ...['shell', 'formats', 'package-managers', 'distros', 'facts', 'policies', 'causes'],
  ...['plan', 'access', 'audit', 'tasks'],
];

function restrictedImports(own) {
  const packages = ownedPackages.filter((entry) => !entry.owners.includes(`src/${own}/**`)).flatMap((e) => e.packages);
  const message = `src/${own}/ is pure: I/O, clock and randomness are passed in`;
  return { paths: packages, patterns: pure.includes(own) ? [{ group: ['node:*'], message }] : [] };
}

const src = join(import.meta.dirname, 'src');

export default tseslint.config(
  { ignores: ['dist', '.build', 'node_modules', 'coverage', '.lab'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-control-regex': 'off',
      'no-restricted-imports': ['error', restrictedImports('')],
      'no-restricted-properties': ['error', { object: 'process', property: 'exit', message: 'return an exit code' }],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['src/**'],
    plugins: {
      keyturn: {
        rules: { layers: importLayers, 'no-import-cycles': noImportCycles, 'unique-exports': uniqueExports },
      },
    },
    rules: {
      'keyturn/layers': ['error', { folder: src, layers, importNothing }],
      'keyturn/no-import-cycles': ['error', { folder: src }],
      'keyturn/unique-exports': ['error', { folder: src }],
    },
  },
  ...layers.map((folder) => ({
    files: [`src/${folder}/**`],
    rules: { 'no-restricted-imports': ['error', restrictedImports(folder)] },
  })),
  ...pure.map((folder) => ({
    files: [`src/${folder}/**`],
    rules: {
      'no-restricted-globals': ['error', 'process', 'console', 'setTimeout', 'fetch'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'the clock is passed in' },
        { object: 'Math', property: 'random', message: 'randomness is passed in' },
      ],
    },
  })),
  {
    files: ['test/**', 'bench/**', 'docker/**', 'scripts/**', 'demo/**'],
    rules: {
      'no-restricted-imports': 'off',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['test/**'],
    rules: { '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [] }] },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
);
