// Connection variables that Ansible knows and Keyturn does not. None is ignored in silence. Those that would lead to another machine,
// another account or another protocol make the host unusable; those that Keyturn replaces by something stricter only warn.

/** What a variable means for its hosts. */
export interface Unsupported {
  /** `refuse`: the host cannot be managed; `ignore`: it can, without this. */
  readonly effect: 'refuse' | 'ignore';
  readonly reason: string;
  readonly help?: string;
}

type Judge = (value: unknown) => Unsupported | undefined;

const refuse = (reason: string, help?: string): Unsupported => ({ effect: 'refuse', reason, ...(help && { help }) });
const ignore = (reason: string, help?: string): Unsupported => ({ effect: 'ignore', reason, ...(help && { help }) });

/** A judge for variables that have no effect when they are unset, empty or one of the given values. */
function unless(values: readonly unknown[], verdict: Unsupported): Judge {
  return (value) => (value === null || value === '' || values.includes(value) ? undefined : verdict);
}

const sshConnections = [
  'ssh',
  'smart',
  'paramiko',
  'paramiko_ssh',
  'ansible.builtin.ssh',
  'ansible.builtin.paramiko_ssh',
];

/** `-o` options that change how long, how verbosely or how trustingly one connects, and never whereto or as whom. */
const harmlessOption =
  /^(?:-o\s*)(?:StrictHostKeyChecking|UserKnownHostsFile|GlobalKnownHostsFile|HostKeyAlgorithms|ControlMaster|ControlPersist|ControlPath|ServerAliveInterval|ServerAliveCountMax|ConnectTimeout|ConnectionAttempts|LogLevel|Compression|ForwardAgent|TCPKeepAlive|BatchMode|PasswordAuthentication|KbdInteractiveAuthentication|GSSAPIAuthentication|PreferredAuthentications|AddKeysToAgent)\s*[= ]/i;

function sshArguments(value: unknown): Unsupported | undefined {
  if (value === null || value === '') return undefined;
  const words = typeof value === 'string' ? value.trim().split(/\s+(?=-)/) : ['?'];
  const harmless = words.every(
    (word) => /^-[Cqv46TAax]+$/.test(word) || harmlessOption.test(word.replaceAll(/["']/g, '')),
  );
  if (harmless) return ignore('keyturn does not run ssh, its arguments are ignored', 'host keys are always checked');
  return refuse('keyturn does not run ssh, and these arguments may change where it connects to');
}

const password = ignore(
  'passwords in inventories are not read',
  'keyturn logs in with a key; take the password out of the inventory',
);
const becomePassword = ignore('passwords in inventories are not read', 'use --ask-become-pass (-K)');
const becomeUser = unless(['root'], refuse('keyturn manages hosts as root only'));
const becomeMethod = unless(['sudo', 'ansible.builtin.sudo'], refuse('only sudo is supported to become root'));
const becomeDetail = unless([], ignore('sudo is run as "sudo" without further arguments'));
const timeout = unless([], ignore('it is not read from inventories', 'use --timeout (-T)'));
const hostKeys = unless([true, 'yes', 'true'], ignore('host keys are always checked'));

const judges: Readonly<Record<string, Judge>> = {
  ansible_connection: unless(sshConnections, refuse('keyturn connects over ssh only')),
  ansible_shell_type: unless(['sh', 'bash', 'ansible.builtin.sh'], refuse('keyturn needs a POSIX shell on the host')),
  ansible_shell_executable: unless(['/bin/sh', '/bin/bash'], ignore('commands are always run by /bin/sh')),
  ansible_ssh_args: sshArguments,
  ansible_ssh_common_args: sshArguments,
  ansible_ssh_extra_args: sshArguments,
  ansible_ssh_executable: unless(['ssh', '/usr/bin/ssh'], refuse('keyturn does not run ssh')),
  ansible_paramiko_proxy_command: unless([], refuse('proxy commands are not supported')),
  ansible_control_path: unless([], ignore('keyturn has connections of its own')),
  ansible_password: unless([], password),
  ansible_ssh_pass: unless([], password),
  ansible_ssh_password: unless([], password),
  ansible_become_user: becomeUser,
  ansible_become_method: becomeMethod,
  ansible_become_exe: becomeDetail,
  ansible_become_flags: unless(['-H -S -n', '-H -S'], ignore('sudo is run as "sudo" without further arguments')),
  ansible_become_password: unless([], becomePassword),
  ansible_become_pass: unless([], becomePassword),
  ansible_sudo_pass: unless([], becomePassword),
  ansible_sudo_password: unless([], becomePassword),
  ansible_sudo_exe: becomeDetail,
  ansible_sudo_flags: becomeDetail,
  ansible_sudo: unless([], ignore('it is no longer read', 'write ansible_become')),
  ansible_sudo_user: becomeUser,
  ansible_su: unless([false, 'no'], refuse('only sudo is supported to become root')),
  ansible_timeout: timeout,
  ansible_ssh_timeout: timeout,
  ansible_host_key_checking: hostKeys,
  ansible_ssh_host_key_checking: hostKeys,
};

/** The variables that this file knows; for did-you-mean. */
export const unsupportedVariables: readonly string[] = Object.keys(judges);

/** What a variable with this value means, or undefined when it is fine or none of our business. */
export function judgeVariable(name: string, value: unknown): Unsupported | undefined {
  return Object.hasOwn(judges, name) ? judges[name]?.(value) : undefined;
}
