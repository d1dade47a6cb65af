import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { upstream } from '../../src/distros/upstream.ts';
import { hostScripts } from '../../src/host-protocol/host-scripts.ts';

describe('the host scripts as they are sent', function () {
  this.timeout(60_000);

  it('pass shellcheck as POSIX sh', async () => {
    const { stage, staged } = await hostScripts(upstream);
    for (const [name, text] of Object.entries({ 'stage.sh': stage, ...staged })) {
      const { stdout } = spawnSync('shellcheck', ['--shell=sh', '-'], { input: text, encoding: 'utf8' });
      assert.equal(stdout, '', name);
    }
  });

  it('parse under every shell', async () => {
    const { stage, staged } = await hostScripts(upstream);
    for (const text of [stage, ...Object.values(staged)]) {
      for (const [program, ...words] of [['dash'], ['bash', '--posix'], ['busybox', 'sh']] as const) {
        const { status, stderr } = spawnSync(program, [...words, '-n'], { input: text, encoding: 'utf8' });
        assert.equal(status, 0, stderr);
      }
    }
  });

  it('hold nothing but ASCII, so that no locale reads them differently', async () => {
    const { stage, staged } = await hostScripts(upstream);
    // Comments may: the shell skips them.
    const code = [stage, ...Object.values(staged)]
      .flatMap((text) => text.split('\n'))
      .filter((line) => !/^\s*#/.test(line));
    for (const line of code) assert.match(line, /^[\x09\x20-\x7e]*$/);
  });
});
