// The lint rules of our own, on made-up projects: what each catches, and that it leaves the rest alone.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Linter, type Rule } from 'eslint';
import tseslint from 'typescript-eslint';
import { layers } from '../../scripts/eslint/layers.js';
import { noImportCycles } from '../../scripts/eslint/no-import-cycles.js';
import { uniqueExports } from '../../scripts/eslint/unique-exports.js';

type Files = Readonly<Record<string, string>>;

describe('lint rules of our own', () => {
  const folders: string[] = [];

  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  /** What the rule says of the files, as `path:line message`. */
  function verify(rule: Rule.RuleModule, files: Files, options: object = {}): readonly string[] {
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-eslint-'));
    folders.push(folder);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const linter = new Linter({ cwd: folder });
    const config: Linter.Config[] = [
      {
        files: ['**/*.ts'],
        languageOptions: { parser: tseslint.parser },
        plugins: { own: { rules: { rule } } },
        rules: { 'own/rule': ['error', { folder: join(folder, 'src'), ...options }] },
      },
    ];
    return Object.entries(files).flatMap(([path, text]) =>
      linter.verify(text, config, { filename: join(folder, path) }).map(({ line, message, fatal }) => {
        assert.equal(fatal, undefined, message);
        return `${path.replace('src/', '')}:${line} ${message}`;
      }),
    );
  }

  describe('layers', () => {
    const options = { layers: ['shell', 'formats', 'facts', 'run'], importNothing: ['formats'] };
    const upward = (other: string): string =>
      `facts/a.ts:1 src/facts/ may import only folders before it in the list of layers (eslint.config.js), not ${other}`;

    for (const [title, text] of [
      ['a value', "import { b } from '../run/b.ts';"],
      ['a type', "import type { B } from '../run/b.ts';"],
      ['what is handed on', "export { b } from '../run/b.ts';"],
      ['all that is handed on', "export * from '../run/b.ts';"],
      ['a dynamic import', "export const b = import('../run/b.ts');"],
      ['a type in a dynamic import', "export type B = import('../run/b.ts').B;"],
    ] as const) {
      it(`refuse ${title} from a folder above`, () => {
        assert.deepEqual(verify(layers, { 'src/facts/a.ts': text }, options), [upward('src/run/')]);
      });
    }

    it('count from src/, however deep a file is', () => {
      const deep = {
        'src/facts/x/y/a.ts': "import '../../../run/b.ts';\nimport '../../../shell/b.ts';\nimport '../b.ts';",
      };
      assert.deepEqual(verify(layers, deep, options), [upward('src/run/').replace('facts/a.ts', 'facts/x/y/a.ts')]);
    });

    it('have the files of src/ itself above all of them', () => {
      const files = { 'src/cli.ts': "import './run/a.ts';", 'src/facts/a.ts': "import '../cli.ts';" };
      assert.deepEqual(verify(layers, files, options), [upward('../cli.ts')]);
    });

    it('let a folder below be imported, but not by one that imports nothing', () => {
      const files = { 'src/run/a.ts': "import '../facts/b.ts';", 'src/formats/a.ts': "import '../shell/b.ts';" };
      assert.deepEqual(verify(layers, files, options), ['formats/a.ts:1 src/formats/ imports nothing of ours']);
    });

    it('refuse a folder that is in none, and what is outside of src/', () => {
      const files = { 'src/new/a.ts': "import '../run/b.ts';", 'src/run/a.ts': "import '../../test/b.ts';" };
      assert.deepEqual(verify(layers, files, options), [
        'new/a.ts:1 src/new/ is in no layer: eslint.config.js lists them, from the lowest',
        'run/a.ts:1 ../../test/b.ts is outside of src/',
      ]);
    });
  });

  describe('no-import-cycles', () => {
    it('finds a circle of types, and names the shortest way round', () => {
      const files = {
        'src/a.ts': "import type { B } from './b.ts';\nimport { d } from './d.ts';",
        'src/b.ts': "import type { C } from './c.ts';\nimport { d } from './d.ts';",
        'src/c.ts': "\nexport type A = import('./a.ts').A;",
        'src/d.ts': "import 'node:fs';",
      };
      assert.deepEqual(verify(noImportCycles, files), [
        'a.ts:1 this import leads back here: b.ts → c.ts → a.ts',
        'b.ts:1 this import leads back here: c.ts → a.ts → b.ts',
        'c.ts:2 this import leads back here: a.ts → b.ts → c.ts',
      ]);
    });

    it('finds a file that imports itself, and a dynamic import that leads back', () => {
      const files = {
        'src/a.ts': "import './a.ts';",
        'src/b.ts': "export const c = (): unknown => import('./x/c.ts');",
        'src/x/c.ts': "import '../b.ts';",
      };
      assert.deepEqual(verify(noImportCycles, files), [
        'a.ts:1 this import leads back here: a.ts',
        'b.ts:1 this import leads back here: x/c.ts → b.ts',
        'x/c.ts:1 this import leads back here: b.ts → x/c.ts',
      ]);
    });
  });

  describe('unique-exports', () => {
    it('finds a name that two files declare and export, whatever it is in either', () => {
      const files = {
        'src/a.ts': 'const own = 1;\nexport const same = own;',
        'src/x/b.ts': 'const own = 1;\n\nexport interface same { readonly own: typeof own }',
      };
      assert.deepEqual(verify(uniqueExports, files), [
        'a.ts:2 "same" is exported by x/b.ts:3 too: name each for what it is',
        'x/b.ts:3 "same" is exported by a.ts:2 too: name each for what it is',
      ]);
    });

    it('finds every kind of declaration', () => {
      const kinds = [
        'export const name = 1;',
        'export let name: number;',
        'export function name() {}',
        'export async function name() {}',
        'export async function* name() {}',
        'export class name {}',
        'export abstract class name {}',
        'export type name = 1;',
        'export enum name {}',
      ];
      for (const kind of kinds) {
        const found = verify(uniqueExports, { 'src/a.ts': kind, 'src/b.ts': 'export interface name {}' });
        assert.equal(found.length, 2, kind);
      }
    });

    it('takes overloads, a type with its value, and a name that is handed on for one', () => {
      const files = {
        'src/a.ts': 'export const one = [1];\nexport type one = number;',
        'src/b.ts': 'export function f(): void;\nexport function f(x?: number): void {}',
        'src/c.ts': "export { one } from './a.ts';",
      };
      assert.deepEqual(verify(uniqueExports, files), []);
    });
  });
});
