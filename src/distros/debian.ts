// Debian and what is built on it.
import type { Command } from '../shell/command.ts';
import type { Distro } from './distro.ts';

// Package lists are fetched only where the first try says that they are needed: a mirror may be slow, or out of reach. Whoever held the
// lock for all of the first try is not waited for again.
const install =
  'apt-get -qy -o DPkg::Lock::Timeout=60 "$@" || { apt-get -q update && apt-get -qy -o DPkg::Lock::Timeout=0 "$@"; }';

function installPackages(packages: readonly string[]): readonly Command[] {
  const options = ['--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold'];
  return [
    {
      argv: ['sh', '-c', install, 'apt-get', ...options, 'install', '--', ...packages],
      // needrestart would restart services, sshd among them.
      env: { DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_SUSPEND: '1', APT_LISTCHANGES_FRONTEND: 'none' },
    },
  ];
}

/** Debian 11, 12 and 13 are tested; derivatives keep its files. */
export const debian: Distro = {
  name: 'debian',
  ids: ['debian', 'ubuntu'],
  otpPackage: 'libpam-google-authenticator',
  sshService: 'ssh',
  pamFile: '/etc/pam.d/sshd',
  pamPasswordLine: /^[ \t]*@include[ \t]+common-auth[ \t\r]*(?:#.*)?$/,
  sshdConfig: '/etc/ssh/sshd_config',
  sshdDropIn: '/etc/ssh/sshd_config.d/00-keyturn.conf',
  installPackages,
};
