// Debian and what is built on it.
import { dpkg } from '../package-managers/dpkg.ts';
import type { Distro } from './distro.ts';

/** Derivatives keep its files. */
export const debian: Distro = {
  name: 'debian',
  ids: ['debian', 'ubuntu'],
  tested: 'Debian 11, 12 and 13',
  packageManager: dpkg,
  otpPackage: 'libpam-google-authenticator',
  sshService: 'ssh',
  pamFile: '/etc/pam.d/sshd',
  pamPasswordLine: /^[ \t]*@include[ \t]+common-auth[ \t\r]*(?:#.*)?$/,
  sshdConfig: '/etc/ssh/sshd_config',
  sshdDropIn: '/etc/ssh/sshd_config.d/00-keyturn.conf',
};
