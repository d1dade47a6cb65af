// Accounts of every kind on a lab host, the program that types for them, and addresses that they can come from.
import { readFile } from 'node:fs/promises';
import type { LabHost } from '../../../docker/host.ts';
import type { Lab } from '../../../docker/lab.ts';
import { quote } from '../../../src/shell/quote.ts';
import { file, password } from '../lockouts/by-hand.ts';
import { shell } from '../lockouts/ground.ts';

interface Person {
  /** Without one it has the key that all others have. */
  readonly isWithoutKey?: boolean;
  readonly password?: boolean;
  /** Whether it has a state file, where anybody has one. */
  readonly enrolled?: boolean;
  readonly and?: string;
}

/** What each has. `carol` has expired, `dave` is locked by an exclamation mark, the password of `erin` is empty. */
const people: Readonly<Record<string, Person>> = {
  root: { password: true, enrolled: true },
  alice: { password: true, enrolled: true, and: 'usermod -aG crew alice' },
  bob: { enrolled: true, and: 'usermod -aG crew,ops bob' },
  'backup-bot': { password: true },
  carol: { password: true, enrolled: true, and: 'usermod -e 2020-01-01 carol' },
  dave: { enrolled: true, and: "usermod -p '!' dave" },
  erin: { enrolled: true, and: 'passwd -d erin' },
  frank: { isWithoutKey: true, password: true, enrolled: true },
};

/** Their names. */
export const names: readonly string[] = Object.keys(people);

/** Those that have a state file where anybody has one. */
export const enrolled: readonly string[] = names.filter((name) => people[name]?.enrolled === true);

/** What the host keeps for the test. */
export const folder = '/run/logins';

/** Makes the accounts, who all have alice's key, and the program that types. Nobody waits for a wrong password. */
export async function preparePeople(lab: Lab, host: LabHost): Promise<void> {
  const key = await readFile(lab.keys.alice, 'utf8');
  await shell(
    host,
    [
      `groupadd crew; groupadd ops; mkdir -p ${folder} /var/lib/codes; cp /etc/pam.d/sshd ${folder}/pam; cp /etc/hosts ${folder}/hosts`,
      `(umask 077; printf %s ${quote(key)} >${folder}/key); ssh-keygen -y -f ${folder}/key >${folder}/key.pub`,
      `${file(`${folder}/type`, ...typist)}chmod 755 ${folder}/type`,
      `sed -i '/^auth.*pam_unix.so/s/$/ nodelay/' /etc/pam.d/common-auth`,
      ...Object.entries(people).map(made),
    ].join('\n'),
  );
}

/** Answers whatever ssh asks: for the code, for one word to everything, for the password. */
export const typist = [
  '#!/bin/sh',
  'case $1 in',
  '  *erification*) printf "%s\\n" "$CODE" ;;',
  `  *"'s password"*) printf "%s\\n" "$ONE" ;;`,
  '  *) printf "%s\\n" "$PASSWORD" ;;',
  'esac',
] as const;

function made([name, { isWithoutKey, password: has, and }]: readonly [string, Person]): string {
  return `
getent passwd ${name} >/dev/null || useradd --create-home --shell /bin/bash --password '*' ${name}
home=$(getent passwd ${name} | cut -d : -f 6)
rm -rf "$home/.ssh"
${isWithoutKey === true ? '' : `install -d -m 700 -o ${name} "$home/.ssh"`}
${isWithoutKey === true ? '' : `install -m 600 -o ${name} ${folder}/key.pub "$home/.ssh/authorized_keys"`}
${has === true ? `echo '${name}:${password}' | chpasswd` : ''}
${and ?? ''}`;
}

/** Gives the host these addresses, IPv4 or IPv6, as its own. `taken` are those that it was given before, and then these too. */
export async function takeAddresses(host: LabHost, taken: Set<string>, addresses: readonly string[]): Promise<void> {
  const fresh = [...new Set(addresses)].filter((address) => !taken.has(address));
  if (fresh.length === 0) return;
  const { code, stdout, stderr } = await host.exec(['perl', '-e', taker, String(taken.size), ...fresh]);
  if (code !== 0 || stdout !== '') throw new Error(`${host.name}: ${stdout}${stderr}`);
  for (const address of fresh) taken.add(address);
}

// The hosts have no ip(8): SIOCSIFADDR, SIOCSIFNETMASK. No alias is given another address: others might go away with its own.
const taker = String.raw`
use Socket qw(:all); use Errno;
my $alias = shift;
for my $address (@ARGV) {
  if ($address =~ /:/) {
    socket(my $socket, AF_INET6, SOCK_DGRAM, 0) or die;
    my $taken = ioctl($socket, 0x8916, pack('a16 L i', inet_pton(AF_INET6, $address), 128, 1));
    print "$address: $!\n" unless $taken or $!{EEXIST};
    next;
  }
  socket(my $socket, AF_INET, SOCK_DGRAM, 0) or die;
  my $name = 'lo:' . $alias++;
  for ([0x8916, $address], [0x891c, '255.255.255.255']) {
    ioctl($socket, $_->[0], pack('a16 S n a4 x8', $name, AF_INET, 0, inet_aton($_->[1]))) or print "$address: $!\n";
  }
}
`;
