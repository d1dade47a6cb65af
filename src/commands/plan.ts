// keyturn plan: the dry run of apply. The same as `apply --check --diff`.
import { Command } from 'commander';
import { plan } from '../run/actions/plan.ts';
import type { CommandContext } from './context.ts';
import { explainPlan } from './explain-plan.ts';
import { addPlayOptions, type PlayFlags } from './play-options.ts';
import { runPlaybooks } from './run-plays.ts';
import { savePlan } from './save-plan.ts';

/** `keyturn plan PLAYBOOK…` */
export function planCommand(context: CommandContext): Command {
  return addPlayOptions(new Command('plan'))
    .description('dry run: show what apply would change on each host and who could log in afterwards; write nothing')
    .option('--detailed-exitcode', 'exit with 5 if changes are pending')
    .option('-o, --out <file>', 'save the plan, for `keyturn apply <file>`')
    .option(
      '--explain <account@host>',
      'show instead why one account can log in as it does, before and after, line by line',
    )
    .action((playbooks: readonly string[], flags: PlayFlags) => {
      const { out, explain } = flags;
      if (explain !== undefined) return explainPlan(context, playbooks, { ...flags, explain });
      if (out !== undefined) return savePlan(context, playbooks, { ...flags, diff: true, out });
      return runPlaybooks(context, playbooks, { ...flags, diff: true }, plan);
    });
}
