// sudo(8), without a password: -n makes it fail instead of asking.
import type { Become, BecomeFailure } from './become.ts';

const noPassword = 'a line such as `admin ALL=(ALL:ALL) NOPASSWD: ALL` below /etc/sudoers.d (visudo -f) allows it';

const failures: readonly { readonly says: RegExp; readonly failure: BecomeFailure }[] = [
  {
    says: /^sudo: (?:a password is required|a terminal is required to read the password|no askpass program|interactive authentication is required)/m,
    failure: { message: 'sudo asks for a password', help: `NOPASSWD is needed for now: ${noPassword}` },
  },
  {
    says: /is not in the sudoers file|is not allowed to (?:execute|run)|may not run sudo|I'm afraid I can't do that/,
    failure: { message: 'sudo does not let this account run a shell as root', help: noPassword },
  },
  {
    says: /must have a tty to run sudo/,
    failure: {
      message: 'sudo insists on a terminal (requiretty)',
      help: 'add `Defaults:admin !requiretty` below /etc/sudoers.d, with the name of the managing account',
    },
  },
  {
    says: /sudo: (?:PAM |account validation failure|Account expired|unable to (?:initialize|get) )/i,
    failure: {
      message: "sudo's own PAM configuration refuses this account",
      help: 'look at /etc/pam.d/sudo and the log of the host',
    },
  },
  {
    says: /sudo: .*(?:must be owned by uid 0|no valid sudoers|parse error|syntax error|no new privileges)/i,
    failure: { message: 'sudo is broken on this host', help: 'visudo -c on the host says what is wrong' },
  },
  {
    says: /sudo['’": ]+(?:command )?not found|env: .*sudo.*: (?:No such file|Permission denied)/,
    failure: { message: 'there is no sudo on this host', help: 'install sudo, or log in as root' },
  },
];

/** sudo, which must be allowed to run /bin/sh as root without a password. */
export const sudo: Become = {
  name: 'sudo',
  // Its words are recognised below, so they have to be English. sudo empties the environment but for the locale (sudoers(5), env_check),
  // and that is how the ssh-connection fact learns where we come from: /proc of a setuid parent is closed to root in a container.
  command: (shell) => `exec env LC_ALL=C LC_SSH_CONNECTION="$SSH_CONNECTION" sudo -n -- ${shell}`,
  explain: (stderr) => failures.find(({ says }) => says.test(stderr))?.failure,
};
