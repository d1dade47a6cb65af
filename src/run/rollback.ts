// Taking a finished run back: a play like any other, whose one task wants every file as the run found it. So it is staged, rehearsed,
// proven and confirmed as every change is. The task stands in no playbook; its plan knows from the run's own snapshots what to do.
import { causes } from '../causes/causes.ts';
import { createHash } from 'node:crypto';
import { accounts, type Account, type Accounts } from '../facts/accounts.ts';
import { runFiles, type RunFile } from '../facts/run-files.ts';
import { decide, globalSetting, walkSshdConfig } from '../formats/sshd-walk.ts';
import type { Play } from '../playbook/play.ts';
import { policies } from '../policies/index.ts';
import { methodsOf } from '../policies/policy.ts';
import { isOurs } from '../tasks/sshd/drop-in.ts';
import type { TaskType } from '../tasks/task-type.ts';
import type { Change } from '../plan/change.ts';
import type { Refusal } from '../plan/refusal.ts';
import type { TaskPlan } from '../plan/task-plan.ts';

interface RollbackParams {
  readonly run: string;
}

/** The play that takes a run of one play back. */
export function rollbackPlay(run: string): Play {
  const nowhere = { file: '-', start: { line: 1, col: 1 }, end: { line: 1, col: 1 } };
  return {
    name: `Take back run ${run}`,
    hosts: 'all',
    become: true,
    breakGlass: undefined,
    pace: { serial: [], maxFailPercentage: undefined, anyErrorsFatal: false },
    tasks: [{ name: `Files as before run ${run}`, type: rollback.name, params: { run }, range: nowhere }],
    range: nowhere,
  };
}

/**
 * Plans for each file of the run: nothing where it is as before already, its old content where it still is as the run made it, and a
 * refusal where somebody has changed it since. State files stay: nobody reads them once sshd and PAM do not ask, and people log in
 * with them in the next run.
 */
export const rollback: TaskType<RollbackParams> = {
  name: 'rollback',
  description: 'Puts back what a run changed.',
  schema: { type: 'object', required: ['run'], properties: { run: { type: 'string' } } },
  example: '',
  // What a run is taken back to may ask for codes again: a run of relax.yml that was a mistake.
  decidesLogins: true,
  facts: ({ run }) => [
    { fact: runFiles, params: [run] },
    { fact: accounts, params: [] },
  ],
  plan({ run }, { facts, distro }): TaskPlan {
    const known = facts.get(runFiles).find((found) => found.run === run);
    if (known === undefined) return { changes: [], refusals: [noSnapshots(run)] };
    const changed = known.files.filter(({ now, before }) => now !== before);
    const refusals = changed.flatMap((file) => refusalOf(run, file) ?? []);
    return refusals.length > 0
      ? { changes: [], refusals }
      : {
          changes: changed.map((file) => changeBack(run, file, distro.sshService)),
          ...demandOf(
            changed.find(({ path, before }) => path === distro.sshdDropIn && before !== 'absent')?.textBefore ?? '',
            facts.get(accounts),
          ),
        };
  },
};

/** What a drop-in of ours demands, and of whom; nothing where it is none. */
function demandOf(text: string, known: Accounts): Pick<TaskPlan, 'demand'> {
  if (!isOurs(text)) return {};
  const settings = walkSshdConfig(new Map([['drop-in', text]]), 'drop-in');
  const methods = ['authenticationmethods'];
  const usual = globalSetting(settings, methods)?.args.join(' ');
  const policy = policies.find((one) => one.sshd.lines !== undefined && methodsOf(one) === usual);
  if (policy === undefined) return {};
  const isAsked = (account: Account): boolean => {
    const decision = decide(settings, methods, account);
    return account.loginCapable && decision.by === 'setting' && decision.setting.args.join(' ') === usual;
  };
  return { demand: { policy, accounts: known.accounts.filter(isAsked).map(({ name }) => name) } };
}

function noSnapshots(run: string): Refusal {
  return {
    cause: causes.noSnapshot,
    message: `the host has no snapshots of run ${run}: those of the last three runs are kept`,
    help: 'use a playbook instead (playbooks/relax.yml)',
  };
}

function refusalOf(run: string, { path, after, now, before, textBefore }: RunFile): Refusal | undefined {
  if (now !== after) {
    return {
      cause: causes.drift,
      message: `${path} has changed since run ${run}`,
      help: 'somebody else has edited it: see what they did, and take it back by hand or with a playbook',
    };
  }
  if (before === 'absent' || sha256(textBefore) === before) return undefined;
  return {
    cause: causes.noSnapshot,
    message: `the snapshot of ${path} is damaged, or no UTF-8 text`,
    help: `look at /var/lib/keyturn/${run}/before on the host`,
  };
}

function changeBack(run: string, { path, before, after, mode, textNow, textBefore }: RunFile, service: string): Change {
  const common = { summary: `${path}: as before run ${run}`, risk: 'login', notify: [service], path } as const;
  if (before === 'absent') return { ...common, kind: 'remove-file', before: textNow };
  return {
    ...common,
    kind: 'write-file',
    before: after === 'absent' ? undefined : textNow,
    content: { kind: 'text', text: textBefore },
    mode: (mode ?? '600').padStart(4, '0'),
    owner: 'root',
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
