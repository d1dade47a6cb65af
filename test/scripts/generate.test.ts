// `npm run generate`, in a copy of the project: after one run nothing is stale, whatever was added or taken away.
import assert from 'node:assert/strict';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '../../scripts/generate.ts';

const root = join(import.meta.dirname, '../..');
const copied = [
  'host',
  'src',
  'scripts',
  'docs',
  'schemas',
  'test',
  'package.json',
  'tsconfig.json',
  '.prettierrc.json',
];

const rule = `import type { Rule } from '../rule.ts';
import { madeUp } from '../../facts/made-up.ts';
export const madeUpRule: Rule = {
  id: 'TFA-999',
  title: 'a made-up rule',
  severity: 'low',
  rationale: 'Nothing is made up.',
  references: [],
  remediation: { lines: 'none' },
  facts: [madeUp],
  judge: () => ({ outcome: 'pass' }),
};
`;
const fact = `import type { Fact } from './fact.ts';
export const madeUp: Fact<string> = { name: 'made_up', probe: () => 'true', parse: (text) => text };
`;
const removed = 'src/audit/rules/TFA-060-way-in-without-codes.ts';

describe('npm run generate', () => {
  let copy = '';
  const text = (path: string): string => readFileSync(join(copy, path), 'utf8');
  const run = (...argv: readonly string[]): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, ['--import', 'tsx', 'scripts/generate.ts', ...argv], { cwd: copy, encoding: 'utf8' });

  before(function () {
    this.timeout(120_000);
    copy = mkdtempSync(join(tmpdir(), 'keyturn-generate-'));
    for (const path of copied) cpSync(join(root, path), join(copy, path), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    writeFileSync(join(copy, 'src/audit/rules/TFA-999-made-up.ts'), rule);
    writeFileSync(join(copy, 'src/facts/made-up.ts'), fact);
    rmSync(join(copy, removed));
  });

  after(() => {
    rmSync(copy, { recursive: true, force: true });
  });

  it('has nothing to write here', async () => {
    assert.equal(await generate(true), 0);
  }).timeout(120_000);

  it('says with --check what is stale, and writes nothing', () => {
    const { status, stderr } = run('--check');
    assert.equal(status, 1, stderr);
    assert.match(stderr, /^stale: src\/facts\/index\.ts$/m);
    assert.match(stderr, /^stale: src\/audit\/rules\/index\.ts$/m);
    assert.doesNotMatch(text('src/facts/index.ts'), /made-up/);
  }).timeout(120_000);

  it('is right after one run, with a rule and a fact more and a rule less', () => {
    const first = run();
    assert.equal(first.status, 0, first.stderr);
    const again = run('--check');
    assert.equal(`${String(again.status)} ${again.stderr}`, '0 ');
    assert.match(text('src/facts/index.ts'), /madeUp\b/);
    for (const path of ['src/audit/rules/index.ts', 'docs/audit.md', 'schemas/playbook.schema.json']) {
      assert.match(text(path), /TFA-999/, path);
      assert.doesNotMatch(text(path), /TFA-060/, path);
    }
    assert.match(text('schemas/profile.schema.json'), /TFA-999/);
  }).timeout(120_000);

  it('refuses a file with two entries, which says where', () => {
    writeFileSync(join(copy, 'src/facts/made-up.ts'), fact + fact.replaceAll('madeUp', 'twice'));
    const { status, stderr } = run();
    assert.notEqual(status, 0);
    assert.match(stderr, /src\/facts\/made-up\.ts exports madeUp and twice: one entry is one file/);
  }).timeout(120_000);
});
