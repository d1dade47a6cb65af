// Runs play after play over their hosts, with everything around it: Ctrl-C, the display, the journal, what a killed run left behind, the report.
import type { Play } from '../playbook/play.ts';
import { chooseProgress, createProgress, type ProgressKind } from '../progress/choose.ts';
import { json } from '../reporters/json.ts';
import type { Action } from '../run/actions/action.ts';
import { cameToNothing } from '../run/fleet/failure-budget.ts';
import { exitCodeOf, worstExitCode, type ExitCode } from '../run/exit-code.ts';
import { PendingRollbacks } from '../run/fleet/pending-rollbacks.ts';
import type { HostResult, RunEvent } from '../run/event.ts';
import { interruptBySignals } from '../run/interrupt.ts';
import { noJournal } from '../run/journal/journal.ts';
import { openHosts } from '../run/journal/state.ts';
import type { JournalWriter } from '../run/journal/writer.ts';
import type { RunReport } from '../run/report.ts';
import { rollback } from '../run/rollback.ts';
import { runPlay } from '../run/fleet/run-play.ts';
import { newRunId } from '../run/run-id.ts';
import type { RunServices } from '../run/services.ts';
import { taskTypes } from '../tasks/index.ts';
import type { Environment } from '../terminal/colour.ts';
import { createStyle } from '../terminal/style.ts';
import { diffOf } from '../plan/diff.ts';
import type { CommandContext } from './context.ts';
import { forksOf } from './connection-options.ts';
import { beginJournal } from './begin-journal.ts';
import type { Job, PlayToRun } from './job.ts';
import { liveServices, noVault } from './live-services.ts';
import { liveSettings, openEnrolments } from './live-settings.ts';
import { listInstead } from './lists.ts';
import type { PlayFlags } from './play-options.ts';
import { readInputs } from './read-inputs.ts';
import { requireBreakGlass } from './require-break-glass.ts';
import { settleHosts } from './settle-hosts.ts';
import { requireReportFiles, writeReports } from './write-reports.ts';

/** Seconds until the dead-man switch of a host reverts an unconfirmed change, and where a person types codes meanwhile. */
const defaultRevertAfter = 180;
const revertAfterWithPeople = 600;

/** Task types by name; that of a rollback stands in no playbook. */
const knownTypes = new Map([...taskTypes, rollback].map((type) => [type.name, type]));

/**
 * What plan, apply and verify do: reads everything, shows all that is wrong with it, then runs play after play and reports. Rejects with
 * a KeyturnError for wrong usage or input, before any connection.
 */
export async function runPlaybooks(
  context: CommandContext,
  playbooks: readonly string[],
  flags: PlayFlags,
  action: Action,
): Promise<void> {
  const { plays, files } = await readInputs(context, flags, playbooks);
  if (listInstead(context, flags, plays)) return;
  await runPlays(context, flags, action, { playbooks, files, plays });
}

/** Runs plays, reports, sets the exit code, and gives the reports. Rejects with a KeyturnError for wrong usage, before any connection. */
export async function runPlays(
  context: CommandContext,
  flags: PlayFlags,
  action: Action,
  given: Job,
): Promise<readonly RunReport[]> {
  const job = { ...given, plays: given.plays.map((one) => ({ ...one, play: asFlagged(one.play, flags) })) };
  if (action.plansChanges && flags.breakGlass !== false) requireBreakGlass(job.plays, knownTypes);
  await requireReportFiles(context, flags);
  const enrolments = await openEnrolments(context, flags);
  const enrolsSomebody = job.plays.some(({ play }) => enrols(play));
  if (action.changesHosts && enrolments === undefined && enrolsSomebody) throw noVault();
  const services = liveServices(await liveSettings(context, flags, enrolments));
  const runId = newRunId(new Date());
  const journal = action.changesHosts ? await beginJournal(context, flags, job, runId) : undefined;
  const { reports, lost } = await runAll(context, flags, job, { action, runId, services, journal });
  const codes = [...(await report(context, flags, reports, job))];
  if (lost.length > 0) codes.push(9);
  if (journal?.error !== undefined) {
    context.stderr.write(`keyturn: ${journal.error.message}\n  hint: ${journal.error.help ?? ''}\n`);
    codes.push(1);
  }
  context.exitCode = worstExitCode(codes);
  return reports;
}

/** The play as the flags want it, where they say something of it. */
function asFlagged(play: Play, { become, breakGlass }: PlayFlags): Play {
  return { ...play, become: become ?? play.become, breakGlass: breakGlass === false ? undefined : play.breakGlass };
}

function enrols(play: Play): boolean {
  return play.tasks.some((task) => task.type === 'enrol');
}

interface Means {
  readonly action: Action;
  readonly runId: string;
  readonly services: RunServices;
  readonly journal: JournalWriter | undefined;
}

