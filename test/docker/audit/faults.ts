// Hosts with everything wrong that an audit looks for: pieces of shell for root, each with the rules that must fail because of it.
import type { LabHostSpec } from '../../../docker/lab.ts';
import { append, codeLine, dropIn, enrol, file, main, ownFileSystem, pam } from '../lockouts/by-hand.ts';

/** A host to spoil. `fails` are the rules that must fail there besides those that fail on any host as Debian installs it. */
export interface SpoiltHost {
  readonly spec: LabHostSpec;
  readonly shell: string;
  readonly fails: readonly string[];
}

/** What is wrong with a host as Debian installs it: no second factor, passwords, two minutes to log in, a file that all can read. */
export const stock = ['TFA-002', 'TFA-013', 'TFA-020', 'TFA-022'] as const;

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
  state('bob', 'ABCDEFGHIJKLMNOP', '"RATE_LIMIT 3 30', '" WINDOW_SIZE 17', '" TIME_SKEW 3', '" TOTP_AUTH', '12345678') +
  state('backup-bot', 'not a secret') +
  state('admin', 'A'.repeat(32), '" RATE_LIMIT 3 30', '" HOTP_COUNTER 5') +
  pam(codeLine);

const ofSettings = [
  'TFA-008',
  'TFA-014',
  'TFA-015',
  'TFA-016',
  'TFA-017',
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
];

const secondDaemon = `cp ${main} /etc/ssh/second; /usr/sbin/sshd -f /etc/ssh/second -p 2222\n`;
const replacedBinary = 'cp -p /usr/sbin/sshd /usr/sbin/sshd.new; mv /usr/sbin/sshd.new /usr/sbin/sshd\n';
const fullHome = `${ownFileSystem('alice')}cat /dev/zero >/home/alice/full 2>/dev/null || :\n`;

export const spoiltHosts: readonly SpoiltHost[] = [
  {
    spec: { name: 'settings-11', release: '11', otp: true },
    shell: `${settings}${dropIn('80-codes.conf', 'KbdInteractiveAuthentication yes')}`,
    fails: [...ofSettings, 'TFA-009'],
  },
  {
    spec: { name: 'settings-13', release: '13', otp: true },
    shell: `${settings}chmod 666 ${main}.d/70-ours.conf; : >/etc/pam.d/sshd.dpkg-dist\n`,
    fails: [...ofSettings, 'TFA-058', 'TFA-059'],
  },
  {
    spec: { name: 'states-12', release: '12', otp: true, dockerArgs: ['--cap-add', 'SYS_ADMIN'] },
    shell: `${states}${fullHome}${secondDaemon}${replacedBinary}`,
    fails: [...ofStates, 'TFA-029', 'TFA-050', 'TFA-056'],
  },
  {
    spec: { name: 'refused-13', release: '13', otp: true },
    shell: `${states}printf 'UsePAM yes\\nPizza yes\\n' >${main}\n`,
    fails: [...ofStates, 'TFA-010', 'TFA-026', 'TFA-059'],
  },
  {
    spec: { name: 'units-12', release: '12', otp: true, init: 'systemd' },
    shell: 'systemctl disable --quiet ssh.service 2>/dev/null; systemctl mask --quiet ssh.socket\n',
    fails: ['TFA-055'],
  },
];

/** Rules that no container can break: all share the clock of the machine that they run on. */
export const notInContainers = ['TFA-047'];
