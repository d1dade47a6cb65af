// keyturn status: what it says of a host before any run, while one holds it, after it, and of a host that it cannot get into.
import assert from 'node:assert/strict';
import { openSite, withVault, type Site } from '../support/site.ts';
import { inHost } from '../support/tripwire.ts';

describe('keyturn status', function () {
  this.timeout(300_000);
  let site: Site;

  before(async () => {
    site = await openSite([{ name: 'web', image: 'debian-12', otp: true }]);
  });
  after(() => site.lab.stop());

  const status = async (...flags: readonly string[]): Promise<readonly [code: number, stdout: string]> => {
    const { code, stdout, stderr } = await site.keyturn('status', '-i', 'inventory.yml', ...flags);
    assert.equal(stderr, '');
    return [code, stdout];
  };

  it('says of a host that has met no run that it is free', async () => {
    assert.deepEqual(await status(), [
      0,
      'web: no run of keyturn is on record\nhosts with an unfinished run: 0 of 1\n',
    ]);
  });

  it('says which run holds a host, and when the host goes back by itself', async () => {
    const running = site.start('apply', 'rollout.yml', ...withVault, '-vv');
    await running.said('web: rehearse begins');
    running.child.kill('SIGKILL');
    await running.done;
    const [code, said] = await status();
    assert.equal(code, 0);
    assert.match(
      said,
      /^web: pending automatic rollback, fires in (?:1[0-7]\d|180) s \(run \S+ by \S+, nonce \S+\)\nhosts with an unfinished run: 1 of 1$/m,
    );
  });

  it('says that it is free again, and how the run ended', async () => {
    const resumed = await site.keyturn('resume');
    assert.equal(resumed.code, 0, resumed.stderr);
    const [code, said] = await status('--vault', 'vault', '--identity', 'identity.txt');
    assert.equal(code, 0);
    assert.match(
      said,
      /^web: no unfinished run; the last run \S+ is confirmed\nhosts with an unfinished run: 0 of 1$/m,
    );
  });

  for (const [what, sudo, said] of [
    ['cannot become root', 'echo "sudo: a password is required" >&2; exit 1', /sudo/],
    ['never answers', 'sleep 600', /no answer within 30 s$/m],
  ] as const) {
    it(`ends, and says so, where a host is reached and ${what}`, async () => {
      const host = site.lab.host('web');
      await inHost(
        host,
        `mv /usr/bin/sudo /usr/bin/sudo.kept; printf '#!/bin/sh\\n%s\\n' '${sudo}' >/usr/bin/sudo; chmod 755 /usr/bin/sudo`,
      );
      try {
        const [code, text] = await status('--vault', 'vault', '--identity', 'identity.txt');
        assert.equal(code, 4);
        assert.match(text, /^web: reached, but does not say whether it has an unfinished run: /);
        assert.match(text, said);
      } finally {
        await inHost(host, 'mv -f /usr/bin/sudo.kept /usr/bin/sudo');
      }
    });
  }

  it('says what to do where a host asks for a code', async () => {
    const [code, said] = await status();
    assert.equal(code, 4);
    assert.match(
      said,
      /^web: unreachable: the host accepts the key but asks for a second factor .*\n {2}help: .*--vault/,
    );
  });
});
