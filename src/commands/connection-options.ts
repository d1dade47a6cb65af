// The flags of every command that connects to hosts, in Ansible's letters.
import { InvalidArgumentError, Option, type Command } from 'commander';
import { colourFlags, type ColourFlag } from '../terminal/colour.ts';

/** What the flags say, after defaults. */
export interface ConnectionFlags {
  readonly inventory: string;
  readonly limit?: string;
  readonly user?: string;
  readonly privateKey?: string;
  readonly forks: number;
  readonly handshakes: number;
  /** Seconds. */
  readonly timeout: number;
  readonly knownHosts?: string;
  readonly hostKeys: 'strict' | 'accept-new';
  readonly vault?: string;
  readonly identity?: string;
  readonly askCode?: boolean;
  readonly color: ColourFlag;
}

/** Hosts in parallel: one where a person types codes, since sshd's LoginGraceTime limits the wait for each. */
export function forksOf(flags: ConnectionFlags): number {
  return flags.askCode === true ? 1 : flags.forks;
}

/** The hosts, for commands that may find them elsewhere. */
export function inventoryOption(): Option {
  return new Option('-i, --inventory <file>', 'the hosts').env('KEYTURN_INVENTORY');
}

/** Adds the flags to a command. A flag wins over its environment variable, which wins over the default. */
export function addConnectionOptions(command: Command, inventory = inventoryOption().makeOptionMandatory()): Command {
  return command
    .addOption(inventory)
    .option('-l, --limit <pattern>', 'only these hosts: names, groups, globs; a:b, a:!b, a:&b')
    .option('-u, --user <name>', 'log in as this account (wins over ansible_user)')
    .option('--private-key <file>', 'log in with this key (wins over ansible_ssh_private_key_file)')
    .addOption(count('-f, --forks <n>', 'hosts in parallel').default(20).env('KEYTURN_FORKS'))
    .addOption(
      count('--handshakes <n>', 'logins started in parallel; fewer while hosts refuse connections')
        .default(30)
        .env('KEYTURN_HANDSHAKES'),
    )
    .addOption(
      count('-T, --timeout <seconds>', 'timeout of each step of connecting').default(10).env('KEYTURN_TIMEOUT'),
    )
    .addOption(new Option('--known-hosts <file>', 'instead of the known_hosts files of ssh').env('KEYTURN_KNOWN_HOSTS'))
    .addOption(
      new Option('--host-keys <policy>', 'strict: known host keys only; accept-new: also add those of unknown hosts')
        .choices(['strict', 'accept-new'])
        .default('strict')
        .env('KEYTURN_HOST_KEYS'),
    )
    .addOption(new Option('--vault <dir>', 'the vault of one-time-code secrets').env('KEYTURN_VAULT'))
    .addOption(new Option('--identity <file>', 'the private key of the vault').env('KEYTURN_IDENTITY'))
    .option('--ask-code', 'prompt for the code of an account whose secret is not in the vault; one host at a time')
    .addOption(new Option('--color <when>', 'colours').choices(colourFlags).default('auto'));
}

/** An option that takes a whole number from 1 to 9999. */
export function count(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
    throw new InvalidArgumentError('a whole number from 1 to 9999 is needed.');
  });
}
