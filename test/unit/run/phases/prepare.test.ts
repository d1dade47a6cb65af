import { strict as assert } from 'node:assert';
import type { Distro } from '../../../../src/distros/distro.ts';
import { requestPrepare } from '../../../../src/run/phases/prepare.ts';
import type { Change } from '../../../../src/plan/change.ts';
import { dpkg } from '../../../../src/package-managers/dpkg.ts';
import { answering, id } from './fake-exec.ts';

const distro = {
  packageManager: {
    ...dpkg,
    install: (packages: readonly string[]) => [{ argv: ['update'] }, { argv: ['install', ...packages] }],
  },
} as unknown as Distro;
const install: Change = {
  kind: 'install-package',
  summary: 'install the module',
  risk: 'none',
  packages: ['libpam-x'],
  pamModules: [],
};

function framed(name: string, text: string, status: number): string {
  return `${id.nonce} begin ${name}\n${text}\n\n${id.nonce} end ${name} ${status}\n`;
}

describe('prepare', () => {
  it('costs nothing when there is nothing to prepare', async () => {
    const exec = answering({});
    assert.deepEqual(await requestPrepare(exec, [], distro, id.nonce), { kind: 'prepared' });
    assert.deepEqual(exec.scripts, []);
  });

  it('sends one script with the commands of the distribution', async () => {
    const exec = answering({ stdout: framed('change-0', '', 0) });
    assert.deepEqual(await requestPrepare(exec, [install], distro, id.nonce), { kind: 'prepared' });
    assert.match(exec.scripts[0]?.text ?? '', /\{ update && install libpam-x; \}/);
  });

  it('says what the failing command said', async () => {
    const exec = answering({ stdout: framed('change-0', 'E: Unable to locate package libpam-x', 100) });
    assert.deepEqual(await requestPrepare(exec, [install], distro, id.nonce), {
      kind: 'failed',
      summary: 'install the module',
      output: 'E: Unable to locate package libpam-x\n',
    });
  });

  it('knows a package manager at work when it sees one', async () => {
    const words = 'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)';
    const outcome = await requestPrepare(
      answering({ stdout: framed('change-0', words, 100) }),
      [install],
      distro,
      id.nonce,
    );
    assert.equal(outcome.kind, 'busy');
  });

  it('calls an answer without frames unknown', async () => {
    const outcome = await requestPrepare(answering({ completed: false, code: undefined }), [install], distro, id.nonce);
    assert.equal(outcome.kind, 'unknown');
  });
});