interface Outcome {
  readonly reports: readonly RunReport[];
  /** Hosts that a killed run had started, and whose state is unknown since. */
  readonly lost: readonly string[];
}

async function runAll(context: CommandContext, flags: PlayFlags, job: Job, means: Means): Promise<Outcome> {
  const { action, runId, services, journal } = means;
  const { stderr, env } = context;
  const display = { stream: stderr, style: createStyle(stderr, env, flags.color), verbosity: flags.verbose };
  const progress = await createProgress(progressKind(flags, display, env), display);
  const revertAfter = flags.revertAfter ?? (flags.askCode === true ? revertAfterWithPeople : defaultRevertAfter);
  const pending = new PendingRollbacks();
  const interrupt = interruptBySignals((line) => {
    progress.note(`keyturn: ${line}`);
  });
  interrupt.leave.addEventListener('abort', () => {
    for (const line of pending.lines()) progress.note(`keyturn: ${line}`);
  });
  if (action.changesHosts) {
    for (const line of [deadManNotice(revertAfter), ...outOfBand(job.plays)]) progress.note(`keyturn: ${line}`);
  }
  try {
    const open = job.resumes === undefined ? [] : openHosts(job.resumes.state);
    const unsettled = await settleHosts(open, job.resumes?.inventory.hosts ?? new Map(), {
      ...{ services, interrupt, journal: journal ?? noJournal, forks: forksOf(flags) },
      show: (line) => {
        progress.note(`keyturn: ${line}`);
      },
    });
    const options = {
      action,
      taskTypes: knownTypes,
      forks: forksOf(flags),
      canaries: flags.canary ?? true,
      budgets: { lost: flags.maxLost ?? 1, unreachable: flags.maxUnreachable },
      allowLockout: flags.allowLockout,
      acceptBreaking: flags.acceptBreaking,
      revertAfter,
      breakLocks: [...(flags.breakLock === undefined ? [] : [flags.breakLock]), ...open.map(({ nonce }) => nonce)],
      services,
      journal: journal ?? noJournal,
      sink: (event: RunEvent): void => {
        pending.add(event);
        progress.sink(event);
      },
      interrupt,
    };
    const reports: RunReport[] = [];
    for (const [index, { play, hosts, undoes, review, accounts = [] }] of job.plays.entries()) {
      if (interrupt.stopping.aborted || reports.some((report) => endsTheRun(report, action))) break;
      const own = { runId: index === 0 ? runId : `${runId}.${index + 1}`, undoes, review, accounts, hosts, play };
      reports.push(await runPlay({ ...options, ...own }));
    }
    const wellHosts = new Set(reports.flatMap(({ hosts }) => hosts.filter(isWell).map(({ host }) => host)));
    return { reports, lost: unsettled.filter((host) => !wellHosts.has(host)) };
  } finally {
    interrupt.release();
    await journal?.close();
    await progress.end();
  }
}

function deadManNotice(revertAfter: number): string {
  return (
    `dead-man switch: each host reverts itself ${revertAfter} s after it is staged unless the change is proven and confirmed; ` +
    'from its console: sh /var/lib/keyturn/last/revert.sh, and once the change is confirmed, to turn the second factor off whatever ' +
    'was done since: sh /var/lib/keyturn/off.sh'
  );
}

function outOfBand(plays: readonly PlayToRun[]): readonly string[] {
  const ways = plays.flatMap(({ play }) => play.breakGlass?.outOfBand ?? []);
  return ways.map((way) => `break-glass access where codes fail: ${way}`);
}

function isWell({ status }: HostResult): boolean {
  return status === 'ok' || status === 'changed';
}

/** Whether no play may follow: the run stopped by itself, or nothing came of it. */
function endsTheRun({ stopped, hosts }: RunReport, { changesHosts }: Action): boolean {
  return stopped !== undefined || (changesHosts && cameToNothing(hosts));
}

/** A display that redraws would overwrite the prompt for a code. */
function progressKind(flags: PlayFlags, display: Parameters<typeof chooseProgress>[0], env: Environment): ProgressKind {
  if (flags.format === json) return 'silent';
  return flags.askCode === true ? 'plain' : chooseProgress(display, env);
}

async function report(
  context: CommandContext,
  flags: PlayFlags,
  reports: readonly RunReport[],
  { reporter = flags.format }: Job,
): Promise<readonly ExitCode[]> {
  const detailedExitcode = flags.detailedExitcode ?? false;
  const options = { diff: flags.diff === true ? diffOf : undefined, verbosity: flags.verbose, detailedExitcode };
  const written = await writeReports(context, { ...flags, format: reporter }, ({ run: render }, style) =>
    render(reports, { ...options, style }),
  );
  return [exitCodeOf(reports, { detailedExitcode }), written];
}
