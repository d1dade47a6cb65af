// keyturn apply: rolls playbooks out, proves the logins, and puts back what does not work.
import { Command, InvalidArgumentError, Option } from 'commander';
import { count } from './connection-options.ts';
import type { CommandContext } from './context.ts';
import { addPlayOptions, type PlayFlags } from './play-options.ts';
import { runPlaybooks } from './run-playbooks.ts';

/** `keyturn apply PLAYBOOK…`; with `--check` it is `keyturn plan`. */
export function applyCommand(context: CommandContext): Command {
  return addPlayOptions(new Command('apply'))
    .description('roll playbooks out to hosts: prepare, stage, apply, prove with real logins, confirm')
    .option('-C, --check', 'show what would be done and write nothing')
    .option('-D, --diff', 'show what changes in files')
    .addOption(
      new Option(
        '--revert-after <seconds>',
        'a host that was not confirmed by then puts itself back (default: 180; with --ask-code 600)',
      ).argParser(seconds),
    )
    .option(
      '--no-canary',
      'do not wait for one host of each configuration to come through before the others like it are changed',
    )
    .addOption(
      count('--max-lost <n>', 'begin no other host once so many are out of contact after a change (default: 1)'),
    )
    .addOption(
      count('--max-unreachable <n>', 'begin no other host once so many could not be reached (default: no limit)'),
    )
    .option('--break-lock <nonce>', 'put back the run that holds a host locked, and go on')
    .action((playbooks: readonly string[], flags: PlayFlags) =>
      runPlaybooks(context, playbooks, flags, flags.check === true ? 'plan' : 'apply'),
    );
}

function seconds(text: string): number {
  if (/^[1-9]\d{1,4}$/.test(text) && Number(text) >= 30) return Number(text);
  throw new InvalidArgumentError('a number of seconds from 30 to 99999 is needed.');
}
