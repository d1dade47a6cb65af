import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { Secret } from '../../../src/shell/secret.ts';
import type { WriteFile } from '../../../src/transaction/change.ts';
import { payloadOf, type TransactionPlan } from '../../../src/transaction/manifest.ts';
import { id } from './fake-exec.ts';

const scripts = { stage: '', staged: { 'owner.sh': 'o', 'apply.sh': 'a', 'confirm.sh': 'c', 'revert.sh': 'r' } };

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
  const decode = (line: string): string => Buffer.from(line, 'base64').toString('utf8');
  return {
    before: all.slice(0, data),
    manifest: decode(all[data + 1] ?? '').split('\n'),
    bodies: all.slice(data + 1).map(decode),
  };
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
    assert.equal(files[1], `file 2 pam write root 0644 ${sha256('z')} ${sha256('y')} b6 /etc/pam.d/sshd`);
  });

  it('names the line of every body', () => {
    const { manifest, bodies } = lines({ changes: [write('/etc/pam.d/sshd', 'the new text\n')] });
    for (const line of manifest) {
      const words = line.split(' ');
      const reference = words.find((word) => /^b\d+$/.test(word));
      if (reference === undefined) continue;
      const body = bodies[Number(reference.slice(1)) - 1] ?? '';
      assert.ok(words.includes(sha256(body)), line);
    }
    assert.equal(manifest.filter((line) => line.startsWith('script ')).length, 4);
  });

  it('keeps secrets in front of the data, where stage.sh reads them into memory only', () => {
    const { before, bodies } = lines({
      changes: [stateFile('alice')],
      stateFiles: new Map([['alice', new Secret('SECRET\n')]]),
    });
    assert.deepEqual(before, [`keyturn 1 run-1 ${id.nonce}`, `secret 1 ${Buffer.from('SECRET\n').toString('base64')}`]);
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
