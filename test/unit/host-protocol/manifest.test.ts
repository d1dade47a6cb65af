import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { Secret } from '../../../src/shell/secret.ts';
import type { WriteFile } from '../../../src/plan/change.ts';
import { payloadOf, type TransactionPlan } from '../../../src/host-protocol/manifest.ts';
import { id } from '../run/phases/fake-exec.ts';

const staged = { 'owner.sh': 'o', 'apply.sh': 'a', 'confirm.sh': 'c', 'revert.sh': 'r', 'off.sh': 'f' };
const scripts = { stage: '', staged };

function write(path: string, text: string, before?: string): WriteFile {
  const content = { kind: 'text', text } as const;
  return { kind: 'write-file', summary: '', risk: 'login', path, before, content, mode: '0644', owner: 'root' };
}

function stateFile(account: string, before?: string): WriteFile {
  const path = `/home/${account}/.google_authenticator`;
  const content = { kind: 'state-file', account, issuer: 'test' } as const;
  return { kind: 'write-file', summary: '', risk: 'login', path, before, content, mode: '0400', owner: account };
}

function lines(plan: Partial<TransactionPlan>): {
  readonly before: readonly string[];
  readonly manifest: readonly string[];
  readonly bodies: readonly string[];
} {
  const all = payloadOf(id, { changes: [], assertions: [], stateFiles: new Map(), ...plan }, scripts)
    .reveal()
    .split('\n');
  const data = all.indexOf('data');
  const [manifest = '', ...bodies] = all.slice(data + 1).map(printed);
  return { before: all.slice(0, data), manifest: manifest.split('\n'), bodies };
}

/** What a shell makes of a line. */
function printed(line: string): string {
  return execFileSync('sh', ['-c', 'printf %b "$1"', 'sh', line], { encoding: 'utf8' });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('the payload of stage.sh', () => {
  it('orders state files, PAM and what is like it, sshd', () => {
    const changes = [
      write('/etc/ssh/sshd_config.d/00-keyturn.conf', 'x'),
      write('/etc/pam.d/sshd', 'y', 'z'),
      write('/etc/security/access-2fa.conf', 'w'),
      stateFile('alice'),
    ];
    const { manifest } = lines({ changes, stateFiles: new Map([['alice', new Secret('S')]]) });
    const files = manifest.filter((line) => line.startsWith('file '));
    assert.deepEqual(
      files.map((line) => line.split(' ').slice(1, 3).join(' ')),
      ['1 state', '2 pam', '3 pam', '4 sshd'],
    );
    assert.equal(files[1], `file 2 pam write root 0644 ${sha256('z')} ${sha256('y')} text /etc/pam.d/sshd`);
  });

  it('has a body for every line that wants one, in their order', () => {
    const rehearsal = {
      files: new Map([
        ['pam', ''],
        ['decoy.pub', 'é\\n\t%s\n'],
      ]),
      prompt: '',
    };
    const { manifest, bodies } = lines({ changes: [write('/etc/pam.d/sshd', 'the new text\n')], rehearsal });
    const wanted = manifest.filter((line) => /^(?:script|rehearsal|file .* text) ?/.test(line));
    // The scripts, two files of the rehearsal, and one that is written.
    assert.equal(wanted.length, Object.keys(staged).length + 3);
    assert.equal(bodies.length, wanted.length);
    for (const [index, line] of wanted.entries())
      assert.ok(line.split(' ').includes(sha256(bodies[index] ?? '')), line);
  });

  it('keeps secrets in front of the data, where stage.sh reads them into memory only', () => {
    const { before, bodies } = lines({
      changes: [stateFile('alice')],
      stateFiles: new Map([['alice', new Secret('SECRET\n')]]),
    });
    assert.deepEqual(before, [`keyturn 1 run-1 ${id.nonce}`, 'secret 1 SECRET\\n']);
    assert.ok(bodies.every((body) => !body.includes('SECRET')));
  });

  it('removes files', () => {
    const { manifest } = lines({
      changes: [
        { kind: 'remove-file', summary: '', risk: 'login', path: '/etc/ssh/sshd_config.d/old.conf', before: 'old' },
      ],
    });
    assert.ok(manifest.includes(`file 1 sshd remove root - ${sha256('old')} absent - /etc/ssh/sshd_config.d/old.conf`));
  });

  it('lists assertions and one reload', () => {
    const changes = [
      { ...write('/etc/ssh/sshd_config', 'x', 'y'), notify: ['ssh'] },
      { ...write('/etc/ssh/sshd_config.d/a.conf', 'x'), notify: ['ssh'] },
    ];
    const { manifest } = lines({
      changes,
      assertions: [{ account: 'alice', values: { authenticationmethods: 'publickey any', usepam: 'yes' } }],
    });
    assert.deepEqual(manifest.slice(-5), [
      'assert alice authenticationmethods publickey\\0040any',
      'assert alice usepam yes',
      'reload ssh',
      'end',
      '',
    ]);
  });

  it('refuses what cannot be a transaction', () => {
    const wrong: readonly (readonly [RegExp, Partial<TransactionPlan>])[] = [
      [/same file/, { changes: [write('/etc/pam.d/sshd', 'a'), write('/etc/pam.d/sshd', 'b')] }],
      [/exists/, { changes: [stateFile('alice', 'old')], stateFiles: new Map([['alice', new Secret('S')]]) }],
      [/no state file/, { changes: [stateFile('alice')] }],
      [/SSH service/, { changes: [{ ...write('/etc/x', 'a'), notify: ['cron'] }] }],
      [/path/, { changes: [write('/etc/a\nfile 9', 'a')] }],
    ];
    for (const [message, plan] of wrong) assert.throws(() => lines(plan), message);
  });
});
