// Hosts with everything wrong that an audit looks for: pieces of shell for root, each with the rules that must fail because of it.
import type { LabHostSpec } from '../../../docker/host.ts';
import {
  append,
  both,
  clockAhead,
  codeLine,
  dropIn,
  enforce,
  enrol,
  enrolAll,
  file,
  main,
  ownFileSystem,
  pam,
  reload,
  rootsKey,
} from '../lockouts/by-hand.ts';
import { mayMount } from '../lockouts/ground.ts';

/** A host to spoil. `fails` are the rules that must fail there besides those that fail on any host as Debian installs it. */
export interface SpoiltHost {
  readonly spec: LabHostSpec;
  readonly shell: string;
  readonly fails: readonly string[];
  /** Rules that fail on a host as Debian installs it, and not here. */
  readonly repairs?: readonly string[];
}

/** What is wrong with a host as Debian installs it: no second factor, passwords, two minutes to log in, a file that all can read. */
export const stock = ['TFA-001', 'TFA-002', 'TFA-013', 'TFA-020', 'TFA-022'] as const;

const settings =
  dropIn('50-cloud-init.conf', 'PasswordAuthentication yes') +
  dropIn(
    '70-ours.conf',
    ...[
      'PasswordAuthentication no',
      'PermitEmptyPasswords yes',
      'GSSAPIAuthentication yes',
      'HostbasedAuthentication yes',
    ],
    ...['PermitRootLogin yes', 'MaxAuthTries 20', 'LogLevel QUIET', 'UsePAM no'],
  ) +
  append(main, 'PrintMotd yes');

const state = (account: string, ...lines: readonly string[]): string =>
  `rm -f /home/${account}/.google_authenticator\n` +
  file(`/home/${account}/.google_authenticator`, ...lines) +
  `chown ${account}: /home/${account}/.google_authenticator; chmod 400 /home/${account}/.google_authenticator\n`;

const states =
  enrol('alice') +
  'chmod 644 /home/alice/.google_authenticator\n' +
  state(
    'bob',
    'ABCDEFGHIJKLMNOP',
    '"RATE_LIMIT 3 30',
    '" WINDOW_SIZE 17',
    '" TIME_SKEW 3',
    '" TOTP_AUTH',
    '" LAST0 192.0.2.1 9999999999',
    '12345678',
  ) +
  state('backup-bot', 'not a secret') +
  state('admin', 'A'.repeat(32), '" RATE_LIMIT 3 30', '" HOTP_COUNTER 5') +
  pam(codeLine);

const ofSettings = [
  'TFA-008',
  'TFA-014',
  'TFA-015',
  'TFA-016',
  'TFA-017',
  'TFA-012',
  'TFA-019',
  'TFA-021',
  'TFA-023',
  'TFA-024',
  'TFA-025',
];
const ofStates = [
  'TFA-031',
  'TFA-032',
  'TFA-033',
  'TFA-034',
  'TFA-035',
  'TFA-036',
  'TFA-037',
  'TFA-038',
  'TFA-041',
  'TFA-043',
  'TFA-062',
  'TFA-065',
];

const refusal = 'Nov 22 03:00:00 web sshd(pam_google_authenticator)[7]: Invalid verification code for alice';
const secondDaemon = `cp ${main} /etc/ssh/second; /usr/sbin/sshd -f /etc/ssh/second -p 2222\n`;
const replacedBinary = 'cp -p /usr/sbin/sshd /usr/sbin/sshd.new; mv /usr/sbin/sshd.new /usr/sbin/sshd\n';
const fullHome = `${ownFileSystem('alice')}cat /dev/zero >/home/alice/full 2>/dev/null || :\n`;

const code = 'pam_google_authenticator.so';

/** A key on hardware; the public key is that of RFC 8032, section 7.1, test 1. */
const hardwareKey = (account: string, options = ''): string =>
  `echo '${options}sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1EaAAAABHNzaDo= x' >>/home/${account}/.ssh/authorized_keys\n`;

const copies =
  enrolAll +
  rootsKey +
  'cp -p /home/alice/.google_authenticator /home/alice/.google_authenticator~\n' +
  'cp /home/alice/.google_authenticator /home/alice/old.bak; mv /home/alice/old.bak /home/alice/.google_authenticator.bak\n' +
  'chmod 644 /home/alice/.google_authenticator.bak; chmod 777 /home/bob\n' +
  hardwareKey('alice') +
  file('/var/log/auth.log', ...Array.from({ length: 9 }, () => refusal));

