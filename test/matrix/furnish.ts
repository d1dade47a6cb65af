// What a simulated host holds when it is new: its accounts, and the files and programs that Keyturn looks at.
import { sampleKey } from '../scenarios/host.ts';
import { chownSync, mkdirSync, rmSync } from 'node:fs';
import type { HostRoot } from '../host/host-root.ts';
import { stubs } from './stubs.ts';

/** What starts things at boot: with nothing of the kind a reboot leaves an armed host as it is. */
export type Init = 'systemd' | 'openrc';

/** The accounts of a host: whoever logs in, by name. */
export const people = ['admin', 'alice'] as const;
export type Person = (typeof people)[number];
export const uids: Readonly<Record<Person, number>> = { admin: 1000, alice: 1001 };

const sshdConfig = `# sshd's own
Include /etc/ssh/sshd_config.d/*.conf
KbdInteractiveAuthentication no
UsePAM yes
`;

/** As on Debian. */
const pamServices = {
  sshd: '# PAM for sshd\n@include common-auth\naccount required pam_nologin.so\n@include common-account\n',
  'common-auth':
    'auth [success=1 default=ignore] pam_unix.so\nauth requisite pam_deny.so\nauth required pam_permit.so\n',
  'common-account':
    'account [success=1 default=ignore] pam_unix.so\naccount requisite pam_deny.so\naccount required pam_permit.so\n',
} as const;
const pamModules = ['pam_deny', 'pam_google_authenticator', 'pam_nologin', 'pam_permit', 'pam_unix'] as const;

/** Makes a host root a Debian whose people have a key each. */
export function furnish(root: HostRoot, init: Init): void {
  for (const folder of ['etc/ssh/sshd_config.d', 'usr/lib/security', 'usr/bin', 'var/lib/dpkg/info']) {
    mkdirSync(root.at(folder), { recursive: true });
  }
  for (const [path, text] of Object.entries(stubs)) root.program(path, text);
  root.write('stub/ahead', '0\n');
  root.write('etc/os-release', 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n');
  root.write('etc/debian_version', '12.9\n');
  root.write('etc/ssh/sshd_config', sshdConfig);
  for (const [name, text] of Object.entries(pamServices)) root.write(`etc/pam.d/${name}`, text);
  for (const name of pamModules) root.write(`usr/lib/security/${name}.so`, '');
  const passwd = people.map((name) => `${name}:x:${uids[name]}:${uids[name]}::${root.path}/home/${name}:/bin/bash\n`);
  root.write('etc/passwd', `root:x:0:0:root:${root.path}/root:/usr/sbin/nologin\n${passwd.join('')}`);
  root.write('etc/group', `root:x:0:\n${people.map((name) => `${name}:x:${uids[name]}:\n`).join('')}`);
  rmSync(root.at('home'), { recursive: true });
  mkdirSync(root.at('home'));
  for (const name of people) {
    mkdirSync(root.at(`home/${name}/.ssh`), { recursive: true, mode: 0o700 });
    root.write(`home/${name}/.ssh/authorized_keys`, `${sampleKey}\n`, 0o400);
    for (const path of ['', '/.ssh', '/.ssh/authorized_keys']) {
      chownSync(root.at(`home/${name}${path}`), uids[name], uids[name]);
    }
  }
  if (init === 'openrc') mkdirSync(root.at('etc/local.d'));
  else mkdirSync(root.at('etc/systemd/system/sysinit.target.wants'), { recursive: true });
}
