import js from '@eslint/js';
import tseslint from 'typescript-eslint';

// The dependency rules of the design, one place: who may import what. Each entry closes a door for every folder but its owners.
const ownedPackages = [
  { packages: ['ssh2'], owners: ['src/connection/**', 'test/ssh/**', 'bench/**'] },
  { packages: ['listr2'], owners: ['src/progress/**'] },
  { packages: ['yaml', 'ajv'], owners: ['src/documents/**', 'test/**', 'scripts/**'] },
];

// Files may look like `**/shell/**` from any depth, since our imports are relative.
const closedFolders = [
  { folder: 'diagnostics', may: ['terminal'] },
  { folder: 'terminal', may: [] },
  { folder: 'shell', may: [] },
  { folder: 'formats', may: [] },
  { folder: 'package-managers', may: ['shell'] },
  { folder: 'distros', may: ['package-managers', 'shell'] },
  { folder: 'facts', may: ['distros', 'formats', 'package-managers', 'shell'] },
  {
    folder: 'tasks',
    may: [
      'access',
      'audit',
      'causes',
      'diagnostics',
      'distros',
      'enrolment',
      'facts',
      'formats',
      'plan',
      'playbook',
      'policies',
      'shell',
    ],
  },
  { folder: 'access', may: ['causes', 'facts', 'formats', 'plan', 'policies', 'diagnostics', 'shell'] },
  { folder: 'audit', may: ['causes', 'facts', 'formats', 'diagnostics', 'documents', 'access', 'plan', 'shell'] },
  { folder: 'plan', may: ['causes', 'policies', 'facts', 'formats'] },
  { folder: 'policies', may: ['facts'] },
  { folder: 'causes', may: [] },
];

const folders = [
  'access',
  'audit',
  'become',
  'causes',
  'commands',
  'connection',
  'diagnostics',
  'distros',
  'documents',
  'enrolment',
  'facts',
  'formats',
  'host-protocol',
  'inventory',
  'package-managers',
  'plan',
  'playbook',
  'policies',
  'progress',
  'reporters',
  'run',
  'shell',
  'tasks',
  'terminal',
  'transaction',
];

/** Patterns for `no-restricted-imports` that forbid every folder but the given ones, seen from inside `src/<own>/`. */
function forbidFolders(own, may) {
  const closed = folders.filter((folder) => folder !== own && !may.includes(folder));
  return {
    group: closed.flatMap((folder) => [`../${folder}/*`, `../../${folder}/*`]),
    message: `src/${own}/ may import only: ${[own, ...may].join(', ')}`,
  };
}

function restrictedImports(own) {
  const patterns = [];
  const closed = closedFolders.find((entry) => entry.folder === own);
  if (closed) patterns.push(forbidFolders(own, closed.may));
  if (own === 'run') {
    patterns.push({ group: ['../reporters/*', '../progress/*'], message: 'the run emits events; it prints nothing' });
  }
  const pure = ['package-managers', 'distros', 'facts', 'tasks', 'access', 'audit', 'formats', 'shell'];
  if (pure.includes(own)) {
    patterns.push({ group: ['node:*'], message: `src/${own}/ is pure: I/O, clock and randomness are passed in` });
  }
  const packages = ownedPackages.filter((entry) => !entry.owners.includes(`src/${own}/**`)).flatMap((e) => e.packages);
  return { paths: packages, patterns };
}

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
  ...folders.map((folder) => ({
    files: [`src/${folder}/**`],
    rules: { 'no-restricted-imports': ['error', restrictedImports(folder)] },
  })),
  ...['package-managers', 'distros', 'facts', 'tasks', 'access', 'audit', 'formats'].map((folder) => ({
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
