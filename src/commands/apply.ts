// keyturn apply: rolls playbooks out, proves the logins, and puts back what does not work.
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
      'roll playbooks, or a plan that `keyturn plan -o` saved, out to hosts: prepare, stage, apply, prove with real logins, confirm',
    )
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
    throw new UsageError(`${file} is a saved plan, which is carried out alone`, { help: 'give no other file with it' });
  }
  return undefined;
}

function withInventory(flags: ApplyFlags): PlayFlags {
  const { inventory } = flags;
  if (inventory !== undefined) return { ...flags, inventory };
  throw new UsageError("required option '-i, --inventory <file>' not specified", {
    help: 'only a saved plan goes without it',
  });
}

function seconds(text: string): number {
  if (/^[1-9]\d{1,4}$/.test(text) && Number(text) >= 30) return Number(text);
  throw new InvalidArgumentError('a number of seconds from 30 to 99999 is needed.');
}
