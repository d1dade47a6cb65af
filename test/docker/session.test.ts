// The session that people get: what the line for the password did to it besides asking goes on when a code takes its place.
import assert from 'node:assert/strict';
import type { LabHost } from '../../docker/host.ts';
import type { Account } from '../../docker/keys.ts';
import { freshCode } from '../support/one-time-codes.ts';
import { ssh } from '../support/openssh.ts';
import { runs } from '../support/seed.ts';
import { endings, hostIn, openSite, type Site } from '../support/site.ts';
import { dropIn, reload } from './lockouts/by-hand.ts';
import { shell } from './lockouts/ground.ts';

const releases = ['12', '13'] as const;
const people = ['backup-bot', 'alice', 'bob', 'admin'] as const;

/** An organisation's proxy, and a group for everybody who comes over SSH. */
const organisation = `
printf 'http_proxy=http://proxy.example:3128\\n' >/etc/proxy-environment
printf 'sshd;*;*;Al0000-2400;audio\\n' >>/etc/security/group.conf
cat >>/etc/pam.d/common-auth <<'LINES'
auth optional pam_env.so envfile=/etc/proxy-environment
auth optional pam_group.so
LINES
`;

const asleep = `
${dropIn('asleep.conf', 'UsePAM no')}
echo '* - nofile 777' >/etc/security/limits.d/few.conf
`;

describe('the session of a login', function () {
  this.timeout(180_000);
  let site: Site;
  const at = (release: string): LabHost => site.lab.host(`debian${release}`);

  before(async () => {
    site = await openSite(releases.map((one) => ({ name: `debian${one}`, image: `debian-${one}`, otp: true })));
    for (const host of site.lab.hosts) await shell(host, organisation);
  });
  after(() => site.lab.stop());

  const session = async (host: LabHost, account: Account, code?: string): Promise<string> => {
    const login = { account, ...(code !== undefined && { code }), command: 'id -Gn; umask; env | grep -i proxy' };
    const { stdout, stderr } = await ssh(site.lab, host, login);
    assert.notEqual(stdout, '', stderr);
    return stdout;
  };
  const earlier: string[][] = [];

  it('has what common-auth gives it, before', async () => {
    for (const release of releases) {
      const seen = await Promise.all(people.map((account) => session(at(release), account)));
      for (const one of seen) assert.match(one, /^[^\n]* audio\n0\d\d\d\nhttp_proxy=http:\/\/proxy\.example:3128\n$/);
      earlier.push(seen);
    }
  });

  it('is not changed by a roll-out without consent, be it of somebody who is exempt', async () => {
    const host = at('12');
    // Without PAM nobody reads the limits; the plan turns it on.
    await shell(host, `${asleep}${reload}`);
    const refused = await site.apply('rollout.yml', '--limit', host.name);
    const { status, problem, logins } = hostIn(refused.report, host.name);
    assert.deepEqual([refused.code, status], [6, 'refused'], endings(refused.report));
    assert.match(problem?.message ?? '', /backup-bot: .*limit of open files \S+ \S+ → 777 777/);
    assert.match(problem?.help ?? '', /--accept-breaking backup-bot/);
    assert.ok(logins.length > 0);
    await shell(host, `rm /etc/ssh/sshd_config.d/asleep.conf /etc/security/limits.d/few.conf\n${reload}`);
  });

  it('is the same after a roll-out, for those who are asked for a code and for the exempt', async () => {
    const { code, report } = await site.apply('rollout.yml');
    assert.equal(code, 0, endings(report));
    for (const { name } of site.lab.hosts) {
      const { logins } = hostIn(report, name);
      for (const person of people) {
        const compared = logins.filter(({ account, session_changes: changes }) => account === person && changes);
        assert.deepEqual([person, compared.map((login) => login.session_changes)], [person, [[]]], name);
      }
    }
    for (const [index, release] of releases.entries()) {
      // Codes are waited for: those who need one are in the full suite.
      for (const [number, account] of people.slice(0, runs(1, people.length)).entries()) {
        const host = at(release);
        const secret = account === 'backup-bot' ? undefined : (await site.entry(account)).secret;
        const typed = secret === undefined ? undefined : await freshCode(host, account, secret);
        assert.equal(await session(host, account, typed), earlier[index]?.[number], `${account} on ${host.name}`);
      }
    }
  });
});
