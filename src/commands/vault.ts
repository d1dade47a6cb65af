// keyturn vault: makes the folder of encrypted one-time-code secrets, and lists its accounts.
import { resolve } from 'node:path';
import { Command } from 'commander';
import { initVault } from '../enrolment/init-vault.ts';
import { defaultIdentityFile } from '../enrolment/places.ts';
import { openVault } from '../enrolment/vault.ts';
import type { CommandContext } from './context.ts';

/** `keyturn vault init|list`. */
export function vaultCommand(context: CommandContext): Command {
  return new Command('vault')
    .description('make and list vaults: folders with one age file per user')
    .addCommand(initCommand(context))
    .addCommand(listCommand(context));
}

function initCommand(context: CommandContext): Command {
  return new Command('init')
    .description('make a vault, and the identity that decrypts it')
    .argument('<dir>', 'the folder to make')
    .option('--identity <file>', 'where the private key goes (default: $XDG_CONFIG_HOME/keyturn/identity.txt)')
    .action(async (dir: string, options: { readonly identity?: string }) => {
      const identityFile = resolve(context.cwd, options.identity ?? defaultIdentityFile(context.env));
      const made = await initVault(resolve(context.cwd, dir), identityFile, new Date());
      context.stdout.write(`${made.recipient}\n`);
      context.stderr.write(`made the vault "${made.folder}", encrypted to the public key above
made the identity "${made.identityFile}", which alone decrypts it: keep a copy offline, never inside the vault
`);
    });
}

function listCommand(context: CommandContext): Command {
  return new Command('list')
    .description('print the accounts that have an entry, one per line; needs no identity')
    .argument('<dir>', 'the vault')
    .action(async (dir: string) => {
      const vault = await openVault(resolve(context.cwd, dir));
      context.stdout.write(
        vault
          .accounts()
          .map((account) => `${account}\n`)
          .join(''),
      );
    });
}
