// The state files that rehearsals use: a copy of the account's own has every option of it, and nothing that can be spent or was counted.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';

const secret = 'DECOYDECOYDECOYDECOYDECOYDECOY23';
const owner = join(import.meta.dirname, '../../host/owner.sh');

const options: Readonly<Record<string, readonly [its: string, copied: string]>> = {
  'no option': ['', ''],
  'options that say how codes are taken': [
    '" WINDOW_SIZE 17\n" TOTP_AUTH\n" UNKNOWN thing\n',
    '" WINDOW_SIZE 17\n" TOTP_AUTH\n" UNKNOWN thing\n',
  ],
  'attempts that were counted': ['" RATE_LIMIT 3 30 1796078758 1796078759\n', '" RATE_LIMIT 3 30\n'],
  'a limit that the module refuses': ['" RATE_LIMIT 3\n" RATE_LIMIT x 30 5\n', '" RATE_LIMIT 3\n" RATE_LIMIT x 30 5\n'],
  'attempts that the module cannot read': ['" RATE_LIMIT 3 30 5 x\n', '" RATE_LIMIT 3 30 5 x\n'],
  'codes that were spent': ['" DISALLOW_REUSE 59869291 59869292\n', '" DISALLOW_REUSE\n'],
  'spent codes that the module cannot read': ['" DISALLOW_REUSE x\n', '" DISALLOW_REUSE x\n'],
  'the skew of a clock': ['" TIME_SKEW -2\n" RESETTING_TIME_SKEW 59869291+1\n" TOTP_AUTH\n', '" TOTP_AUTH\n'],
  'a step that the module refuses': ['" STEP_SIZE 90\n', '" STEP_SIZE 90\n'],
  'recovery codes': ['" TOTP_AUTH\n12345678\n 87654321\n12345679 x\n', '" TOTP_AUTH\n'],
};

describe('a state file for a rehearsal', () => {
  for (const [what, [its, copied]] of Object.entries(options)) {
    for (const shell of [['dash'], ['bash', '--posix'], ['busybox', 'sh']]) {
      it(`copies ${what} (${shell[0]})`, () => {
        const folder = mkdtempSync(join(tmpdir(), 'keyturn-decoy-'));
        try {
          const [final, staged] = [join(folder, '.google_authenticator'), join(folder, '.keyturn-1.decoy')];
          writeFileSync(final, `THEIRSECRETTHEIRSECRETTHEIR23456\n${its}`, { mode: 0o600 });
          const hash = createHash('sha256').update(`${secret}\n`).digest('hex');
          const [program = '', ...flags] = shell;
          const argv = [...flags, owner, 'decoy', staged, final, 'copy', hash];
          const { status, stderr } = spawnSync(program, argv, { input: `${secret}\n`, encoding: 'utf8' });
          assert.equal(status, 0, stderr);
          assert.equal(readFileSync(staged, 'utf8'), `${secret}\n${copied}`);
          assert.equal(statSync(staged).mode & 0o7777, 0o600);
        } finally {
          rmSync(folder, { recursive: true });
        }
      });
    }
  }
});
