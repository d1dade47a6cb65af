// Secrets of the vault against those of a host: the host's own probe says the hashes, of files as people and programs write them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saltParameter, secretDigests } from '../../../../src/facts/secret-digests.ts';
import { digestRequests, otherSecretsOn, otherSecretWarnings } from '../../../../src/run/logins/other-secrets.ts';
import { withoutOtherSecrets } from '../../../../src/run/logins/judge.ts';
import type { RunVault } from '../../../../src/run/services.ts';
import { Secret } from '../../../../src/shell/secret.ts';
import { verdict } from '../../reporters/fixtures.ts';

const secret = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const salt = '00112233445566778899aabbccddeeff';

function vaultOf(...accounts: readonly string[]): Pick<RunVault, 'entry' | 'obtain' | 'opened'> {
  return {
    entry: (account) => (accounts.includes(account) ? 'open' : 'absent'),
    opened: () => accounts,
    obtain: () => Promise.resolve({ secret: new Secret(secret), text: new Secret('') }),
  };
}

describe('secrets of a host', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'keyturn-digests-'))));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** The probe on a host with these state files, without the walk through the name service. */
  function digests(
    shell: readonly string[],
    files: Readonly<Record<string, string>>,
    params: readonly string[],
  ): string {
    const passwd = Object.entries(files).map(([name, text], index) => {
      const home = join(folder, name);
      mkdirSync(home, { recursive: true });
      writeFileSync(join(home, '.google_authenticator'), text);
      chmodSync(join(home, '.google_authenticator'), 0o400);
      return `${name}:x:${2000 + index}:2000::${home}:/bin/sh`;
    });
    const set = `nl='\\n'; nl=$(printf '\\nx'); nl=\${nl%x}; passwd='${passwd.join('\n')}'; proven_logins=; state_file=.google_authenticator\n`;
    const [program = '', ...rest] = shell;
    return execFileSync(program, [...rest, '-s'], { input: `${set}${secretDigests.probe(params)}`, encoding: 'utf8' });
  }

  for (const shell of [['dash'], ['bash'], ['busybox', 'ash']] as const) {
    it(`are compared as the module reads them (${shell.join(' ')})`, async () => {
      const files = {
        same: `${secret}\n" RATE_LIMIT 3 30\n`,
        bare: secret,
        apart: 'abcd efgh-ijkl\tmnopqrstuvwxyz234567 \r\n',
        digits: `${secret.replaceAll('O', '0').replaceAll('L', '1').replaceAll('B', '8')}\n`,
        longer: `${secret}A\n`,
        other: `${'A'.repeat(32)}\n`,
        empty: '',
        unasked: `${'A'.repeat(32)}\n`,
      };
      const asked = Object.keys(files).filter((name) => name !== 'unasked');
      const text = digests(shell, files, [saltParameter(salt), ...asked]);
      assert.ok(!text.toUpperCase().includes(secret) && !text.includes('AAAA'));
      assert.ok(text.endsWith('end:\n'));
      const found = secretDigests.parse(text);
      assert.deepEqual([...found.keys()], asked);
      assert.deepEqual(await otherSecretsOn(found, vaultOf(...Object.keys(files)), salt), ['longer', 'other', 'empty']);
      // Whose entry does not open is not compared, and another salt is another answer.
      assert.deepEqual(await otherSecretsOn(found, vaultOf('same', 'bare'), salt), []);
      assert.deepEqual(await otherSecretsOn(found, vaultOf('same'), salt.replace('0', '1')), ['same']);
    });

    it(`are not told without a salt of hexadecimal digits (${shell.join(' ')})`, () => {
      for (const word of ['', "';id;'", '0011', 'g'.repeat(32)]) {
        assert.equal(digests(shell, { same: secret }, [saltParameter(word), 'same']), 'end:\n');
      }
    });
  }

  it('are asked for where the vault opens', () => {
    assert.deepEqual(digestRequests(vaultOf(), salt), []);
    assert.deepEqual(digestRequests(vaultOf('alice'), salt), [
      { fact: secretDigests, params: [`salt:${salt}`, 'alice'] },
    ]);
  });

  it('make a rehearsal show nothing, and leave a proof', () => {
    const verdicts = (['rehearsed', 'proven', 'predicted'] as const).map((certainty) =>
      verdict('alice', { after: 'key+code', certainty }),
    );
    const certainties = (others: readonly string[]): readonly string[] =>
      withoutOtherSecrets(verdicts, others).map(({ certainty }) => certainty);
    assert.deepEqual(certainties(['bob']), ['rehearsed', 'proven', 'predicted']);
    assert.deepEqual(certainties(['alice']), ['predicted', 'proven', 'predicted']);
    const [exempt] = withoutOtherSecrets([verdict('alice', { after: 'key', certainty: 'rehearsed' })], ['alice']);
    assert.equal(exempt?.certainty, 'rehearsed');
    assert.deepEqual(
      otherSecretWarnings(['alice']).map(({ cause }) => cause),
      ['other-secret'],
    );
  });
});
