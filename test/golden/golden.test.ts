// Files ↔ what Keyturn says about them. `UPDATE_GOLDEN=1 npx mocha 'test/golden/*.test.ts'` rewrites the expected texts; read the diff.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnosticCodes } from '../../src/diagnostics/codes.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { formatDiagnostics, hasErrors } from '../../src/diagnostics/format.ts';
import { documentKind } from '../../src/documents/kind.ts';
import { readText } from '../../src/documents/read.ts';
import { toAnsibleJson, toGraph } from '../../src/inventory/ansible-json.ts';
import { loadInventory } from '../../src/inventory/load.ts';
import { loadPlaybook } from '../../src/playbook/load.ts';
import { taskTypes } from './task-types.ts';

/** Codes that no file of a few lines can give; test/unit/documents/read.test.ts has them. */
const notInFiles = ['unreadable-file', 'too-large'];

interface Outcome {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

async function outcome(folder: string, file: string): Promise<Outcome> {
  const { text, source, diagnostics: ofFile } = await readText(file, { cwd: folder, stdin: process.stdin });
  const { shown, diagnostics } = text === undefined ? { shown: '', diagnostics: ofFile } : load(text, file);
  return { text: formatDiagnostics(diagnostics, { sources: [source] }) + shown, diagnostics };
}

function load(text: string, file: string): { readonly shown: string; readonly diagnostics: readonly Diagnostic[] } {
  if (documentKind(text) === 'playbook') {
    const { plays, diagnostics } = loadPlaybook(text, file, taskTypes);
    return { shown: plays.length === 0 ? '' : `${JSON.stringify(plays, null, 2)}\n`, diagnostics };
  }
  const { inventory, diagnostics } = loadInventory(text, file);
  if (inventory === undefined || inventory.hosts.size > 1000) return { shown: '', diagnostics };
  return { shown: `${toGraph(inventory)}\n${JSON.stringify(toAnsibleJson(inventory), null, 4)}\n`, diagnostics };
}

function check(path: string, actual: string): void {
  if (process.env['UPDATE_GOLDEN'] === '1') {
    assert.equal(process.env['CI'], undefined, 'golden files are never rewritten in CI: it would approve of anything');
    writeFileSync(path, actual);
  }
  assert.ok(existsSync(path), `${path} is missing: run with UPDATE_GOLDEN=1`);
  assert.equal(actual, readFileSync(path, 'utf8'));
}

function inputs(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.yml'));
}

describe('golden files', () => {
  it('are many', () => {
    for (const [kind, least] of Object.entries({ ok: 8, error: 35 }))
      assert.ok(inputs(join(import.meta.dirname, kind)).length >= least, kind);
  });

  const seen = new Set<string>();

  for (const kind of ['ok', 'error']) {
    const folder = join(import.meta.dirname, kind);
    for (const file of inputs(folder)) {
      it(`${kind}/${file}`, async () => {
        const { text, diagnostics } = await outcome(folder, file);
        for (const { code } of diagnostics) seen.add(code);
        assert.equal(hasErrors(diagnostics), kind === 'error');
        check(join(folder, file.replace(/yml$/, 'out')), text);
      });
    }

    it(`${kind}: every expected text has its input`, () => {
      const outputs = readdirSync(folder).filter((name) => name.endsWith('.out'));
      assert.deepEqual(
        outputs.map((name) => name.replace(/out$/, 'yml')),
        inputs(folder),
      );
    });
  }

  it('have an example of every diagnostic code', () => {
    const missing = Object.keys(diagnosticCodes).filter((code) => !seen.has(code) && !notInFiles.includes(code));
    assert.deepEqual(missing, []);
  });
});
