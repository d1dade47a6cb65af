// Ctrl-C, and a controller that dies, in every phase: the host is as before or as wanted, and nothing in between.
import assert from 'node:assert/strict';
import type { LabHost } from '../../docker/host.ts';
import { accounts } from '../../docker/keys.ts';
import { snapshot, type Snapshot } from '../../docker/snapshot.ts';
import {
  anyLoginWrites,
  assertKeysAlone,
  assertNoProcessLeft,
  assertNothingLeft,
  changesBesides,
  ourRecords,
} from '../support/host-state.ts';
import { artefactsOf, forbiddenIn, leaks } from '../support/leaks.ts';
import { ssh } from '../support/openssh.ts';
import { openSite, withVault, type Site } from '../support/site.ts';
import { inHost } from '../support/tripwire.ts';

describe('an interrupt', function () {
  this.timeout(300_000);
  let site: Site;
  let host: LabHost;
  let original: Snapshot;

  before(async () => {
    site = await openSite([{ name: 'web', image: 'debian-13', otp: true }]);
    host = site.lab.host('web');
    const { code, stderr } = await ssh(site.lab, host, { account: 'admin', command: 'sudo -n true' });
    assert.equal(code, 0, stderr);
    original = await snapshot(host, ['/usr']);
  });
  after(() => site.lab.stop());

  /** Starts an apply, sends it signals when a phase begins, and says how it ended. */
  const interrupt = async (phase: string, ...signals: readonly NodeJS.Signals[]): Promise<number> => {
    // One operator each: their keyturn knows of no code that was used before the host was put back.
    const running = site.operator(`${phase}-${signals.join('-')}`).start('apply', 'rollout.yml', ...withVault, '-vv');
    await running.said(`web: ${phase} begins`);
    for (const [index, signal] of signals.entries()) {
      if (index > 0) await running.said('once more:');
      running.child.kill(signal);
    }
    const { code, stdout, stderr } = await running.done;
    assert.doesNotMatch(stderr, /bug in keyturn|^ {4}at /m);
    if (code !== -1) assert.match(stdout, /Can everyone still log in\? /);
    return code;
  };

  const isNew = async (): Promise<boolean> =>
    (await inHost(host, 'ls /etc/ssh/sshd_config.d')).includes('00-keyturn.conf');

  const assertOld = async (): Promise<void> => {
    await assertNothingLeft(host);
    const now = await snapshot(host, ['/usr']);
    assert.deepEqual(changesBesides(original, now, [...anyLoginWrites, ...ourRecords]), []);
    await assertKeysAlone(site.lab, host, accounts);
  };

  /** Whole and in force; afterwards the host is as it was. */
  const assertNewAndGoBack = async (): Promise<void> => {
    await assertNothingLeft(host);
    const alone = await ssh(site.lab, host, { account: 'alice' });
    assert.match(alone.stderr, /Permission denied \(keyboard-interactive\)/);
    const both = await site.sshWithCode(host, 'alice');
    assert.equal(both.stdout, 'alice\n', both.stderr);
    await inHost(host, 'sh /var/lib/keyturn/last/revert.sh --rollback');
    await assertOld();
  };

  for (const phase of ['gather', 'stage', 'rehearse']) {
    it(`leaves the host alone when it comes before anything is in place: ${phase}`, async () => {
      assert.equal(await interrupt(phase, 'SIGINT'), 130);
      assert.equal(await isNew(), false);
      await assertOld();
    });
  }

  for (const phase of ['apply', 'prove', 'confirm']) {
    it(`lets the host be finished once something is in place: ${phase}`, async () => {
      assert.equal(await interrupt(phase, 'SIGINT'), 130);
      assert.equal(await isNew(), true);
      await assertNewAndGoBack();
    });
  }

  for (const phase of ['apply', 'prove']) {
    it(`puts the host back when it is sent twice: ${phase}`, async () => {
      const code = await interrupt(phase, 'SIGINT', 'SIGINT');
      // It may have come too late for that, and then the host is done.
      assert.equal(code, (await isNew()) ? 130 : 8);
      await ((await isNew()) ? assertNewAndGoBack() : assertOld());
    });
  }

  it('that kills the controller leaves a way back from the console', async () => {
    assert.equal(await interrupt('prove', 'SIGKILL'), -1);
    assert.equal(await isNew(), true);
    assert.match(await inHost(host, 'sh /var/lib/keyturn/last/revert.sh'), /^SSH is as it was before run /m);
    await assertOld();
  });

  it('of those who read along does not stop the run', async () => {
    const running = site.operator('unread').start('apply', 'rollout.yml', ...withVault, '-vv');
    await running.said('web: stage begins');
    running.child.stdout?.destroy();
    running.child.stderr?.destroy();
    assert.equal((await running.done).code, 0);
    assert.equal(await isNew(), true);
    await assertNewAndGoBack();
  });

  describe('after all of them', () => {
    it('nothing of ours is still at work', () => assertNoProcessLeft(host));

    it('no secret is anywhere', async () => {
      assert.deepEqual(leaks(await artefactsOf(site), await forbiddenIn(site)), []);
    });
  });
});
