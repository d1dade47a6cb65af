// keyturn apply: rolls playbooks out, proves the logins, and puts back what does not work.
import { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { addPlayOptions, type PlayFlags } from './play-options.ts';
import { runPlaybooks } from './run-playbooks.ts';

/** `keyturn apply PLAYBOOK…`; with `--check` it is `keyturn plan`. */
export function applyCommand(context: CommandContext): Command {
  return addPlayOptions(new Command('apply'))
    .description('roll playbooks out to hosts: prepare, stage, apply, prove with real logins, confirm')
    .option('-C, --check', 'show what would be done and write nothing')
    .option('-D, --diff', 'show what changes in files')
    .option('--i-have-console', 'I can reach these hosts by another way than SSH')
    .action((playbooks: readonly string[], flags: PlayFlags) =>
      runPlaybooks(context, playbooks, flags, flags.check === true ? 'plan' : 'apply'),
    );
}
