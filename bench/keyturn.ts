// Keyturn itself, in this process: from the first connect to the last result, without the start of a program.
import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { liveServices } from '../src/commands/live-services.ts';
import { HandshakeLimit } from '../src/connection/handshake-limit.ts';
import { HostKeyStore } from '../src/connection/host-key-store.ts';
import { systemClock } from '../src/enrolment/clock.ts';
import { codesOver } from '../src/enrolment/codes.ts';
import { enrolmentsOf } from '../src/enrolment/enrolments.ts';
import { spentCodesIn } from '../src/enrolment/spent-codes.ts';
import { openVault } from '../src/enrolment/vault.ts';
import type { HostStatus, Phase, RunEvent } from '../src/run/event.ts';
import { noJournal } from '../src/run/journal/journal.ts';
import type { JournalWriter } from '../src/run/journal/writer.ts';
import { openJournal } from '../src/run/journal/folder.ts';
import { thisProcess } from '../src/run/journal/process-mark.ts';
import type { RunReport } from '../src/run/report.ts';
import type { Action } from '../src/run/actions/action.ts';
import { apply } from '../src/run/actions/apply.ts';
import { plan } from '../src/run/actions/plan.ts';
import { runPlay } from '../src/run/fleet/run-play.ts';
import { newRunId } from '../src/run/run-id.ts';
import type { RunServices } from '../src/run/services.ts';
import { taskTypesByName, type BenchHosts } from './hosts.ts';
import type { Sample } from './measurements.ts';
import { PhaseTimes } from './phases.ts';
import { freshVault } from './vault.ts';

/** Plans the roll-out; every host has to end with the given status. */
export function keyturnPlan(
  hosts: BenchHosts,
  expected: HostStatus,
  sink?: (event: RunEvent) => void,
): Promise<Sample> {
  return measure(hosts, plan, expected, sink);
}

/** Rolls out, with a vault that knows nobody yet; every host has to end with the given status. */
export function keyturnApply(
  hosts: BenchHosts,
  expected: HostStatus,
  sink?: (event: RunEvent) => void,
): Promise<Sample> {
  return measure(hosts, apply, expected, sink);
}

/** The same as users have it: so many hosts at a time, and one of each configuration ahead of all others. */
export function keyturnFleet(hosts: BenchHosts, forks: number, sink: (event: RunEvent) => void): Promise<Sample> {
  return measure(hosts, apply, 'changed', sink, { forks, canaries: true });
}

async function measure(
  hosts: BenchHosts,
  action: Action,
  expected: HostStatus,
  sink: (event: RunEvent) => void = () => undefined,
  // Ansible sends none ahead, and is given as many forks.
  { forks, canaries } = { forks: hosts.forks, canaries: false },
): Promise<Sample> {
  const { inventory, play } = hosts;
  const { services, state } = await servicesFor(hosts, forks);
  const never = new AbortController().signal;
  setMaxListeners(0, never);
  const from = performance.now();
  const runId = newRunId(new Date());
  const journal = action.changesHosts ? await benchJournal(state, runId) : undefined;
  const report = await runPlay({
    runId,
    journal: journal ?? noJournal,
    action,
    play,
    hosts: inventory,
    taskTypes: taskTypesByName,
    forks,
    canaries,
    budgets: { lost: 1, unreachable: undefined },
    review: undefined,
    accounts: [],
    allowLockout: [],
    acceptBreaking: [],
    revertAfter: 180,
    breakLocks: [],
    services,
    sink,
    interrupt: { stopping: never, revertNow: never, leave: never },
  });
  const milliseconds = performance.now() - from;
  await journal?.close();
  requireStatus(report, expected);
  return {
    milliseconds,
    roundTrips: report.hosts.reduce((sum, host) => sum + host.roundTrips, 0),
    logins: report.hosts.reduce((sum, host) => sum + host.logins.length, 0),
  };
}

/** What a run or an audit of all hosts needs, and the folder of its state; the vault knows nobody yet. */
export async function servicesFor(
  hosts: BenchHosts,
  forks: number,
): Promise<{ readonly services: RunServices; readonly state: string }> {
  const vault = await freshVault(hosts);
  const sources = { randomBytes, now: () => new Date() };
  const services = liveServices({
    user: undefined,
    privateKeyFile: undefined,
    knownHosts: await HostKeyStore.load([hosts.lab.knownHosts]),
    hostKeyPolicy: 'strict',
    connectTimeout: 120_000,
    handshakes: new HandshakeLimit(forks),
    enrolments: enrolmentsOf(await openVault(vault.folder, vault.identity), sources),
    codes: codesOver(spentCodesIn(vault.state), systemClock),
    askCode: undefined,
  });
  return { services, state: vault.state };
}

function benchJournal(folder: string, run: string): Promise<JournalWriter> {
  const asked = {
    type: 'asked',
    version: 1,
    run,
    by: thisProcess(),
    cwd: '/',
    playbooks: [],
    flags: {},
    files: [],
  } as const;
  return openJournal(join(folder, 'runs'), asked, Date.now);
}

/** The first roll-out, and what rehearsals and proofs are of it. */
export async function firstApply(
  hosts: BenchHosts,
): Promise<{ readonly whole: Sample; readonly rehearse: Sample; readonly prove: Sample }> {
  const phases = new PhaseTimes();
  const whole = await keyturnApply(hosts, 'changed', phases.sink);
  const part = (phase: Phase): Sample => ({ milliseconds: phases.share(phase) * whole.milliseconds });
  return { whole: { ...whole, waited: phases.waited }, rehearse: part('rehearse'), prove: part('prove') };
}

/** Times of failures are worth nothing. */
function requireStatus(report: RunReport, expected: HostStatus): void {
  for (const { host, status, problem, plan } of report.hosts) {
    if (status === expected) continue;
    const why = [problem?.message, problem?.output, ...(plan?.refusals.map((refusal) => refusal.message) ?? [])];
    throw new Error(`${host} ended as ${status}, not ${expected}: ${why.filter(Boolean).join('; ')}`);
  }
}
