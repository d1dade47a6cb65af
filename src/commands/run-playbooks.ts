// What plan, apply and verify do: read everything, complain about everything, then run play after play and report.
import type { RunMode } from '../run/event.ts';
import type { CommandContext } from './context.ts';
import { listInstead } from './lists.ts';
import type { PlayFlags } from './play-options.ts';
import { readInputs } from './read-inputs.ts';
import { runPlays } from './run-plays.ts';

/** Runs playbooks over an inventory and sets the exit code. Rejects with a KeyturnError for wrong usage or input, before any connection. */
export async function runPlaybooks(
  context: CommandContext,
  playbooks: readonly string[],
  flags: PlayFlags,
  mode: RunMode,
): Promise<void> {
  const { plays, files } = await readInputs(context, flags, playbooks);
  if (listInstead(context, flags, plays)) return;
  await runPlays(context, flags, mode, { playbooks, files, plays });
}
