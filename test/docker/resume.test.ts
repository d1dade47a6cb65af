// keyturn resume: a run over several hosts is killed at moments that nobody chose, and gone on with. Every host ends as the playbook
// wants it, nothing is armed or locked, and every login is as it should be.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../docker/engine.ts';
import type { LabHost } from '../../docker/host.ts';
import { accounts } from '../../docker/keys.ts';
import { assertKeysAlone, assertNoProcessLeft, assertNothingLeft } from '../support/host-state.ts';
import { artefactsOf, forbiddenIn, leaks } from '../support/leaks.ts';
import { ssh } from '../support/openssh.ts';
import { runs, seed } from '../support/seed.ts';
import { openSite, parseReport, withVault, type Operator, type Site } from '../support/site.ts';
import { inHost } from '../support/tripwire.ts';

const images = ['debian-13', 'debian-12', 'debian-11'];
const hostCount = runs(3, 20);
const momentCount = runs(3, 10);
/** The part of a run's lines after which its last host may be done: nothing is left to resume then. */
const lastLine = 0.9;

/** Parts of a whole run, from 0 to 1: one in each of as many equal stretches. */
function moments(): readonly number[] {
  let state = seed() >>> 0;
  return Array.from({ length: momentCount }, (_, index) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (index + state / 2 ** 32) / momentCount;
  });
}

