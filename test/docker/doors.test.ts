// What an audit says of each SSH daemon of a host, against logins by OpenSSH's own client: daemons with options, with another PAM service,
// by another name, and several at once.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { LabHost } from '../../docker/host.ts';
import { startLab, type Lab } from '../../docker/lab.ts';
import { accountMatrix, matrixFacts, type AccountRow } from '../../src/audit/account-matrix.ts';
import { readAnswers } from '../../src/run/audit/ask.ts';
import { gatherScript } from '../../src/run/phases/gather.ts';
import { newNonce } from '../../src/run/run-id.ts';
import { codeAt } from '../support/one-time-codes.ts';
import { runs, seed } from '../support/seed.ts';
import { both, dropIn, enforce, enrolAll, file, restart, secret, stop } from './lockouts/by-hand.ts';
import { remember, reset, shell } from './lockouts/ground.ts';

/** What alice shows: nothing but her key, or an answer to every question besides. */
type Shown = 'key' | 'key+code';

interface Case {
  readonly title: string;
  readonly image: 'debian-12' | 'debian-13';
  /** Shell for root: what runs. */
  readonly shell: string;
  /** By port: what the audit says of alice, from the host itself, and what really lets her in. */
  readonly ports: Readonly<Record<number, readonly [way: string, letsIn: readonly Shown[]]>>;
  /** What the audit says of alice altogether. */
  readonly protection: AccountRow['protection'];
  /** What the reason for that says. */
  readonly says: RegExp;
}

const twoFactors = `${enrolAll}${enforce}${restart}`;
const keyOnly = [
  'UsePAM yes',
  'PasswordAuthentication no',
  'KbdInteractiveAuthentication no',
  'AuthenticationMethods publickey',
];
const permit = ['auth required pam_permit.so', 'account required pam_permit.so', 'session required pam_permit.so'];
const awaitPort = (port: number): string =>
  `for turn in $(seq 50); do ! grep -qi ':${port.toString(16).padStart(4, '0')} .* 0A ' /proc/net/tcp || break; sleep 0.1; done\n`;
const daemon = (port: number, program: string, options = ''): string =>
  `${program} -p ${port} ${options}\n${awaitPort(port)}`;
const second = (...lines: readonly string[]): string => file('/etc/ssh/second', ...lines);

/** alice's key moves to where only a command finds it. */
const keysByCommand = `
mkdir -p /opt/keys && mv /home/alice/.ssh/authorized_keys /opt/keys/alice && chmod 755 /opt/keys && chmod 644 /opt/keys/alice
${file('/opt/keys/print', '#!/bin/sh', 'cat "/opt/keys/$1" 2>/dev/null || :')}chown -R root: /opt/keys; chmod 755 /opt/keys/print
${stop}rm -f /run/sshd.pid
`;
const keyInEither = ['key', 'key+code'] as const;

