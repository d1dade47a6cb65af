// Plan: the tasks of a play against the facts of one host. Pure: nothing is sent, nothing is written.
import { causeOf, causes, type LockOutId } from '../../causes/causes.ts';
import { dirname, resolve } from 'node:path';
import { lockoutRefusals } from '../../access/lockout.ts';
import { judgeDoors } from '../../access/other-daemons.ts';
import { deniedLoginRefusals } from '../../access/denied-logins.ts';
import { predictAccess } from '../../access/predict.ts';
import { undecidedRefusals } from '../../access/undecided.ts';
import { unenforcedRefusals, type Demand } from '../../access/unenforced.ts';
import type { Distro } from '../../distros/distro.ts';
import { accounts } from '../../facts/accounts.ts';
import { mergeRequests, type FactRequest, type Facts } from '../../facts/fact.ts';
import type { Play, Task } from '../../playbook/play.ts';
import type { PlanContext, TaskType } from '../../tasks/task-type.ts';
import { unwritableRefusals } from '../../access/unwritable.ts';
import { writeObstacles } from '../../facts/write-obstacles.ts';
import type { Change } from '../../plan/change.ts';
import { signalRequests, signals } from './impact.ts';
import type { PlannedChange } from '../../plan/host-plan.ts';
import type { Refusal } from '../../plan/refusal.ts';
import type { LoginExpectation, TaskPlan } from '../../plan/task-plan.ts';
import type { DetailedPlan } from '../examination.ts';
import type { TaskTypes } from '../host-context.ts';

/** What does not depend on the task: everything of a PlanContext but the pending changes. */
export type HostPlanContext = Omit<PlanContext, 'pending'> & {
  readonly facts: Facts;
  readonly distro: Distro;
  /** Accounts that the user accepts to lock out. */
  readonly allowLockout: readonly string[];
  /** Accounts whose machines the user accepts to break. */
  readonly acceptBreaking: readonly string[];
};

/** All facts that the tasks of a play need, each once. */
export function factRequests(play: Play, types: TaskTypes, always: readonly FactRequest[]): readonly FactRequest[] {
  const wanted = play.tasks.flatMap((task) => typeOf(task, types).facts(task.params as never));
  return mergeRequests([
    ...always,
    ...wanted,
    ...(decidesLogins(play, types) ? signalRequests(breakGlassOf(play)) : []),
  ]);
}

function breakGlassOf({ breakGlass }: Play): readonly string[] {
  return breakGlass?.accounts ?? [];
}

function decidesLogins(play: Play, types: TaskTypes): boolean {
  return play.tasks.some((task) => typeOf(task, types).decidesLogins === true);
}