describe('keyturn resume', function () {
  this.timeout(600_000);
  let site: Site;
  /** How many lines a run with -vv writes that nothing stops. */
  let lines: number;

  before(async () => {
    site = await openSite(
      Array.from({ length: hostCount }, (_, index) => ({
        ...{ name: `web${index + 1}`, image: images[index % images.length] ?? '', otp: true },
      })),
    );
    const { code, stderr } = await start(site.operator('whole')).done;
    assert.equal(code, 0, stderr);
    lines = stderr.split('\n').length;
    await goBack();
  });
  after(() => site.lab.stop());

  /** State files remember codes that a new operator knows nothing of. */
  const forget = 'rm -rf /var/lib/keyturn /home/*/.google_authenticator';
  const revert = '/var/lib/keyturn/last/revert.sh';
  const goBack = async (): Promise<void> => {
    await Promise.all(
      site.lab.hosts.map((host) => inHost(host, `if [ -e ${revert} ]; then sh ${revert} --rollback; fi && ${forget}`)),
    );
  };
  const start = (operator: Operator): ReturnType<Operator['start']> =>
    operator.start('apply', 'rollout.yml', ...withVault, '-vv');

  /** Kills an apply when it has written so many lines: how long a run takes differs from run to run, what it says does not. */
  const killAtLine = async (operator: Operator, line: number): Promise<void> => {
    const running = start(operator);
    let written = 0;
    running.child.stderr?.on('data', (chunk: string) => {
      written += chunk.split('\n').length - 1;
      if (written >= line) running.child.kill('SIGKILL');
    });
    await once(running.child, 'exit');
    assert.equal(running.child.signalCode, 'SIGKILL', `ended after ${written} of ${line} lines`);
  };

  const assertNew = async (host: LabHost): Promise<void> => {
    await assertNothingLeft(host);
    assert.match(await inHost(host, 'ls /etc/ssh/sshd_config.d'), /00-keyturn\.conf/, host.name);
    const alone = await ssh(site.lab, host, { account: 'alice' });
    assert.match(alone.stderr, /Permission denied \(keyboard-interactive\)/, host.name);
    const both = await site.sshWithCode(host, 'alice');
    assert.equal(both.stdout, 'alice\n', `${host.name}: ${both.stderr}`);
    await assertKeysAlone(site.lab, host, ['backup-bot']);
  };

  // A moment leaves the hosts as it found them even where it fails: what comes after has operators of its own.
  for (const [index, part] of moments().entries()) {
    it(`goes on with a run that was killed ${Math.round(part * 100)} % into it (seed ${seed()})`, async () => {
      try {
        const operator = site.operator(`killed-${index}`);
        await killAtLine(operator, Math.max(1, Math.floor(part * lastLine * lines)));
        const { code, stdout, stderr } = await operator.keyturn('resume', '--json', '-v');
        const report = parseReport(stdout, stderr);
        assert.equal(
          code,
          0,
          stderr + JSON.stringify(report.runs[0]?.hosts.map(({ name, status, problem }) => [name, status, problem])),
        );
        await Promise.all(site.lab.hosts.map(assertNew));
        const again = await operator.keyturn('resume');
        assert.deepEqual([again.code, again.stderr], [0, 'keyturn: nothing to resume: every run is finished\n']);
      } finally {
        await goBack();
      }
    });
  }

  it('refuses a run that is still at work, and one whose files have changed', async () => {
    const operator = site.operator('at-work');
    const running = start(operator);
    await running.said('stage begins');
    const early = await operator.keyturn('resume');
    assert.equal(early.code, 1);
    assert.match(early.stderr, /^keyturn: run \S+ is still running \(process \d+\)/);
    const rollback = await operator.keyturn('rollback', /run (\S+) is/.exec(early.stderr)?.[1] ?? '');
    assert.match(rollback.stderr, /is still running/);
    running.child.kill('SIGKILL');
    await running.done;

    const playbook = join(site.lab.directory, 'rollout.yml');
    await appendFile(playbook, '# another day\n');
    const changed = await operator.keyturn('resume');
    assert.equal(changed.code, 64);
    assert.match(changed.stderr, /^keyturn: changed since run \S+: rollout\.yml\n {2}hint: .*--changed-files/);
    const unfinished = await operator.keyturn('rollback', /run (\S+): /.exec(changed.stderr)?.[1] ?? '');
    assert.deepEqual(
      [unfinished.code, /is not finished\n {2}hint: first: keyturn resume/.test(unfinished.stderr)],
      [1, true],
    );

    const { code, stderr } = await operator.keyturn('resume', '--changed-files');
    assert.equal(code, 0, stderr);
    await Promise.all(site.lab.hosts.map(assertNew));
  });

  it('can be taken back as a whole', async () => {
    const { code, stderr } = await site.operator('at-work').keyturn('rollback');
    assert.equal(code, 0, stderr);
    for (const host of site.lab.hosts) {
      await assertKeysAlone(site.lab, host, accounts);
      await inHost(host, forget);
    }
  });

  it('guesses nothing where another run came after, and may be killed itself', async () => {
    const operator = site.operator('two-minds');
    const running = start(operator);
    await running.said('gather begins');
    running.child.kill('SIGKILL');
    await running.done;
    const { code } = await operator.keyturn('apply', 'rollout.yml', ...withVault, '-l', 'web1');
    assert.equal(code, 0);
    const unsure = await operator.keyturn('resume');
    assert.equal(unsure.code, 64);
    const command = /hint: to resume it anyway: keyturn resume (\S+)/.exec(unsure.stderr)?.[1] ?? '';
    const resuming = operator.start('resume', command, '-vv');
    await resuming.said('apply begins');
    resuming.child.kill('SIGKILL');
    await resuming.done;
    const resumed = await operator.keyturn('resume');
    assert.equal(resumed.code, 0, unsure.stderr + resumed.stderr);
    await Promise.all(site.lab.hosts.map(assertNew));
    await goBack();
  });

  it('goes on with a saved plan, and takes that back as well', async () => {
    const operator = site.operator('planner');
    const planned = await operator.keyturn('plan', 'rollout.yml', ...withVault, '-o', 'saved.plan');
    assert.equal(planned.code, 0, planned.stderr);
    const identity = ['--vault', 'vault', '--identity', 'identity.txt'];
    const running = operator.start('apply', 'saved.plan', ...identity, '-vv');
    await running.said('apply begins');
    running.child.kill('SIGKILL');
    await running.done;
    const resumed = await operator.keyturn('resume');
    assert.equal(resumed.code, 0, resumed.stderr + resumed.stdout);
    await Promise.all(site.lab.hosts.map(assertNew));
    const rolledBack = await operator.keyturn('rollback');
    assert.equal(rolledBack.code, 0, rolledBack.stderr + rolledBack.stdout);
    for (const host of site.lab.hosts) {
      await assertKeysAlone(site.lab, host, accounts);
      await inHost(host, forget);
    }
  });

  it('begins nothing where the journal cannot be written', async () => {
    await site.write('states/blocked', '');
    const { code, stderr } = await start(site.operator('blocked')).done;
    assert.deepEqual(
      [code, stderr.split('\n')[0]?.replace(/"[^"]*"/, '…')],
      [1, 'keyturn: cannot write the journal …: ENOTDIR'],
    );
    assert.doesNotMatch(stderr, /connect begins/);
  });

  it('is what to do after a disk was full: hosts in a transaction were finished, no other was begun', async () => {
    const operator = site.operator('full');
    const running = operator.start('apply', 'rollout.yml', ...withVault, '-vv', '--forks', '1');
    await running.said('apply begins');
    const folder = join(site.lab.directory, 'states/full/keyturn/runs');
    const [name = ''] = await readdir(folder);
    const { size } = await stat(join(folder, name));
    // Files of this process grow no further than the journal is now: all of its other files are smaller.
    await run('prlimit', ['--pid', String(running.child.pid), `--fsize=${size}`]);
    const { code, stdout, stderr } = await running.done;
    assert.equal(code, 1, stderr);
    assert.match(stderr, /^keyturn: cannot write the journal ".*": EFBIG\n {2}hint: /m);
    assert.match(stdout, /stopped: cannot write the journal/);
    assert.equal(stderr.match(/: stage begins/g)?.length, 1);
    for (const host of site.lab.hosts) await assertNothingLeft(host);
    const resumed = await operator.keyturn('resume');
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.match(resumed.stderr, /is confirmed: it is in the desired state of the run/);
    await Promise.all(site.lab.hosts.map(assertNew));
  });

  it('leaves nothing of ours at work, and no secret anywhere', async () => {
    for (const host of site.lab.hosts) await assertNoProcessLeft(host);
    const artefacts = await artefactsOf(site);
    assert.ok(artefacts.some(({ name }) => /\/runs\/\S+\.ndjson$/.test(name)));
    assert.deepEqual(leaks(artefacts, await forbiddenIn(site)), []);
  });
});
