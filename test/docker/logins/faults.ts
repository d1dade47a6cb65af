// What goes wrong on hosts besides configurations and secrets, and decides who gets in.
import { folder } from './people.ts';

const home = 'home=$(getent passwd alice | cut -d : -f 6)';

/** What is varied, as shell. Each is on top of a host in order, and `repair` takes it back. */
export const faults: Readonly<Record<string, string>> = {
  none: '',
  nologin: 'echo closed >/etc/nologin',
  'no-keys': `${home}; rm -f "$home/.ssh/authorized_keys"`,
  'empty-keys': `${home}; : >"$home/.ssh/authorized_keys"`,
  expired: 'chage -E 1 bob',
  'password-too-old': 'chage -d 1 -M 30 -I 10 bob',
  'locked-with-key': 'usermod -L bob',
};

/** Takes back what any of them did. */
export const repair = `
rm -f /etc/nologin
${home}
install -m 600 -o alice ${folder}/key.pub "$home/.ssh/authorized_keys"
chage -E -1 -d "$(date +%F)" -M 99999 -I -1 bob
usermod -p '*' bob
`;
