// The variables of an inventory that Keyturn reads. They mean what they mean to Ansible's ssh connection; where two names exist for
// one thing, the one listed later wins, whatever group it comes from (plugins/connection/ssh.py, ConfigManager._loop_entries).
import { describe, type YamlNode } from '../documents/node.ts';
import type { Place, Problems } from '../documents/problems.ts';
import { isAddress, isUserName } from './names.ts';

/** The names of each setting, the later one winning. */
export const settingNames = {
  address: ['ansible_host', 'ansible_ssh_host'],
  port: ['ansible_port', 'ansible_ssh_port'],
  user: ['ansible_user', 'ansible_ssh_user'],
  become: ['ansible_become'],
  privateKeyFile: ['ansible_private_key_file', 'ansible_ssh_private_key_file'],
} as const;

/** Something of a host that variables set. */
export type HostSetting = keyof typeof settingNames;

const settingOf: ReadonlyMap<string, HostSetting> = new Map(
  (Object.keys(settingNames) as HostSetting[]).flatMap((setting) =>
    settingNames[setting].map((name): [string, HostSetting] => [name, setting]),
  ),
);

/** All variables that Keyturn reads, aliases included. */
export const knownVariables: readonly string[] = [...settingOf.keys(), 'ansible_group_priority'];

/** A port, or undefined when a value is none. Text is read as Ansible reads it. */
export function portOf(value: unknown): number | undefined {
  const port = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : undefined;
}

const trueWords: ReadonlySet<unknown> = new Set([true, 1, 'yes', 'on', '1', 'true', 't', 'y']);
const falseWords: ReadonlySet<unknown> = new Set([false, 0, 'no', 'off', '0', 'false', 'f', 'n']);

/** Yes or no, or undefined when a value is neither (ansible.module_utils.parsing.convert_bool). */
export function booleanOf(value: unknown): boolean | undefined {
  const word = typeof value === 'string' ? value.toLowerCase().trim() : value;
  return trueWords.has(word) ? true : falseWords.has(word) ? false : undefined;
}

type Check = (value: unknown, place: Place, name: string, node: YamlNode, problems: Problems) => void;

/** For settings that are text: what else must hold. */
function text(check: (value: string, place: Place, problems: Problems) => void): Check {
  return (value, place, name, node, problems) => {
    if (typeof value === 'string' && value !== '') {
      check(value, place, problems);
      return;
    }
    const help = value === '' ? undefined : 'put it in quotes if it is meant as text';
    problems.error('wrong-type', place, `${name} must be text, not ${value === '' ? 'empty' : describe(node)}`, {
      help,
    });
  };
}

const checks: Readonly<Record<HostSetting, Check>> = {
  address: text((value, place, problems) => {
    if (isAddress(value)) return;
    const help = 'write a host name or an IP address, without user, port or brackets';
    problems.error('bad-address', place, `"${value}" is not an address`, { help });
  }),
  user: text((value, place, problems) => {
    if (isUserName(value)) return;
    const help = 'letters, digits and . _ @ \\ + - are allowed, and no dash at the start';
    problems.error('bad-user', place, `"${value}" is not a user name`, { help });
  }),
  port: (value, place, name, node, problems) => {
    if (portOf(value) !== undefined) return;
    const shown = node.kind === 'scalar' ? `"${node.text}"` : describe(node);
    problems.error('bad-port', place, `${name} must be a port from 1 to 65535, not ${shown}`);
  },
  become: (value, place, name, node, problems) => {
    if (booleanOf(value) !== undefined) return;
    problems.error('wrong-type', place, `${name} must be yes or no, not ${describe(node)}`);
  },
  privateKeyFile: text(() => undefined),
};

/** Reports what is wrong with a variable that Keyturn reads. `value` is that of `node`; null means unset, as in Ansible. */
export function checkKnownVariable(name: string, node: YamlNode, value: unknown, problems: Problems): void {
  if (value === null) return;
  const setting = settingOf.get(name);
  if (setting !== undefined) {
    checks[setting](value, node, name, node, problems);
  } else if (name === 'ansible_group_priority' && !(typeof value === 'number' && Number.isInteger(value))) {
    problems.error('wrong-type', node, `${name} must be a whole number, not ${describe(node)}`);
  }
}
