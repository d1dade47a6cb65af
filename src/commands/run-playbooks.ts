// What plan and apply do: read everything, complain about everything, then run play after play and report.
import type { Host } from '../inventory/host.ts';
import type { Play } from '../playbook/play.ts';
import { chooseProgress, createProgress, type ProgressKind } from '../progress/choose.ts';
import { human } from '../reporters/human.ts';
import { json } from '../reporters/json.ts';
import { cameToNothing } from '../run/brakes.ts';
import { exitCodeOf } from '../run/exit-code.ts';
import { ArmedHosts } from '../run/armed-hosts.ts';
import type { RunEvent, RunMode } from '../run/event.ts';
import { interruptBySignals } from '../run/interrupt.ts';
import type { Review } from '../run/options.ts';
import type { RunReport } from '../run/report.ts';
import { runPlay } from '../run/run.ts';
import { taskTypes } from '../tasks/index.ts';
import type { Environment } from '../terminal/colour.ts';
import { createStyle } from '../terminal/style.ts';
import { diffOf } from '../transaction/diff.ts';
import type { CommandContext } from './context.ts';
import { liveServices, noVault } from './live-services.ts';
import { liveSettings, openEnrolments } from './live-settings.ts';
import { forksOf } from './connection-options.ts';
import { requireBreakGlass } from './require-break-glass.ts';
import type { PlayFlags } from './play-options.ts';
import { readInputs } from './read-inputs.ts';
import { listInstead } from './lists.ts';

/** Seconds until a host puts itself back unless confirmed, and where a person types codes meanwhile. */
const patience = 180;
const patienceWithPeople = 600;

/** Runs playbooks over an inventory and sets the exit code. Rejects with a KeyturnError for wrong usage or input, before any connection. */
export async function runPlaybooks(
  context: CommandContext,
  playbooks: readonly string[],
  flags: PlayFlags,
  mode: RunMode,
): Promise<void> {
  const plays = await readInputs(context, flags, playbooks);
  if (listInstead(context, flags, plays)) return;
  await runPlays(context, flags, mode, plays);
}

/** A play, the hosts it is for, and who looks at its plans. */
export interface PlayToRun {
  readonly play: Play;
  readonly hosts: readonly Host[];
  readonly review?: Review;
}

/** Runs plays, reports, sets the exit code, and gives the reports. Rejects with a KeyturnError for wrong usage, before any connection. */
export async function runPlays(
  context: CommandContext,
  flags: PlayFlags,
  mode: RunMode,
  plays: readonly PlayToRun[],
): Promise<readonly RunReport[]> {
  const asked = plays.map((one) => ({ ...one, play: asFlagged(one.play, flags) }));
  if (mode !== 'verify' && flags.breakGlass !== false) requireBreakGlass(asked);
  const reports = await runAll(context, flags, mode, asked);
  report(context, flags, reports);
  return reports;
}

/** The play as the flags want it, where they say something of it. */
function asFlagged(play: Play, { become, breakGlass }: PlayFlags): Play {
  return { ...play, become: become ?? play.become, breakGlass: breakGlass === false ? undefined : play.breakGlass };
}

function enrols(play: Play): boolean {
  return play.tasks.some((task) => task.type === 'enrol');
}

async function runAll(
  context: CommandContext,
  flags: PlayFlags,
  mode: RunMode,
  plays: readonly PlayToRun[],
): Promise<readonly RunReport[]> {
  const enrolments = await openEnrolments(context, flags);
  if (mode === 'apply' && enrolments === undefined && plays.some(({ play }) => enrols(play))) throw noVault();
  const { stderr, env } = context;
  const display = { stream: stderr, style: createStyle(stderr, env, flags.color), verbosity: flags.verbose };
  const progress = await createProgress(progressKind(flags, display, env), display);
  const revertAfter = flags.revertAfter ?? (flags.askCode === true ? patienceWithPeople : patience);
  const armed = new ArmedHosts();
  const interrupt = interruptBySignals((line) => {
    progress.note(`keyturn: ${line}`);
  });
  interrupt.leave.addEventListener('abort', () => {
    for (const line of armed.lines()) progress.note(`keyturn: ${line}`);
  });
  if (mode === 'apply') {
    progress.note(
      `keyturn: each host puts itself back ${revertAfter} s after it is staged unless the change is proven and confirmed; ` +
        'by hand, from its console: sh /var/lib/keyturn/last/revert.sh',
    );
    for (const { play } of plays) {
      const outOfBand = play.breakGlass?.outOfBand;
      if (outOfBand !== undefined) progress.note(`keyturn: the way in where codes fail: ${outOfBand}`);
    }
  }
  try {
    const options = {
      mode,
      taskTypes: new Map(taskTypes.map((type) => [type.name, type])),
      forks: forksOf(flags),
      canaries: flags.canary ?? true,
      budgets: { lost: flags.maxLost ?? 1, unreachable: flags.maxUnreachable },
      allowLockout: flags.allowLockout,
      acceptBreaking: flags.acceptBreaking,
      revertAfter,
      breakLock: flags.breakLock,
      services: liveServices(await liveSettings(context, flags, enrolments)),
      sink: (event: RunEvent): void => {
        armed.add(event);
        progress.sink(event);
      },
      interrupt,
    };
    const reports: RunReport[] = [];
    for (const { play, hosts, review } of plays) {
      if (interrupt.stopping.aborted || reports.some(isTheLast)) break;
      reports.push(await runPlay({ ...options, hosts, review, play }));
    }
    return reports;
  } finally {
    interrupt.release();
    await progress.end();
  }
}

/** Whether no play may follow: the run stopped by itself, or nothing came of it. */
function isTheLast({ mode, stopped, hosts }: RunReport): boolean {
  return stopped !== undefined || (mode === 'apply' && cameToNothing(hosts));
}

/** A display that redraws would write over the question for a code. */
function progressKind(flags: PlayFlags, display: Parameters<typeof chooseProgress>[0], env: Environment): ProgressKind {
  if (flags.json === true) return 'silent';
  return flags.askCode === true ? 'plain' : chooseProgress(display, env);
}

function report(context: CommandContext, flags: PlayFlags, reports: readonly RunReport[]): void {
  const { stdout, env } = context;
  const reporter = flags.json === true ? json : human;
  const detailedExitcode = flags.detailedExitcode ?? false;
  reporter(reports, stdout, {
    style: createStyle(stdout, env, flags.color),
    diff: flags.diff === true ? diffOf : undefined,
    verbosity: flags.verbose,
    detailedExitcode,
  });
  context.exitCode = exitCodeOf(reports, { detailedExitcode });
}
