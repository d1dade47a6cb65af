// What a plan says of machines that log in, of accounts that nobody lists, of what will undo it, and of the way in without a code: on
// real hosts, from what their own sshd logged by what writes logs there.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { Client } from 'ssh2';
import type { LabHost } from '../../docker/host.ts';
import { accounts } from '../../src/facts/accounts.ts';
import type { Fact } from '../../src/facts/fact.ts';
import { recentLogins } from '../../src/facts/recent-logins.ts';
import { gatherScript, readFacts } from '../../src/run/phases/gather.ts';
import { newNonce } from '../../src/run/run-id.ts';
import { ssh } from '../support/openssh.ts';
import { hostIn, openSite, parseReport, type ReportedHost, type Site } from '../support/site.ts';
import { inHost } from '../support/tripwire.ts';

/** Logs of rsyslog, with the stamps of the release, of busybox, and of journald alone. */
const hosts = [
  { name: 'eleven', image: 'debian-11', log: 'rsyslog', stamp: /^[A-Z][a-z]{2} [ \d]\d / },
  { name: 'twelve', image: 'debian-12', log: 'busybox', stamp: /^[A-Z][a-z]{2} [ \d]\d .* auth\.info / },
  { name: 'thirteen', image: 'debian-13', log: 'rsyslog', stamp: /^\d{4}-\d\d-\d\dT/ },
  { name: 'journal', image: 'debian-12-systemd', log: 'journal', stamp: /^\d{4}-\d\d-\d\dT/ },
] as const;

// Starts what writes /var/log/auth.log, and sshd anew without -e, so that it speaks to that.
const startLog = {
  rsyslog: 'apt-get -qq update && apt-get -qq install -y --no-install-recommends rsyslog >/dev/null && rsyslogd',
  busybox: 'busybox syslogd -O /var/log/auth.log',
} as const;
const restartSshd = `for dir in /proc/[0-9]*; do
  case $(tr '\\0' ' ' 2>/dev/null <$dir/cmdline) in "busybox syslogd "*) kill "\${dir#/proc/}" ;; esac
done
rm -f /dev/log
LOG
kill "$(cat /run/sshd.pid)"
while [ -e /run/sshd.pid ]; do sleep 0.1; done
/usr/sbin/sshd
until [ -e /run/sshd.pid ]; do sleep 0.1; done`;

const forged = 'Accepted publickey for alice from 6.6.6.6 port 22 ssh2';

// sshd must have read it all, and nobody may be left who came before.
const openDoor = `for folder in /lib/security /lib/*/security; do
  [ -f "$folder/pam_unix.so" ] || continue
  cp "$folder/pam_unix.so" /root/pam_unix.so
  cp "$folder/pam_permit.so" "$folder/pam_unix.so"
done
printf 'LoginGraceTime 8\\nChallengeResponseAuthentication yes\\n' >/etc/ssh/sshd_config.d/00-door.conf
sleep 1
kill -HUP "$(cat /run/sshd.pid)"
sleep 10`;
const closeDoor = `for folder in /lib/security /lib/*/security; do
  [ ! -f "$folder/pam_unix.so" ] || cp /root/pam_unix.so "$folder/pam_unix.so"
done`;

/** What an audit says, as far as it matters here. */
interface AuditedHosts {
  readonly hosts: readonly {
    readonly verdicts: readonly { readonly rule: string; readonly outcome: string; readonly findings?: unknown }[];
  }[];
}

/** A login as a user who cannot be, whose name is what a log would say of another. */
function hostileLogin(host: LabHost, username: string): Promise<void> {
  return new Promise((resolve) => {
    const client = new Client();
    client.on('error', () => undefined).on('close', resolve);
    client.connect({ host: host.address, port: host.port, username, password: 'x' });
  });
}

async function gather<T>(host: LabHost, fact: Fact<T>): Promise<T> {
  const [nonce, requests] = [newNonce(), [{ fact, params: [] }]];
  const { stdout, stderr } = await host.exec(['sh', '-s'], gatherScript(requests, nonce));
  assert.equal(stderr, '');
  return readFacts(requests, stdout, nonce).get(fact);
}