const cases: readonly Case[] = [
  {
    title: 'a command for keys among the options of the only daemon',
    image: 'debian-12',
    shell: `${keysByCommand}${daemon(22, '/usr/sbin/sshd', '-o AuthorizedKeysCommand=/opt/keys/print -o AuthorizedKeysCommandUser=nobody')}`,
    ports: { 22: ['unknown', keyInEither] },
    protection: 'unknown',
    says: /AuthorizedKeysCommand at the command line of sshd/,
  },
  {
    title: 'the same with blanks in an option',
    image: 'debian-12',
    shell: `${keysByCommand}${daemon(22, '/usr/sbin/sshd', "-o 'AuthorizedKeysCommand /opt/keys/print %u' -o 'AuthorizedKeysCommandUser nobody'")}`,
    ports: { 22: ['unknown', keyInEither] },
    protection: 'unknown',
    says: /AuthorizedKeysCommand at the command line of sshd/,
  },
  {
    title: 'a second daemon with a file of its own, and one PID file for both',
    image: 'debian-12',
    shell: `${twoFactors}${second(...keyOnly)}${daemon(2222, '/usr/sbin/sshd', '-f /etc/ssh/second')}`,
    ports: { 22: ['key+code', ['key+code']], 2222: ['key', keyInEither] },
    protection: 'unprotected',
    says: /AuthenticationMethods at \/etc\/ssh\/second:4/,
  },
  {
    title: 'a second daemon that only the host reaches',
    image: 'debian-12',
    shell: `${twoFactors}${second(...keyOnly, 'PidFile none', 'ListenAddress 127.0.0.1')}${daemon(2222, '/usr/sbin/sshd', '-f /etc/ssh/second')}`,
    ports: { 22: ['key+code', ['key+code']], 2222: ['key', keyInEither] },
    protection: 'unprotected',
    says: /^by the SSH daemon on port 2222 of the host itself, process \d+: /,
  },
  {
    title: 'a second daemon that has not read its file since it was changed',
    image: 'debian-12',
    shell: `${twoFactors}${second(...keyOnly, 'PidFile /run/sshd-second.pid')}${daemon(2222, '/usr/sbin/sshd', '-f /etc/ssh/second')}sleep 4\n${second(...both)}`,
    ports: { 22: ['key+code', ['key+code']], 2222: ['not judged', keyInEither] },
    protection: 'unknown',
    says: /port 2222, process \d+ may let in otherwise: whether it has read its files since/,
  },
  {
    title: 'one that has read it again',
    image: 'debian-12',
    shell:
      `${twoFactors}${second(...keyOnly, 'PidFile /run/sshd-second.pid')}${daemon(2222, '/usr/sbin/sshd', '-f /etc/ssh/second')}sleep 4\n${second(...both, 'PidFile /run/sshd-second.pid')}` +
      `kill -HUP "$(cat /run/sshd-second.pid)"; sleep 1\n${awaitPort(2222)}`,
    ports: { 22: ['key+code', ['key+code']], 2222: ['key+code', ['key+code']] },
    protection: 'protected',
    says: /AuthenticationMethods at/,
  },
  {
    title: 'a copy by another name, which asks another PAM service',
    image: 'debian-12',
    shell: `${twoFactors}cp /usr/sbin/sshd /usr/sbin/sshd-two\n${file('/etc/pam.d/sshd-two', ...permit)}${daemon(2222, '/usr/sbin/sshd-two', '-o PidFile=none')}`,
    ports: { 22: ['key+code', ['key+code']], 2222: ['key', keyInEither] },
    protection: 'unprotected',
    says: /by the SSH daemon on port 2222, process \d+/,
  },
  {
    title: 'a link by another name, whose PAM service is the same',
    image: 'debian-12',
    shell: `${twoFactors}ln -sf /usr/sbin/sshd /usr/sbin/sshd-door\ncp /etc/pam.d/sshd /etc/pam.d/sshd-door\n${daemon(2222, '/usr/sbin/sshd-door', '-o PidFile=none')}`,
    ports: { 22: ['key+code', ['key+code']], 2222: ['key+code', ['key+code']] },
    protection: 'protected',
    says: /AuthenticationMethods at/,
  },
  {
    title: 'PAMServiceName with a service that asks for nothing',
    image: 'debian-13',
    shell: `${enrolAll}${enforce}${file('/etc/pam.d/other', ...permit)}${dropIn('90-service.conf', 'PAMServiceName other')}${restart}`,
    ports: { 22: ['key', keyInEither] },
    protection: 'unprotected',
    says: /AuthenticationMethods at/,
  },
  {
    title: 'the same for one account in a Match block',
    image: 'debian-13',
    shell: `${enrolAll}${enforce}${file('/etc/pam.d/other', ...permit)}${dropIn('90-service.conf', 'Match User alice', 'PAMServiceName other')}${restart}`,
    ports: { 22: ['unknown', keyInEither] },
    protection: 'unknown',
    says: /PAMServiceName other at .*90-service\.conf:2: that PAM service was not read/,
  },
  {
    title: 'a copy by another name, which asks the PAM service sshd from 9.8 on, and PAMServiceName on another port',
    image: 'debian-13',
    shell:
      `${twoFactors}cp /usr/sbin/sshd /usr/sbin/sshd-two\n${file('/etc/pam.d/sshd-two', ...permit)}${daemon(2222, '/usr/sbin/sshd-two', '-o PidFile=none')}` +
      `${second(...both, 'PAMServiceName sshd-two', 'PidFile none')}${daemon(2223, '/usr/sbin/sshd', '-f /etc/ssh/second')}`,
    ports: { 22: ['key+code', ['key+code']], 2222: ['key+code', ['key+code']], 2223: ['key', keyInEither] },
    protection: 'unprotected',
    says: /by the SSH daemon on port 2223, process \d+: AuthenticationMethods at \/etc\/ssh\/second:5/,
  },
];