export const spoiltHosts: readonly SpoiltHost[] = [
  {
    spec: { name: 'settings-11', image: 'debian-11', otp: true },
    shell: `${settings}${dropIn('80-codes.conf', 'KbdInteractiveAuthentication yes')}`,
    fails: [...ofSettings, 'TFA-009'],
  },
  {
    spec: { name: 'settings-13', image: 'debian-13', otp: true },
    shell: `${settings}chmod 666 ${main}.d/70-ours.conf; : >/etc/pam.d/sshd.dpkg-dist\n`,
    fails: [...ofSettings, 'TFA-058', 'TFA-059'],
  },
  {
    spec: { name: 'states-12', image: 'debian-12', otp: true, dockerArgs: ['--cap-add', 'SYS_ADMIN'] },
    shell: `${states}${fullHome}${secondDaemon}${replacedBinary}`,
    fails: [...ofStates, 'TFA-029', 'TFA-050', 'TFA-056'],
  },
  {
    spec: { name: 'refused-13', image: 'debian-13', otp: true },
    shell: `${states}printf 'UsePAM yes\\nPizza yes\\n' >${main}\n`,
    fails: [...ofStates, 'TFA-010', 'TFA-012', 'TFA-026'],
  },
  {
    spec: { name: 'units-12', image: 'debian-12-systemd' },
    shell: 'systemctl disable --quiet ssh.service 2>/dev/null; systemctl mask --quiet ssh.socket\n',
    fails: ['TFA-055'],
  },
  { spec: { name: 'started-12', image: 'debian-12-systemd' }, shell: '', fails: [] },
  {
    // sshd_config was changed, and PAM was not.
    spec: { name: 'half-12', image: 'debian-12', otp: true },
    shell:
      dropIn('00-2fa.conf', ...both) +
      dropIn('10-bob.conf', 'Match User bob', 'AuthenticationMethods publickey,hostbased') +
      rootsKey,
    // The audit's own login shows that sshd runs with something else.
    fails: ['TFA-003', 'TFA-011', 'TFA-012', 'TFA-018', 'TFA-060', 'TFA-064'],
    repairs: ['TFA-001', 'TFA-002', 'TFA-013'],
  },
  {
    spec: { name: 'pam-11', image: 'debian-11', otp: true },
    shell: pam('auth sufficient pam_unix.so', `auth required ${code} nullok allow_readonly`, `auth required ${code}`),
    fails: ['TFA-005', 'TFA-006', 'TFA-042', 'TFA-063'],
  },
  {
    spec: { name: 'pam-12', image: 'debian-12', otp: true },
    shell: `${pam(`auth required ${code} nullok`)}rm /lib/*/security/${code}\n`,
    fails: ['TFA-006', 'TFA-007', 'TFA-045'],
  },
  {
    spec: { name: 'pam-13', image: 'debian-13', otp: true },
    shell:
      // A password makes up for the code that is never taken.
      pam(`auth sufficient ${code} frobnicate`, 'auth optional pam_duo.so', 'auth required pam_unix.so') +
      append('/etc/pam.d/common-auth', codeLine),
    fails: ['TFA-004', 'TFA-044', 'TFA-046', 'TFA-057'],
  },
  {
    // Everything is demanded, and nobody was enrolled.
    spec: { name: 'nobody-13', image: 'debian-13', otp: true },
    shell:
      enforce +
      dropIn('50-cloud-init.conf', 'PasswordAuthentication no') +
      dropIn('60-penalties.conf', 'PerSourcePenaltyExemptList 172.17.0.1') +
      hardwareKey('alice', 'verify-required ') +
      dropIn('70-grace.conf', 'LoginGraceTime 60') +
      `chmod 600 ${main} ${main}.d/*.conf; : >/var/log/auth.log\n`,
    fails: ['TFA-012', 'TFA-030', 'TFA-060', 'TFA-064'],
    repairs: ['TFA-001', 'TFA-002', 'TFA-013', 'TFA-020', 'TFA-022', 'TFA-059'],
  },
  {
    spec: { name: 'copies-13', image: 'debian-13', otp: true },
    shell: copies,
    fails: ['TFA-037', 'TFA-040', 'TFA-051', 'TFA-052', 'TFA-053', 'TFA-054', 'TFA-061', 'TFA-065'],
  },
  {
    // People may enrol themselves, and one of them has counter codes.
    spec: { name: 'window-12', image: 'debian-12', otp: true },
    shell:
      state('admin', 'A'.repeat(32), '" RATE_LIMIT 3 30', '" HOTP_COUNTER 5') +
      pam(`auth required ${code} nullok no_increment_hotp`, 'auth required pam_permit.so'),
    fails: ['TFA-006', 'TFA-037', 'TFA-065'],
  },
  {
    spec: { name: 'clock-12', image: 'debian-12', otp: true, dockerArgs: mayMount },
    shell: clockAhead + reload,
    fails: ['TFA-047'],
  },
];

/** Rules that no container can break, and why. */
export const notInContainers: Readonly<Record<string, string>> = {
  'TFA-048': 'they have no SELinux of their own',
  'TFA-049': 'it takes a server of files, or a file system that somebody else lets them mount',
};
