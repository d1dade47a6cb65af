// Another package manager begins its work after the plan was made, when ours wants to begin too.
import assert from 'node:assert/strict';
import { accounts } from '../../docker/keys.ts';
import { assertKeysAlone } from '../support/host-state.ts';
import { runs } from '../support/seed.ts';
import { hostIn, openSite, type Site } from '../support/site.ts';
import { inHost, tripwire } from '../support/tripwire.ts';

/** Takes the lock as dpkg does, at the first call of apt-get, and keeps it for so many seconds. */
const holdFor = (seconds: number): string => `
if mkdir /run/held 2>/dev/null; then
    setsid perl -e '$lock = pack("s s x4 q q i x4", 1, 0, 0, 0, 0); open(F, ">>", shift) && fcntl(F, 6, $lock) or exit 1;
        mkdir "/run/held/now"; sleep ${seconds}' /var/lib/dpkg/lock-frontend </dev/null >/dev/null 2>&1 &
    until [ -d /run/held/now ]; do sleep 0.05; done
fi`;

describe('a package manager at work after the plan', function () {
  this.timeout(300_000);
  let site: Site;
  before(async () => {
    site = await openSite([{ name: 'web', image: 'debian-12' }]);
  });
  after(() => site.lab.stop());

  // A minute of waiting is for full runs.
  if (runs(0, 1) === 1) {
    it('is waited for a minute, and then the host is left alone', async () => {
      const host = site.lab.host('web');
      const remove = await tripwire(host, 'apt-get', holdFor(90));
      const { code, report } = await site.apply('rollout.yml');
      const { status, problem } = hostIn(report, 'web');
      assert.deepEqual([code, status, problem?.phase], [6, 'refused', 'prepare']);
      assert.match(problem?.message ?? '', /another package manager is at work/);
      assert.equal(await inHost(host, 'ls -d /var/lib/keyturn /run/keyturn.lock 2>/dev/null || :'), '');
      await assertKeysAlone(site.lab, host, accounts);
      await remove();
      await inHost(host, 'pkill -f lock-fronten[d]; rm -r /run/held');
    });
  }

  it('that is done in time costs nothing but the time', async () => {
    const host = site.lab.host('web');
    const remove = await tripwire(host, 'apt-get', holdFor(5));
    const { code, report } = await site.apply('rollout.yml');
    assert.deepEqual([code, hostIn(report, 'web').status], [0, 'changed']);
    assert.equal(await inHost(host, 'ls -d /run/held/now'), '/run/held/now\n');
    await remove();
  });
});
