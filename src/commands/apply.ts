// keyturn apply: changes hosts as playbooks say, proves the logins, and reverts a change whose logins fail.
import { Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../diagnostics/errors.ts';
import { apply } from '../run/actions/apply.ts';
import { plan } from '../run/actions/plan.ts';
import { applySavedPlan } from './apply-saved-plan.ts';
import { count, inventoryOption } from './connection-options.ts';
import type { CommandContext } from './context.ts';
import { addPlayOptions, type PlayFlags } from './play-options.ts';
import { runPlaybooks } from './run-plays.ts';
import { looksLikeSavedPlan } from './saved-plan-file.ts';

type ApplyFlags = Omit<PlayFlags, 'inventory'> & { readonly inventory?: string };

/** `keyturn apply PLAYBOOK…` or `keyturn apply PLAN`; with `--check` it is `keyturn plan`. */
export function applyCommand(context: CommandContext): Command {
  return addPlayOptions(new Command('apply'), inventoryOption())
    .description(
      'bring hosts to the desired state of playbooks, or of a plan that `keyturn plan -o` saved: prepare, stage, rehearse, apply, prove with real logins, confirm. Idempotent: a host in the desired state is not changed.',
    )
    .option('-C, --check', 'dry run: show what would change, and write nothing')
    .option('-D, --diff', 'show the changes in files')
    .addOption(
      new Option(
        '--revert-after <seconds>',
        'time until the dead-man switch of a host reverts an unconfirmed change (default: 180; with --ask-code 600)',
      ).argParser(seconds),
    )
    .option('--no-canary', 'do not change one canary host of each configuration before the hosts like it')
    .addOption(
      count('--max-lost <n>', 'start no further host once this many are out of contact after a change (default: 1)'),
    )
    .addOption(
      count('--max-unreachable <n>', 'start no further host once this many are unreachable (default: no limit)'),
    )
    .option('--break-lock <nonce>', 'revert the run with this nonce, which has locked a host, and go on')
    .action(async (files: readonly string[], flags: ApplyFlags, command: Command) => {
      const action = flags.check === true ? plan : apply;
      const saved = await savedPlanAmong(context, files);
      if (saved === undefined) return runPlaybooks(context, files, withInventory(flags), action);
      if (command.getOptionValueSource('inventory') === 'cli') {
        throw new UsageError('a saved plan names its hosts itself', { help: 'leave out --inventory' });
      }
      return applySavedPlan(context, saved, { ...flags, inventory: '' }, action);
    });
}

/** The one file, if it is a saved plan. Rejects with a UsageError where it is one of several. */
async function savedPlanAmong(context: CommandContext, files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    if (!(await looksLikeSavedPlan(context, file))) continue;
    if (files.length === 1) return file;
    throw new UsageError(`${file} is a saved plan, which is applied alone`, { help: 'give no other file with it' });
  }
  return undefined;
}

function withInventory(flags: ApplyFlags): PlayFlags {
  const { inventory } = flags;
  if (inventory !== undefined) return { ...flags, inventory };
  throw new UsageError("required option '-i, --inventory <file>' not specified", {
    help: 'only a saved plan needs none',
  });
}

function seconds(text: string): number {
  if (/^[1-9]\d{1,4}$/.test(text) && Number(text) >= 30) return Number(text);
  throw new InvalidArgumentError('a number of seconds from 30 to 99999 is needed.');
}
