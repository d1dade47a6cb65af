// The logins of a transaction: who is tried with which state file, and who cannot be.
import assert from 'node:assert/strict';
import { factsOf } from '../../../../src/facts/fact.ts';
import type { StateFile } from '../../../../src/facts/state-files.ts';
import { publickeyOtp } from '../../../../src/policies/publickey-otp.ts';
import type { Examination } from '../../../../src/run/examination.ts';
import { planLogins } from '../../../../src/run/logins/login-plan.ts';
import { verdict } from '../../reporters/fixtures.ts';
import { fakeHost } from '../phases/fake-host.ts';

const id = { runId: 'run-1', nonce: '0123456789abcdef0123456789abcdef' };
const home = { kind: 'directory', mode: '755', uid: 1000 } as const;
const theirs: StateFile = {
  ...{ account: 'alice', uid: 1000, path: '/home/alice/.google_authenticator', mount: '/', home },
  ...{ reach: 'yes', mayWrite: 'yes', room: 'ok', file: { kind: 'regular', mode: '400', uid: 1000 } },
  text: 'AAAAAAAAAAAAAAAAAAAAAAAAAA\n" TOTP_AUTH\n',
};

/** A host that is rolled out, on which something else changes: alice goes on with a key and a code. */
function seen(file: Partial<StateFile>, isNew: boolean, after: 'key+code' | 'unknown'): Examination {
  const facts: Readonly<Record<string, unknown>> = {
    'state-files': { files: [{ ...theirs, ...file }] },
    'sshd-files': { main: '/etc/ssh/sshd_config', files: [{ path: '/etc/ssh/sshd_config', text: '' }] },
    'sshd-effective': { global: { known: true, values: { maxauthtries: ['6'] } }, classes: [] },
    'pam-service': { path: '/etc/pam.d/sshd', text: '', files: [], stateFile: '.google_authenticator' },
    'openssh-version': { known: true, major: 9, minor: 2, text: '' },
    accounts: { accounts: [{ name: 'alice', keyFiles: [], hidden: [] }] },
  };
  const content = { kind: 'state-file', account: 'alice', issuer: 'x' };
  const change = { kind: 'write-file', path: theirs.path, owner: 'alice', content, risk: 'login', summary: '' };
  const access = [verdict('alice', { after })];
  const demand = { policy: publickeyOtp, accounts: ['alice'] };
  const plan = { access, changes: isNew ? [{ task: 'enrol', change }] : [], logins: [], demand };
  return { facts: factsOf(new Map(Object.entries(facts))), plan } as unknown as Examination;
}

async function decoysOf(
  file: Partial<StateFile>,
  isNew = false,
  after: 'key+code' | 'unknown' = 'key+code',
): Promise<readonly string[]> {
  const { candidates, decoys } = await planLogins(fakeHost().context, id, seen(file, isNew, after));
  const tried = candidates.map(({ verdict: { account } }) => account);
  assert.deepEqual(
    decoys.map(({ account }) => account),
    tried,
  );
  return decoys.map(({ kind, text }) => `${kind} ${JSON.stringify(text.reveal())}`);
}

describe('the state file of a rehearsal', () => {
  const cases: Readonly<Record<string, readonly [file: Partial<StateFile>, decoy: readonly string[]]>> = {
    'is a copy of what is there': [{}, ['copy "S\\n"']],
    'is a copy of one that the module refuses': [{ text: 'A\n" STEP_SIZE 90\n" TOTP_AUTH\n' }, ['copy "S\\n"']],
    'is one of ours for codes of a counter': [{ text: 'AAAAAAAAAAAAAAAA\n" HOTP_COUNTER 5\n' }, ['secret "S\\n"']],
    'is one of ours for other steps': [{ text: 'AAAAAAAAAAAAAAAA\n" STEP_SIZE 60\n" TOTP_AUTH\n' }, ['secret "S\\n"']],
    'is one of ours for a file that was not read': [{ text: undefined }, ['secret "S\\n"']],
    'is a copy in a jail, which root makes': [{ mayWrite: 'no', home: { ...home, uid: 0 } }, ['copy "S\\n"']],
    "is none in a home of another's": [{ mayWrite: 'no', home: { ...home, uid: 1001 } }, []],
    'is none in a home of root that others can write': [{ mayWrite: 'no', home: { ...home, uid: 0, mode: '775' } }, []],
    'is none where nobody can write': [{ room: 'read-only' }, []],
  };
  for (const [name, [file, decoy]] of Object.entries(cases)) {
    it(name, async () => {
      assert.deepEqual(await decoysOf(file), decoy);
    });
  }

  it('is to be made for an account of which the model knows nothing, wherever that is', async () => {
    assert.deepEqual(await decoysOf({ room: 'read-only' }, false, 'unknown'), ['copy "S\\n"']);
  });

  it('is one of ours for somebody who is enrolled now, whose own is left alone until the proof', async () => {
    assert.deepEqual(await decoysOf({ file: { ...theirs.file, kind: 'absent' }, text: undefined }, true), [
      'secret "S\\n"',
    ]);
  });
});
