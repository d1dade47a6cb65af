// A family that nothing in src knows, and that has everything elsewhere: this object is all that it takes.
import type { Distro } from '../../../../src/distros/distro.ts';
import { crumb } from './crumb.ts';

export const marzipan: Distro = {
  name: 'marzipan',
  ids: ['marzipan', 'nougat'],
  tested: 'Marzipan 4',
  packageManager: crumb,
  otpPackage: 'second-factor',
  sshService: 'shell',
  pamService: 'shell-login',
  sshdConfig: '/etc/shell/daemon.conf',
  sshdDropIn: '/etc/shell/daemon.d/00-keyturn.conf',
  stateFile: '.shell/second-factor',
  units: ['shell.service', 'shell.socket'],
  pamPasswordLine: 'auth substack password-auth',
  includeMark: undefined,
};
