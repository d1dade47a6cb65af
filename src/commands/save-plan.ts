// keyturn plan -o FILE: the plan is shown as always, and saved for `keyturn apply FILE`.
import { hostname, userInfo } from 'node:os';
import { resolve } from 'node:path';
import { UsageError } from '../diagnostics/errors.ts';
import type { SavedPlay } from '../run/saved-plan/document.ts';
import { planRecorder, savedPlay } from '../run/saved-plan/save.ts';
import { plan } from '../run/actions/plan.ts';
import type { CommandContext } from './context.ts';
import { listInstead } from './lists.ts';
import type { PlayFlags } from './play-options.ts';
import { readInputs } from './read-inputs.ts';
import { runPlays } from './run-plays.ts';
import { requireFree, writeSavedPlan } from './saved-plan-file.ts';

/**
 * Plans, reports, and saves. Hosts that could not be planned are named in the file as left out; a run that was interrupted leaves no
 * file. Rejects with a UsageError when the file exists.
 */
export async function savePlan(
  context: CommandContext,
  playbooks: readonly string[],
  flags: PlayFlags & { readonly out: string },
): Promise<void> {
  if (playbooks.includes('-')) {
    throw new UsageError('a plan is saved with the path of its playbook, and standard input has none', {
      help: 'give the playbook by its path',
    });
  }
  await requireFree(context, flags.out);
  const { plays: inputs, files } = await readInputs(context, flags, playbooks);
  if (listInstead(context, flags, inputs)) return;
  const texts = new Map<string, string>();
  const work = inputs.map((input) => ({ ...input, recorder: planRecorder(texts) }));
  const reviewed = work.map(({ play, hosts, recorder }) => ({ play, hosts, review: recorder.review }));
  const reports = await runPlays(context, flags, plan, { playbooks, files, plays: reviewed });
  if (reports.some(({ interrupted }) => interrupted)) return;
  const plays = work.flatMap(({ play, origin, recorder }, index): SavedPlay[] => {
    const report = reports[index];
    if (report === undefined) return [];
    const playbook = { file: resolve(context.cwd, origin.file), text: origin.text };
    const become = flags.become ?? play.become;
    return [
      savedPlay(
        { play: { ...play, become }, number: origin.number, playbook, recorded: recorder.hosts, report },
        texts,
      ),
    ];
  });
  await writeSavedPlan(context, flags.out, {
    keyturn_plan: 1,
    made: new Date().toISOString(),
    made_by: `${userInfo().username}@${hostname()}`,
    allow_lockout: flags.allowLockout,
    accept_breaking: flags.acceptBreaking,
    no_break_glass: flags.breakGlass === false,
    plays,
    texts: Object.fromEntries(texts),
  });
  context.stderr.write(`keyturn: ${planText(plays)} in ${flags.out}; apply it with: keyturn apply ${flags.out}\n`);
}

function planText(plays: readonly SavedPlay[]): string {
  const count = (some: (play: SavedPlay) => number): number => plays.reduce((sum, play) => sum + some(play), 0);
  const within = count(({ hosts }) => hosts.length);
  const out = count(({ left_out: left }) => left.length);
  return `the plan for ${within} host${within === 1 ? '' : 's'}${out === 0 ? '' : ` (${out} left out)`} is`;
}
