// What goes wrong on hosts besides configurations and secrets, and decides who gets in.
import { folder } from './people.ts';

const home = 'home=$(getent passwd alice | cut -d : -f 6)';

/** What is varied, as shell. Each is on top of a host in order, and `repair` takes it back. */
export const faults: Readonly<Record<string, string>> = {
  none: '',
  nologin: 'echo closed >/etc/nologin',
  'no-keys': `${home}; rm -f "$home/.ssh/authorized_keys"`,
  'open-home': `${home}; chmod o+w "$home"`,
  'unreadable-keys': `${home}; chown root "$home/.ssh/authorized_keys"`,
  'linked-keys': `${home}; mv "$home/.ssh" /var/keys; ln -s /var/keys "$home/.ssh"`,
  'linked-open': `${home}; mkdir /var/open; chmod 777 /var/open; mv "$home/.ssh" /var/open/keys; ln -s /var/open/keys "$home/.ssh"`,
  'group-home': `${home}; chgrp alice "$home"; chmod g+w "$home"`,
  'empty-keys': `${home}; : >"$home/.ssh/authorized_keys"`,
  expired: 'chage -E 1 bob',
  'password-too-old': 'chage -d 1 -M 30 -I 10 bob',
  'locked-with-key': 'usermod -L bob',
};

/** Takes back what any of them did. */
export const repair = `
rm -f /etc/nologin
${home}
[ ! -L "$home/.ssh" ] || { rm "$home/.ssh"; mkdir -m 700 "$home/.ssh"; chown alice: "$home/.ssh"; }
rm -rf /var/keys /var/open
chmod go-w "$home"
install -m 600 -o alice ${folder}/key.pub "$home/.ssh/authorized_keys"
chage -E -1 -d "$(date +%F)" -M 99999 -I -1 bob
usermod -p '*' bob
`;
