// The task `audit`: what it finds keeps a play from a host, or says at the end of one what that has made.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { snapshot } from '../../docker/snapshot.ts';
import { anyLoginWrites, changesBesides } from '../support/host-state.ts';
import { ssh } from '../support/openssh.ts';
import { endings, hostIn, openSite, type Report, type Site } from '../support/site.ts';

const shipped = join(import.meta.dirname, '../../playbooks');

describe('audits in playbooks', function () {
  this.timeout(300_000);
  let site: Site;

  before(async () => {
    site = await openSite([
      { name: 'plain', image: 'debian-13' },
      { name: 'done', image: 'debian-12', otp: true },
    ]);
    const { code, report } = await site.apply('rollout.yml', '--limit', 'done');
    assert.equal(code, 0, endings(report));
  });
  after(() => site.lab.stop());

  const causes = (report: Report, name: string): readonly string[] => [
    ...new Set(hostIn(report, name).refusals.map(({ cause }) => cause)),
  ];

  it('refuse hosts on which something bad is found, and write nothing', async () => {
    // Whose first use of sudo leaves a file in the home.
    await ssh(site.lab, site.lab.host('plain'), { account: 'admin', command: 'sudo -n true' });
    const before = await snapshot(site.lab.host('plain'));
    const { code, report } = await site.apply(join(shipped, 'audit-only.yml'));
    assert.equal(code, 6, endings(report));
    assert.deepEqual(causes(report, 'plain').slice(0, 2), ['TFA-001', 'TFA-002'], endings(report));
    // Whom the roll-out leaves out is for somebody to accept.
    assert.deepEqual(causes(report, 'done'), ['TFA-027', 'TFA-028'], endings(report));
    assert.deepEqual(changesBesides(before, await snapshot(site.lab.host('plain')), anyLoginWrites), []);
  });

  it('let hosts pass by the rules that somebody wants', async () => {
    const play = await site.write(
      'gate.yml',
      '- hosts: all\n  become: true\n  tasks:\n    - audit: { except: [TFA-027, TFA-028] }\n',
    );
    const { code, report } = await site.apply(play, '--limit', 'done');
    assert.deepEqual([code, hostIn(report, 'done').status], [0, 'ok'], endings(report));
  });

  it('judge at the end of a play what it has made', async () => {
    const tasks = ['sshd_config: { policy: publickey }', 'service: { name: ssh, state: reloaded }', 'audit: {}'];
    const text = `- hosts: all\n  become: true\n  tasks:\n${tasks.map((task) => `    - ${task}\n`).join('')}`;
    const { code, report } = await site.apply(await site.write('back.yml', text), '--limit', 'done');
    const { status, problem } = hostIn(report, 'done');
    assert.deepEqual([code, status], [2, 'failed'], endings(report));
    assert.match(
      problem?.message ?? '',
      /applied, but the host still differs .*: somebody gets in without a code: in with key alone/,
    );
  });
});
