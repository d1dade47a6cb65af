import { strict as assert } from 'node:assert';
import type { WriteFile } from '../../../src/plan/change.ts';
import { diffOf } from '../../../src/plan/diff.ts';

const base = { kind: 'write-file', summary: '', risk: 'login', mode: '0644', owner: 'root' } as const;

describe('the diff of a change', () => {
  it('is unified', () => {
    const change: WriteFile = { ...base, path: '/etc/x', before: 'a\nb\n', content: { kind: 'text', text: 'a\nc\n' } };
    assert.equal(diffOf(change), '--- /etc/x\n+++ /etc/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n');
  });

  it('comes from nothing for a new file, and never shows a secret', () => {
    const content = { kind: 'state-file', account: 'alice', issuer: 'test' } as const;
    const change: WriteFile = { ...base, path: '/home/alice/.ga', before: undefined, content };
    assert.equal(diffOf(change), '--- /dev/null\n+++ /home/alice/.ga\n@@ -0,0 +1,1 @@\n+[secret]\n');
  });

  it('goes to nothing for a removed file', () => {
    const change = { kind: 'remove-file', summary: '', risk: 'login', path: '/etc/x', before: 'a\n' } as const;
    assert.equal(diffOf(change), '--- /etc/x\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n');
  });

  it('does not exist for packages and services', () => {
    assert.equal(
      diffOf({ kind: 'install-package', summary: '', risk: 'none', packages: ['x'], pamModules: [] }),
      undefined,
    );
  });
});
