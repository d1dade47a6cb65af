// What OpenSSH, Linux-PAM, pam_google_authenticator and systemd's units for them have where nobody has built them otherwise. Families take it over and say what
// they have elsewhere; it also holds on a host of a family that is not known, which can be audited.
import { moduleStateFile } from '../formats/state-file.ts';
import type { Layout } from './distro.ts';

export const upstream: Layout = {
  pamService: 'sshd',
  sshdConfig: '/etc/ssh/sshd_config',
  sshdDropIn: '/etc/ssh/sshd_config.d/00-keyturn.conf',
  stateFile: moduleStateFile,
  // Debian and Ubuntu call it ssh, everybody else sshd; some have both names.
  units: ['ssh.service', 'sshd.service', 'ssh.socket', 'sshd.socket'],
};