/** Plans every task in order, each seeing the changes of those before it, and then predicts who can log in. */
export function planHost(play: Play, types: TaskTypes, context: HostPlanContext): DetailedPlan {
  const changes: PlannedChange[] = [];
  const pending: Change[] = [];
  const plans: TaskPlan[] = [];
  for (const task of play.tasks) {
    const plan = typeOf(task, types).plan(task.params as never, {
      ...context,
      outOfBand: play.breakGlass?.outOfBand,
      pending: [...pending],
    });
    plans.push(plan);
    pending.push(...plan.changes);
    changes.push(...plan.changes.map((change) => ({ task: task.name, change })));
  }
  const { facts, managingAccount } = context;
  const demand = demandOf(play, plans);
  const demanded = demand && { demanded: demand.policy.lists.map(({ factors }) => factors) };
  const access = predictAccess({ facts, changes: pending, managingAccount, ...demanded });
  const logins = plans.flatMap((plan) => plan.logins ?? []).map((login) => besidePlaybook(login, play));
  const tried = logins.flatMap(({ account, privateKeyFile }) => (privateKeyFile === undefined ? [] : [account]));
  const changesLogins = decidesLogins(play, types) && pending.some((change) => change.risk === 'login');
  const found = changesLogins
    ? signals(facts, access, {
        ours: [managingAccount, ...tried],
        acceptBreaking: context.acceptBreaking,
        breakGlass: breakGlassOf(play),
      })
    : { refusals: [], warnings: [] };
  const doors = changesLogins
    ? judgeDoors({ facts, changes: pending, demand, allowLockout: context.allowLockout })
    : { refusals: [], warnings: [] };
  const isEachJudged =
    plans.some(({ demand }) => demand !== undefined) && context.facts.get(accounts).unlisted.length === 0;
  const own = plans
    .flatMap(({ refusals = [], doubts = [] }) => (isEachJudged ? refusals : [...refusals, ...doubts]))
    .filter((refusal) => !isAccepted(refusal, context));
  const consequences = new Set<string>(
    play.tasks.flatMap(({ type }, index) => (plans[index]?.refusals?.length ? (leftOpenBy[type] ?? []) : [])),
  );
  const reasons = distinct([
    ...own,
    ...(decidesLogins(play, types) ? deniedLoginRefusals(facts, managingAccount, context.allowLockout) : []),
    ...unwritableRefusals(facts.get(writeObstacles), pending),
    // Without the changes of a task that refuses, the rest of the plan shows nothing.
    ...(own.length === 0 && demand !== undefined ? unenforcedRefusals(facts, pending, access, demand) : []),
    ...lockoutRefusals(access, managingAccount, context.allowLockout).filter(
      ({ cause }) => own.length === 0 || !consequences.has(cause),
    ),
    ...(changesLogins
      ? undecidedRefusals({ facts, changes: pending, access, demand, allowLockout: context.allowLockout })
      : []),
    ...(own.length === 0 ? doors.refusals : []),
    ...found.refusals,
  ]);
  // Where accounts bear a doubt out, what to write is told with it.
  const borneOut = plans
    .flatMap(({ doubts = [] }) => doubts)
    .filter(({ cause }) => reasons.some((reason) => reason.cause === cause));
  return {
    changes,
    access,
    refusals: distinct([...reasons, ...borneOut]),
    warnings: [...found.warnings, ...doors.warnings],
    satisfied: plans.filter((plan) => plan.changes.length === 0).length,
    assertions: plans.flatMap((plan) => plan.assertions ?? []),
    logins,
    demand,
  };
}

/** Lock-outs that a task of the type prevents: where it refuses, nobody is told to do by hand what the play does once the refusal is gone. */
const leftOpenBy: Readonly<Record<string, readonly LockOutId[]>> = {
  package: [causes.moduleMissing],
  enrol: [causes.notEnrolled],
  pam: [causes.noPassword],
};

/** What the last task that has a say demands, and of whom. */
function demandOf(play: Play, plans: readonly TaskPlan[]): Demand | undefined {
  const demand = plans.flatMap((plan) => plan.demand ?? []).at(-1);
  const isLetIn = (account: string): boolean => breakGlassOf(play).includes(account);
  return demand && { ...demand, accounts: demand.accounts.filter((account) => !isLetIn(account)) };
}

/** Key files are named as seen from the playbook's folder; a playbook from standard input has none but ours. */
function besidePlaybook(login: LoginExpectation, { range: { file: playbook } }: Play): LoginExpectation {
  const { privateKeyFile: file } = login;
  if (file === undefined || file.startsWith('~/') || playbook === '-') return login;
  return { ...login, privateKeyFile: resolve(dirname(playbook), file) };
}

/** Several tasks may be refused for one reason, which is told once. */
function distinct(refusals: readonly Refusal[]): readonly Refusal[] {
  return [...new Map(refusals.map((refusal) => [JSON.stringify(refusal), refusal])).values()];
}

/** Whatever a task refuses concerns more than one account, unless its cause says that `--allow-lockout` accepts it. */
function isAccepted({ account, cause }: Refusal, { allowLockout, managingAccount }: HostPlanContext): boolean {
  if (account === undefined || account === managingAccount || !allowLockout.includes(account)) return false;
  const excuse = causeOf(cause)?.excuse;
  return excuse?.flag === '--allow-lockout ACCOUNT' && excuse.covers === 'every refusal';
}

function typeOf(task: Task, types: TaskTypes): TaskType<never> {
  const type = types.get(task.type);
  if (type === undefined) throw new TypeError(`no task type "${task.type}"`);
  return type;
}
