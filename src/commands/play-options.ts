// The flags that plan and apply share, in Ansible's letters.
import { InvalidArgumentError, Option, type Command } from 'commander';
import { colourFlags, type ColourFlag } from '../terminal/colour.ts';

/** What the flags say, after defaults. */
export interface PlayFlags {
  readonly inventory: string;
  readonly limit?: string;
  readonly user?: string;
  readonly privateKey?: string;
  readonly become?: boolean;
  readonly forks: number;
  readonly timeout: number;
  readonly knownHosts?: string;
  readonly hostKeys: 'strict' | 'accept-new';
  readonly vault?: string;
  readonly identity?: string;
  readonly allowLockout: readonly string[];
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly listHosts?: boolean;
  readonly listTasks?: boolean;
  readonly json?: boolean;
  readonly color: ColourFlag;
  readonly verbose: number;
  readonly detailedExitcode?: boolean;
  readonly iHaveConsole?: boolean;
}

/** Adds the shared flags to a command. A flag wins over its environment variable, which wins over the default. */
export function addPlayOptions(command: Command): Command {
  return command
    .argument('<playbook...>', 'playbooks, run one after another')
    .addOption(new Option('-i, --inventory <file>', 'the hosts').env('KEYTURN_INVENTORY').makeOptionMandatory())
    .option('-l, --limit <pattern>', 'only these hosts: names, groups, globs; a:b, a:!b, a:&b')
    .option('-u, --user <name>', 'log in as this account (wins over ansible_user)')
    .option('--private-key <file>', 'log in with this key (wins over ansible_ssh_private_key_file)')
    .option('-b, --become', 'run as root through sudo, whatever the play says')
    .addOption(count('-f, --forks <n>', 'hosts worked on at the same time', 20).env('KEYTURN_FORKS'))
    .addOption(count('-T, --timeout <seconds>', 'for each step of connecting', 10).env('KEYTURN_TIMEOUT'))
    .addOption(new Option('--known-hosts <file>', 'instead of the known_hosts files of ssh').env('KEYTURN_KNOWN_HOSTS'))
    .addOption(
      new Option('--host-keys <policy>', 'strict: known host keys only; accept-new: also add those of unknown hosts')
        .choices(['strict', 'accept-new'])
        .default('strict')
        .env('KEYTURN_HOST_KEYS'),
    )
    .addOption(new Option('--vault <dir>', 'the vault of one-time-code secrets').env('KEYTURN_VAULT'))
    .addOption(new Option('--identity <file>', 'the private key of the vault').env('KEYTURN_IDENTITY'))
    .option('--allow-lockout <account>', 'go on although this account could not log in afterwards', collect, [])
    .option('--list-hosts', 'show the hosts that would be worked on, and do nothing')
    .option('--list-tasks', 'show the tasks that would be run, and do nothing')
    .option('--json', 'one JSON document on stdout')
    .addOption(new Option('--color <when>', 'colours').choices(colourFlags).default('auto'))
    .option('-v, --verbose', 'more of what happens; may be repeated', (_, before: number) => before + 1, 0);
}

function count(flags: string, description: string, fallback: number): Option {
  return new Option(flags, description).default(fallback).argParser((text) => {
    if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
    throw new InvalidArgumentError('a whole number from 1 to 9999 is needed.');
  });
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
