// What plan and apply do: read everything, complain about everything, then run play after play and report.
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { HostKeyStore } from '../connection/host-key-store.ts';
import { UsageError } from '../diagnostics/errors.ts';
import { systemClock } from '../enrolment/clock.ts';
import { codesOver } from '../enrolment/codes.ts';
import { enrolmentsOf, type Enrolments } from '../enrolment/enrolments.ts';
import { spentCodesFolder } from '../enrolment/places.ts';
import { spentCodesIn } from '../enrolment/spent-codes.ts';
import { openVault } from '../enrolment/vault.ts';
import type { Host } from '../inventory/host.ts';
import type { Play } from '../playbook/play.ts';
import { chooseProgress, createProgress } from '../progress/choose.ts';
import { human } from '../reporters/human.ts';
import { json } from '../reporters/json.ts';
import { exitCodeOf } from '../run/exit-code.ts';
import { interruptBySignals } from '../run/interrupt.ts';
import type { RunReport } from '../run/report.ts';
import { runPlay } from '../run/run.ts';
import { taskTypes } from '../tasks/index.ts';
import { createStyle } from '../terminal/style.ts';
import { diffOf } from '../transaction/diff.ts';
import type { CommandContext } from './context.ts';
import { liveServices, noVault, type LiveSettings } from './live-services.ts';
import type { PlayFlags } from './play-options.ts';
import { readInputs, type PlayWithHosts } from './read-inputs.ts';
import { listHosts, listTasks } from './lists.ts';

type Mode = 'plan' | 'apply';

/** Seconds. Long enough for three times what staging, reloading and logging in take. */
const defaultRevertAfter = 180;

/** Runs playbooks over an inventory and sets the exit code. Rejects with a KeyturnError for wrong usage or input, before any connection. */
export async function runPlaybooks(
  context: CommandContext,
  playbooks: readonly string[],
  flags: PlayFlags,
  mode: Mode,
): Promise<void> {
  const plays = await readInputs(context, flags, playbooks);
  if (flags.listHosts === true) return listHosts(plays, context.stdout);
  if (flags.listTasks === true) return listTasks(plays, context.stdout);
  requireConsole(plays, flags, mode);
  const enrolments = await openEnrolments(context, flags, plays, mode);
  const reports = await runAll(context, flags, mode, plays, enrolments);
  report(context, flags, reports);
}

/** Until the dead-man switch is there, a host whose controller dies in mid-change needs a person at a console. */
function requireConsole(plays: readonly PlayWithHosts[], flags: PlayFlags, mode: Mode): void {
  if (mode === 'plan' || flags.iHaveConsole === true) return;
  const outside = plays.flatMap(({ hosts }) => hosts).find((host) => !isLab(host));
  if (outside === undefined) return;
  throw new UsageError(
    `${outside.name} is not a lab host, and a host does not yet revert by itself when this controller dies`,
    {
      help: 'if you can reach the hosts by a console as well, say --i-have-console',
    },
  );
}

/** Lab hosts say so in the inventory: `keyturn_lab: true`. */
function isLab(host: Host): boolean {
  return host.vars.get('keyturn_lab')?.value === true;
}

async function openEnrolments(
  context: CommandContext,
  flags: PlayFlags,
  plays: readonly PlayWithHosts[],
  mode: Mode,
): Promise<Enrolments | undefined> {
  if (flags.vault === undefined) {
    if (mode === 'apply' && plays.some(({ play }) => enrols(play))) throw noVault();
    return undefined;
  }
  const identity = flags.identity === undefined ? undefined : resolve(context.cwd, flags.identity);
  const vault = await openVault(resolve(context.cwd, flags.vault), identity);
  return enrolmentsOf(vault, { randomBytes, now: () => new Date() });
}

function enrols(play: Play): boolean {
  return play.tasks.some((task) => task.type === 'enrol');
}

async function runAll(
  context: CommandContext,
  flags: PlayFlags,
  mode: Mode,
  plays: readonly PlayWithHosts[],
  enrolments: Enrolments | undefined,
): Promise<readonly RunReport[]> {
  const { stderr, env } = context;
  const display = { stream: stderr, style: createStyle(stderr, env, flags.color), verbosity: flags.verbose };
  const progress = await createProgress(flags.json === true ? 'silent' : chooseProgress(display, env), display);
  const interrupt = interruptBySignals((line) => {
    progress.note(`keyturn: ${line}`);
  });
  try {
    const options = {
      mode,
      taskTypes: new Map(taskTypes.map((type) => [type.name, type])),
      forks: flags.forks,
      allowLockout: flags.allowLockout,
      revertAfter: defaultRevertAfter,
      services: liveServices(await liveSettings(context, flags, enrolments)),
      sink: progress.sink,
      interrupt,
    };
    const reports: RunReport[] = [];
    for (const { play, hosts } of plays) {
      if (interrupt.stopping.aborted) break;
      reports.push(await runPlay({ ...options, hosts, play: { ...play, become: flags.become ?? play.become } }));
    }
    return reports;
  } finally {
    interrupt.release();
    await progress.end();
  }
}

async function liveSettings(
  { env }: CommandContext,
  flags: PlayFlags,
  enrolments: Enrolments | undefined,
): Promise<LiveSettings> {
  return {
    user: flags.user,
    privateKeyFile: flags.privateKey,
    knownHosts: await HostKeyStore.load(flags.knownHosts === undefined ? undefined : [flags.knownHosts]),
    hostKeyPolicy: flags.hostKeys,
    connectTimeout: flags.timeout * 1000,
    enrolments,
    codes: codesOver(spentCodesIn(spentCodesFolder(env)), systemClock),
  };
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
