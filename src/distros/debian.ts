// Debian and what is built on it.
import { dpkg } from '../package-managers/dpkg.ts';
import type { Distro } from './distro.ts';
import { upstream } from './upstream.ts';

/** Derivatives keep its files. */
export const debian: Distro = {
  ...upstream,
  name: 'debian',
  ids: ['debian', 'ubuntu'],
  tested: 'Debian 11, 12 and 13',
  packageManager: dpkg,
  otpPackage: 'libpam-google-authenticator',
  sshService: 'ssh',
  pamPasswordLine: '@include common-auth',
  includeMark: '/etc/debian_version',
};