/** A few of the cases by the seed, or all. */
function chosen(): readonly Case[] {
  const count = runs(4, cases.length);
  const first = seed() % cases.length;
  return cases.filter((_, index) => (index - first + cases.length) % cases.length < count);
}

const askpass = '/run/answer';

/** Whether alice gets in on a port of the host, coming from the host itself. */
async function letsIn(host: LabHost, port: number, shown: Shown): Promise<boolean> {
  // The code is to be tried on each port, and the module takes it once.
  const answer = shown === 'key+code' ? await codeAt(secret, Math.floor(Date.now() / 30_000)) : '';
  const said = await host.exec(
    ['sh', '-eu'],
    `
sed -i '/DISALLOW_REUSE/d; /RATE_LIMIT/d' /home/alice/.google_authenticator 2>/dev/null || :
printf '#!/bin/sh\\n${answer === '' ? 'exit 1' : `echo ${answer}`}\\n' >${askpass}; chmod 700 ${askpass}
SSH_ASKPASS=${askpass} SSH_ASKPASS_REQUIRE=force ssh -F /dev/null -i /run/alice -p ${port} -o IdentitiesOnly=yes -o LogLevel=ERROR \\
  -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o NumberOfPasswordPrompts=1 \\
  -o PreferredAuthentications=publickey,keyboard-interactive alice@127.0.0.1 id -un </dev/null`,
  );
  return said.stdout === 'alice\n';
}

/** What an audit says of alice, as root. */
async function auditOf(host: LabHost): Promise<AccountRow> {
  const requests = matrixFacts.map((fact) => ({ fact, params: ['alice'] }));
  const nonce = newNonce();
  const { stdout, stderr } = await host.exec(['sh', '-s'], gatherScript(requests, nonce));
  assert.equal(stderr, '');
  const { facts, unanswered } = readAnswers(requests, stdout, nonce);
  const matrix = accountMatrix(facts, unanswered, 'admin');
  assert.ok(matrix.known, JSON.stringify(matrix));
  const alice = matrix.rows.find(({ account }) => account === 'alice');
  assert.ok(alice);
  return alice;
}

/** By port: the way in from the host itself. */
function waysOf({ ways }: AccountRow): Readonly<Record<number, string>> {
  const within = ways.filter(({ origin }) => origin.kind === 'loopback');
  return Object.fromEntries(within.map(({ origin, way }) => [origin.localPort ?? 0, way]));
}

describe('every SSH daemon that listens, as an audit sees it, against logins', function () {
  this.timeout(60_000);
  let lab: Lab;

  before(async () => {
    const images = [...new Set(chosen().map(({ image }) => image))];
    lab = await startLab(images.map((image) => ({ name: image, image, otp: true })));
    await Promise.all(lab.hosts.map(remember));
  });
  after(() => lab.stop());

  for (const { title, image, shell: text, ports, protection, says } of chosen()) {
    it(`${image}: ${title}: ${protection}`, async () => {
      const host = lab.host(image);
      await reset(host, undefined);
      await host.exec(['sh', '-c', 'cat >/run/alice; chmod 600 /run/alice'], await readFile(lab.keys.alice, 'utf8'));
      await shell(host, text);
      const seen: Record<number, readonly Shown[]> = {};
      for (const port of Object.keys(ports).map(Number)) {
        const tried: Shown[] = [];
        for (const shown of ['key', 'key+code'] as const) if (await letsIn(host, port, shown)) tried.push(shown);
        seen[port] = tried;
      }
      assert.deepEqual(seen, Object.fromEntries(Object.entries(ports).map(([port, [, taken]]) => [port, taken])));
      const alice = await auditOf(host);
      const told = Object.fromEntries(
        Object.entries(ports).flatMap(([port, [way]]) => (way === 'not judged' ? [] : [[port, way] as const])),
      );
      assert.deepEqual(waysOf(alice), told, JSON.stringify(alice.ways, undefined, 1));
      assert.equal(alice.protection, protection);
      assert.match(alice.weakest.reason, says);
    });
  }
});
