// keyturn verify: drift from the desired state of a playbook, shown by real logins.
import { Command } from 'commander';
import { verify } from '../run/actions/verify.ts';
import type { CommandContext } from './context.ts';
import { addPlayOptions, type PlayFlags } from './play-options.ts';
import { runPlaybooks } from './run-plays.ts';

/** `keyturn verify PLAYBOOK…` */
export function verifyCommand(context: CommandContext): Command {
  return addPlayOptions(new Command('verify'))
    .description(
      'check hosts for drift from the desired state of playbooks, and repeat the logins that proved it; write nothing',
    )
    .action((playbooks: readonly string[], flags: PlayFlags) => runPlaybooks(context, playbooks, flags, verify));
}
