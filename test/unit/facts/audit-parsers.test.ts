// What audits ask for besides: parsers take what probes print, and nothing else.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { codeFailures } from '../../../src/facts/code-failures.ts';
import { codeModuleFile } from '../../../src/facts/code-module.ts';
import { codeServices } from '../../../src/facts/code-services.ts';
import { distantMounts } from '../../../src/facts/distant-mounts.ts';
import { secretCopies } from '../../../src/facts/secret-copies.ts';
import { selinux } from '../../../src/facts/selinux.ts';
import { sshdReload } from '../../../src/facts/sshd-reload.ts';
import { nextWord } from '../../../src/facts/probe/sshd-walk.ts';
import { stateFiles } from '../../../src/facts/state-files.ts';
import { sudoAccounts } from '../../../src/facts/sudo-accounts.ts';

describe('facts for audits', () => {
  it('count refused codes, of both names of the module', () => {
    const output = [
      'log:',
      'sshd(pam_google_authenticator)[7]: Invalid verification code for alice',
      'sshd-session(pam_google_auth)[8]: Invalid verification code for alice',
      'sshd(pam_google_auth)[9]: No secret configured for user bob',
      'sshd(pam_google_auth)[9]: Invalid verification code for \u001b[2J',
    ].join('\n');
    assert.deepEqual(codeFailures.parse(output), {
      known: true,
      failures: [
        { account: 'alice', kind: 'wrong-code', times: 2 },
        { account: 'bob', kind: 'no-secret', times: 1 },
      ],
    });
    assert.deepEqual(codeFailures.parse(''), { known: false });
  });

  it('tell the module, its package and its options', () => {
    const file = '/lib/x86_64-linux-gnu/security/pam_google_authenticator.so';
    const output = `module:644:0:${file}\nnullok\ngrace_period=\nsurely\nmanager:\nlibpam-google-authenticator: ${file}\n`;
    assert.deepEqual(codeModuleFile.parse(output), {
      files: [{ path: file, mode: '644', uid: 0 }],
      packageName: 'libpam-google-authenticator',
      options: ['nullok', 'grace_period='],
    });
    assert.equal(codeModuleFile.parse('manager:\n').packageName, 'none');
    assert.equal(codeModuleFile.parse('').packageName, undefined);
  });

  it('tell services that ask for codes, and no comments', () => {
    const output =
      '/etc/pam.d/sshd:4:auth required pam_google_authenticator.so\n/etc/pam.d/su:2:# auth required pam_google_authenticator.so\n/x:1:y\n';
    assert.deepEqual(codeServices.parse(output), [
      { path: '/etc/pam.d/sshd', line: 4, text: 'auth required pam_google_authenticator.so' },
    ]);
  });

  it('tell mounts with blanks in their names', () => {
    assert.deepEqual(distantMounts.parse('nas:/home /home\\040of nfs4 rw 0 0\nnonsense\n'), [
      { path: '/home of', type: 'nfs4' },
    ]);
  });

  it('tell what is left over from what was copied', () => {
    const output = [
      'beside:400:1001:/home/alice/.google_authenticator~',
      'beside:400:1001:/home/alice/.google_authenticator~aB3dE6',
      'beside:644:1001:/home/alice/.google_authenticator.bak',
      'copy:644:1001:/tmp/google_auth~',
      'history:600:0:/root/.bash_history',
      'copy:9:0:/x',
    ].join('\n');
    assert.deepEqual(
      secretCopies.parse(output).map(({ kind }) => kind),
      ['temporary', 'temporary', 'copy', 'copy', 'history'],
    );
  });

  it('tell types of SELinux only where it enforces', () => {
    const output = 'enforcing:\nhome:system_u:object_r:user_home_dir_t:s0|/home/alice\nhome:?|/home/bob\n';
    assert.deepEqual(selinux.parse(output), { enforcing: true, homes: new Map([['/home/alice', 'user_home_dir_t']]) });
    assert.deepEqual(selinux.parse(''), { enforcing: false, homes: new Map() });
  });

  it('tell when sshd read its files from its pid file', () => {
    assert.deepEqual(
      sshdReload.parse('times:900:900:/run/sshd.pid\ntimes:800:850:/etc/ssh/sshd_config\ntimes:x:1:/y\n'),
      {
        readAt: 900,
        files: [{ path: '/etc/ssh/sshd_config', written: 800, touched: 850 }],
      },
    );
  });

  it('tell when sshd read its files from the pid file that it names', () => {
    const said = 'pid-file:/run/x.pid\ntimes:900:900:/run/x.pid\ntimes:1:1:/run/sshd.pid\n';
    assert.equal(sshdReload.parse(said).readAt, 900);
    assert.equal(sshdReload.parse('pid-file:none\ntimes:1:1:/etc/ssh/sshd_config\n').readAt, undefined);
  });

  for (const [lines, expected] of [
    ['', '/run/sshd.pid'],
    ['|PIDFILE=/run/x.pid\n|PidFile /run/y.pid', '/run/x.pid'],
    ['|\tPidFile "/run/a b.pid" # here', '/run/a b.pid'],
    ['|#PidFile /run/x.pid\n|Banner /etc/pidfile', '/run/sshd.pid'],
    ['|PidFile none', 'none'],
  ] as const) {
    it(`find the pid file ${expected} in ${JSON.stringify(lines)}`, () => {
      const given = `nl='\n'\nblank=$(printf ' \\t\\r=')\n${nextWord}\nsshd_drop_ins=/none\nsshd_config='file:/none\n${lines}'\n`;
      const said = execFileSync('sh', ['-s'], { input: `${given}${sshdReload.probe([])}`, encoding: 'utf8' });
      assert.equal(/^pid-file:(.*)$/m.exec(said)?.[1], expected);
    });
  }

  it('tell whose secret an account has', () => {
    const output = [
      'account:bob:1002:1002:/home/bob',
      'path:400:1002:1002:90:regular file:/home/bob/.google_authenticator',
      '|00000000000000000000000000000000',
      'twin:/home/alice/.google_authenticator',
    ].join('\n');
    assert.equal(stateFiles.parse(output).files[0]?.twin, '/home/alice/.google_authenticator');
  });

  it('tell hosts without sudo from accounts without rights', () => {
    assert.deepEqual(sudoAccounts.parse('none:\n'), { sudo: false, rights: {} });
    assert.deepEqual(sudoAccounts.parse('account:alice\n    (ALL : ALL) NOPASSWD: ALL\nstatus:0\n'), {
      sudo: true,
      rights: { alice: 'free' },
    });
  });
});