describe('what else a plan says', function () {
  this.timeout(300_000);
  let site: Site;

  before(async () => {
    const specs = hosts.map(({ name, image }) => ({ name, image, otp: true }));
    site = await openSite(specs);
    const rollout = await readFile(join(site.lab.directory, 'rollout.yml'), 'utf8');
    const bare = rollout.replace(/\n +# EDIT: the logins to try[\s\S]*$/, '\n');
    assert.notEqual(bare, rollout);
    await site.write('bare.yml', bare);
    const glass = / {2}break_glass:\n {4}out_of_band: .*\n/;
    assert.match(bare, glass);
    await site.write('no-glass.yml', bare.replace(glass, ''));
    await site.write('bot-glass.yml', bare.replace(glass, '  break_glass: { accounts: [backup-bot] }\n'));
    await Promise.all(hosts.map(prepare));
  });
  after(() => site.lab.stop());

  async function prepare({ name, log }: (typeof hosts)[number]): Promise<void> {
    const host = site.lab.host(name);
    if (log !== 'journal') await inHost(host, restartSshd.replace('LOG', startLog[log]));
    for (const login of [
      // wtmp begins with the first terminal, a moment after the login that opened it.
      { account: 'admin', terminal: true } as const,
      ...[1, 2].map(() => ({ account: 'alice', terminal: true }) as const),
      ...[1, 2, 3].map(() => ({ account: 'bob' }) as const),
    ]) {
      const { code, stderr } = await ssh(site.lab, host, login);
      assert.equal(code, 0, stderr);
    }
    await hostileLogin(host, `${forged}\nNov 22 06:00:00 h sshd[1]: ${forged}`);
  }

  async function plan(playbook: string, ...flags: readonly string[]): Promise<(name: string) => ReportedHost> {
    const { stdout, stderr } = await site.keyturn('plan', playbook, '-i', 'inventory.yml', '--json', ...flags);
    const report = parseReport(stdout, stderr);
    return (name) => hostIn(report, name);
  }

  const causes = (list: readonly { readonly cause: string; readonly account?: string }[]): readonly string[] =>
    list.map(({ cause, account }) => [cause, account].join(' ').trim());

  for (const { name, log: kind, stamp } of hosts) {
    it(`reads the logins that sshd of ${name} logged, and none that somebody put into a name`, async () => {
      const host = site.lab.host(name);
      const log = await inHost(host, kind === 'journal' ? 'journalctl -o short-iso' : 'cat /var/log/auth.log');
      const forgery = log.split('\n').find((line) => line.includes('6.6.6.6')) ?? '';
      assert.match(forgery, stamp);
      const recent = await gather(host, recentLogins);
      assert.ok(recent.known);
      // Debian 13 has no last(1).
      assert.equal(recent.terminalsKnown, name !== 'thirteen');
      const others = recent.sources.filter(({ account }) => account !== 'admin');
      const counts = others.map(({ account, logins, bursts, withTerminal, withoutTerminal }) =>
        [account, logins, bursts, withTerminal, withoutTerminal].join(' '),
      );
      const known = recent.terminalsKnown;
      assert.deepEqual(counts, [`alice 2 0 ${known ? 2 : 0} 0`, `bob 3 1 0 ${known ? 3 : 0}`]);
    });
  }

  it('refuses hosts where a machine would need a code, unless that is accepted', async () => {
    const refused = await plan('bare.yml');
    for (const { name } of hosts) {
      assert.equal(refused(name).status, 'refused');
      assert.deepEqual(causes(refused(name).refusals), ['L20 bob']);
      assert.match(refused(name).refusals[0]?.message ?? '', /3 times in a day with a key, .*once three within 30 s/);
      assert.deepEqual(causes(refused(name).warnings), name === 'thirteen' ? ['L20'] : []);
    }
    const accepted = await plan('bare.yml', '--accept-breaking', 'bob');
    for (const { name } of hosts) assert.equal(accepted(name).status, 'changed');
  });

  it('does not take its own logins for those of a machine', async () => {
    const planned = await plan('rollout.yml');
    for (const { name } of hosts) assert.deepEqual(causes(planned(name).refusals), [], name);
  });

  it('says so where no log tells', async () => {
    const host = site.lab.host('twelve');
    await inHost(host, 'mv /var/log/auth.log /var/log/away; mkdir /var/log/auth.log');
    const planned = (await plan('bare.yml', '--limit', 'twelve'))('twelve');
    await inHost(host, 'rmdir /var/log/auth.log; mv /var/log/away /var/log/auth.log');
    assert.equal(planned.status, 'changed');
    assert.match(planned.warnings[0]?.message ?? '', /cannot be told: no log holds the logins of sshd/);
  });

  it('warns of what will undo it, in words and in the report, and exits as without', async () => {
    const host = site.lab.host('eleven');
    const stub = '#!/bin/sh\nexit 0\n';
    await inHost(host, `printf '${stub}' >/usr/bin/puppet; chmod 755 /usr/bin/puppet; mkdir -p /run/puppetlabs`);
    const limited = ['--limit', 'eleven', '--accept-breaking', 'bob'] as const;
    const installed = (await plan('bare.yml', ...limited))('eleven');
    assert.match(installed.warnings[0]?.message ?? '', /^Puppet is installed/);
    await inHost(host, 'echo 1 >/run/puppetlabs/agent.pid; echo "# Ansible managed" >>/etc/ssh/sshd_config');
    const { code, stdout } = await site.keyturn('plan', 'bare.yml', '-i', 'inventory.yml', ...limited);
    await inHost(host, "rm /usr/bin/puppet /run/puppetlabs/agent.pid; sed -i '$d' /etc/ssh/sshd_config");
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^ {2}warning, L31, other software that writes the files: Puppet has an agent that runs \(\/run\/puppetlabs\/agent\.pid\)/m,
    );
    assert.match(
      stdout,
      /^ {2}warning, L31, other software that writes the files: \/etc\/ssh\/sshd_config was written by Ansible$/m,
    );
  });

  it('finds an account that the name service knows and does not list', async () => {
    const host = site.lab.host('twelve');
    // As SSSD without `enumerate`: whoever asks for everybody does not hear of dora, whoever asks for her does.
    const getent =
      '#!/bin/sh\nif [ "$*" = passwd ]; then /usr/bin/getent passwd | grep -v ^dora:; else exec /usr/bin/getent "$@"; fi\n';
    await host.exec(['sh', '-c', 'cat >/usr/local/bin/getent; chmod 755 /usr/local/bin/getent'], getent);
    await inHost(
      host,
      `useradd -m -u 3000 -s /bin/bash -p '*' dora; cp -r /home/bob/.ssh /home/dora/; chown -R dora /home/dora
      cp /etc/passwd /run/passwd; sed -i 's/^\\(passwd:.*\\)/\\1 sss/' /etc/nsswitch.conf`,
    );
    const found = await gather(host, accounts);
    assert.deepEqual(found.unlisted, ['sss']);
    assert.ok(found.accounts.some(({ name, loginCapable }) => name === 'dora' && loginCapable));
    const planned = (await plan('bare.yml', '--limit', 'twelve', '--accept-breaking', 'bob'))('twelve');
    assert.deepEqual(causes(planned.refusals), ['L6 dora']);
    assert.match(planned.warnings[0]?.message ?? '', /does not list: its passwd comes from sss too/);
    await inHost(host, "rm /usr/local/bin/getent; userdel -r dora 2>/dev/null; sed -i 's/ sss$//' /etc/nsswitch.conf");
    assert.deepEqual((await gather(host, accounts)).unlisted, []);
  });

  it('sees accounts of daemons once they can log in', async () => {
    const host = site.lab.host('twelve');
    await inHost(host, 'useradd -r -m -d /srv/git -s /bin/sh git');
    const capable = async (): Promise<boolean | undefined> =>
      (await gather(host, accounts)).accounts.find(({ name }) => name === 'git')?.loginCapable;
    assert.equal(await capable(), undefined);
    await inHost(host, "usermod -p '$6$x$y' git");
    assert.equal(await capable(), true);
    await inHost(host, "usermod -p '!' git; cp -r /home/bob/.ssh /srv/git/; chown -R git /srv/git");
    assert.equal(await capable(), true);
    const planned = (await plan('bare.yml', '--limit', 'twelve', '--accept-breaking', 'bob'))('twelve');
    await inHost(host, 'userdel -r git 2>/dev/null');
    assert.deepEqual(causes(planned.refusals), ['L6 git']);
  });

  it('wants a way in without a code for more than one host, before it connects to any', async () => {
    const { code, stdout, stderr } = await site.keyturn('plan', 'no-glass.yml', '-i', 'inventory.yml');
    assert.deepEqual([code, stdout], [64, '']);
    assert.match(stderr, /makes 4 hosts ask for codes, and names no break-glass access/);
    const one = await site.keyturn('plan', 'no-glass.yml', '-i', 'inventory.yml', '--limit', 'twelve');
    assert.equal(one.code, 6);
    const without = await plan('no-glass.yml', '--no-break-glass', '--accept-breaking', 'bob');
    assert.equal(without('eleven').status, 'changed');
  });

  it('refuses hosts where nobody of break_glass becomes root', async () => {
    const eleven = site.lab.host('eleven');
    await inHost(eleven, "echo 'backup-bot ALL=(ALL:ALL) NOPASSWD: ALL' >/etc/sudoers.d/bot");
    await inHost(site.lab.host('twelve'), "echo 'backup-bot ALL=(ALL:ALL) ALL' >/etc/sudoers.d/bot");
    const planned = await plan('bot-glass.yml', '--accept-breaking', 'bob');
    await inHost(eleven, 'rm /etc/sudoers.d/bot');
    assert.equal(planned('eleven').status, 'changed');
    const reasons = ['twelve', 'thirteen'].map((name) =>
      planned(name)
        .refusals.map(({ message }) => message)
        .join(),
    );
    assert.match(reasons[0] ?? '', /"backup-bot" needs a password for sudo and has none/);
    assert.match(reasons[1] ?? '', /"backup-bot" may not become root/);
  });

  // Last, as it makes PAM let everybody in.
  it('refuses hosts where somebody logged in by what their files deny, and an audit finds it', async () => {
    // As somebody who wants to come back leaves it: a module that is not what its name says.
    await Promise.all(hosts.map(({ name }) => inHost(site.lab.host(name), openDoor)));
    for (const { name } of hosts) {
      const { code, stderr } = await ssh(site.lab, site.lab.host(name), {
        ...{ account: 'bob', key: site.lab.keys.alice, code: 'not even a password' },
      });
      assert.equal(code, 0, stderr);
    }
    const refused = await plan('bare.yml', '--accept-breaking', 'bob');
    for (const { name } of hosts) {
      assert.deepEqual(causes(refused(name).refusals), ['contradicted bob'], name);
      const [{ message } = { message: '' }] = refused(name).refusals;
      assert.match(message, /^"bob" logged in on .* with "keyboard-interactive\/pam", and by what stands on the host/);
    }
    const { stdout } = await site.keyturn('audit', '-i', 'inventory.yml', '--json', '--become');
    const audited = JSON.parse(stdout) as AuditedHosts;
    assert.equal(audited.hosts.length, hosts.length);
    for (const { verdicts } of audited.hosts) {
      const denied = verdicts.find(({ rule }) => rule === 'TFA-064');
      assert.equal(denied?.outcome, 'fail');
      assert.match(JSON.stringify(denied.findings), /"bob"/);
      assert.doesNotMatch(JSON.stringify(denied.findings), /"alice"|"admin"/);
    }
    // What was before a change says nothing about what holds since.
    await Promise.all(hosts.map(({ name }) => inHost(site.lab.host(name), closeDoor)));
    const planned = await plan('bare.yml', '--accept-breaking', 'bob');
    for (const { name } of hosts) assert.deepEqual(causes(planned(name).refusals), [], name);
  });
});
