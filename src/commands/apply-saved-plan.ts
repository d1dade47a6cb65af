// keyturn apply FILE for a saved plan: the same run as for a playbook, on those hosts of the plan that show no drift.
import { InputError, UsageError } from '../diagnostics/errors.ts';
import { hasErrors } from '../diagnostics/format.ts';
import type { Group, Host, Inventory } from '../inventory/host.ts';
import { selectForRun } from '../inventory/select.ts';
import { loadPlaybook } from '../playbook/load.ts';
import type { Action } from '../run/actions/action.ts';
import type { Review } from '../run/examination.ts';
import type { SavedHost, SavedPlan, SavedPlay } from '../run/saved-plan/document.ts';
import { driftRefusals } from '../run/saved-plan/drift.ts';
import { sha256 } from '../run/saved-plan/sources.ts';
import { taskTypes } from '../tasks/index.ts';
import { foldNames } from '../terminal/fold-names.ts';
import { sanitize } from '../terminal/sanitize.ts';
import type { CommandContext } from './context.ts';
import type { Job, PlayToRun } from './job.ts';
import { listInstead } from './lists.ts';
import type { PlayFlags } from './play-options.ts';
import type { ReadHosts } from './read-inputs.ts';
import { runPlays } from './run-plays.ts';
import { readSavedPlan } from './saved-plan-file.ts';

/** Applies a saved plan and sets the exit code. Rejects with a KeyturnError for wrong usage or a bad file, before any connection. */
export async function applySavedPlan(
  context: CommandContext,
  file: string,
  flags: PlayFlags,
  action: Action,
): Promise<void> {
  const accepts = [...flags.allowLockout, ...flags.acceptBreaking].length > 0 || flags.breakGlass === false;
  if (accepts || flags.become !== undefined || flags.user !== undefined) {
    throw new UsageError('a saved plan already has the user, become, and what was accepted when it was made', {
      help: 'leave out --user, --become, --allow-lockout, --accept-breaking and --no-break-glass, or make a new plan with them',
    });
  }
  const job = await savedPlanJob(context, file, flags.limit);
  const { plan, plays } = job;
  for (const { left_out: left } of plan.plays) {
    if (left.length === 0) continue;
    const names = sanitize(foldNames(left.map(({ name }) => name)));
    context.stderr.write(`keyturn: not in this plan, and not touched: ${names}\n`);
  }
  if (listInstead(context, flags, plays)) return;
  const accepted = {
    allowLockout: plan.allow_lockout,
    acceptBreaking: plan.accept_breaking,
    breakGlass: !plan.no_break_glass,
  };
  await runPlays(context, { ...flags, ...accepted }, action, job);
}

/** The desired state of a saved plan for the hosts that a limit selects, and all hosts that it names. */
export interface SavedPlanJob extends Job, ReadHosts {
  readonly plan: SavedPlan;
}

/** Reads a saved plan as a job. Rejects with an InputError or a UsageError for a file that is none. */
export async function savedPlanJob(
  context: CommandContext,
  file: string,
  limit: string | undefined,
): Promise<SavedPlanJob> {
  const plan = await readSavedPlan(context, file);
  const inventories = plan.plays.map((play) => inventoryOf(play, file));
  return {
    plan,
    playbooks: [file],
    files: [{ path: file, sha256: sha256(JSON.stringify(plan)) }],
    plays: plan.plays.map((play) => playOf(plan, play, file, limit)),
    inventory: {
      hosts: new Map(inventories.flatMap(({ hosts }) => [...hosts])),
      groups: new Map(inventories.flatMap(({ groups }) => [...groups])),
    },
  };
}

function playOf(plan: SavedPlan, saved: SavedPlay, file: string, limit: string | undefined): PlayToRun {
  const { playbook, number } = saved;
  const text = plan.texts[playbook.sha256] ?? '';
  const { plays, diagnostics } = loadPlaybook(text, playbook.file, taskTypes);
  if (hasErrors(diagnostics)) throw new InputError(diagnostics);
  const play = plays[number];
  if (play === undefined) {
    throw new UsageError(`${file}: the playbook in it has no play number ${number}`, { help: 'make a new plan' });
  }
  const hosts = selectForRun(inventoryOf(saved, file), 'all', limit);
  return { play: { ...play, become: saved.become }, hosts, review: reviewOf(saved) };
}

function reviewOf(saved: SavedPlay): Review {
  const byName = new Map(saved.hosts.map((host) => [host.name, host]));
  return (host, seen, managingAccount) => {
    const planned = byName.get(host.name);
    if (planned === undefined) throw new TypeError('hosts are those of the plan');
    return driftRefusals(planned, seen, managingAccount);
  };
}

function inventoryOf({ hosts }: SavedPlay, file: string): Inventory {
  const members = new Map<string, string[]>();
  for (const { name, groups } of hosts) {
    for (const group of new Set(['all', ...groups])) {
      const names = members.get(group) ?? [];
      names.push(name);
      members.set(group, names);
    }
  }
  const groups = new Map(
    [...members].map(([name, names]): [string, Group] => [name, { name, hosts: names, children: [], vars: new Map() }]),
  );
  return { hosts: new Map(hosts.map((host) => [host.name, hostOf(host, file)])), groups };
}

function hostOf(saved: SavedHost, file: string): Host {
  const start = { line: 1, col: 1 };
  return {
    name: saved.name,
    address: saved.address,
    port: saved.port,
    user: saved.user,
    privateKeyFile: saved.private_key_file ?? undefined,
    become: saved.become ?? undefined,
    groups: saved.groups,
    vars: new Map(),
    range: { file, start, end: start },
  };
}
