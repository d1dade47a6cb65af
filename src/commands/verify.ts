// keyturn verify: whether hosts still are as a playbook wants, shown by real logins.
import { Command } from 'commander';
import { verify } from '../run/actions/verify.ts';
import type { CommandContext } from './context.ts';
import { addPlayOptions, type PlayFlags } from './play-options.ts';
import { runPlaybooks } from './run-plays.ts';

/** `keyturn verify PLAYBOOK…` */
export function verifyCommand(context: CommandContext): Command {
  return addPlayOptions(new Command('verify'))
    .description('check that hosts are as playbooks want, and repeat the logins that proved it; write nothing')
    .action((playbooks: readonly string[], flags: PlayFlags) => runPlaybooks(context, playbooks, flags, verify));
}
