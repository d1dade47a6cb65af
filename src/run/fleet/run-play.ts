// A play over many hosts: batch after batch, as many hosts at a time as `forks` allows, none new after an interrupt or too many failures.
import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import type { Host } from '../../inventory/host.ts';
import type { Pace } from '../../playbook/pace.ts';
import type { Action } from '../actions/action.ts';
import type { EventSink, HostResult, RunEvent } from '../event.ts';
import type { HostContext, Work } from '../host-context.ts';
import { endingOf, resultOf } from '../host-result.ts';
import type { Interrupt } from '../interrupt.ts';
import type { Journal, JournalledHost } from '../journal/journal.ts';
import { reportOf, type RunReport } from '../report.ts';
import type { RunServices } from '../services.ts';
import { Timeline } from '../timeline.ts';
import { batchesOf } from './batches.ts';
import { CanaryHosts } from './canary-hosts.ts';
import { FailureBudget, type Budgets } from './failure-budget.ts';

/** Which action, on which hosts, how many of them at once, and who is told. */
export interface PlayRun extends Work {
  readonly action: Action;
  readonly hosts: readonly Host[];
  /** The run that the play takes back, for the journal. */
  readonly undoes?: string | undefined;
  /** Hosts worked on at the same time. */
  readonly forks: number;
  /** Whether one host of each configuration shape goes first. */
  readonly canaries: boolean;
  readonly budgets: Budgets;
  readonly services: RunServices;
  readonly journal: Journal;
  readonly sink: EventSink;
  readonly interrupt: Interrupt;
}

/** Where nothing is changed, there is nothing to go carefully about. */
const atOnce: Pace = { serial: [], maxFailPercentage: undefined, anyErrorsFatal: false };
const noBudgets: Budgets = { lost: Infinity, unreachable: undefined };

/** Runs one play. Never rejects for what happens on a host; every host is in the report, those never started as skipped. */
export async function runPlay(run: PlayRun): Promise<RunReport> {
  const events: RunEvent[] = [];
  const sink = (event: RunEvent): void => {
    if (event.type === 'run-started' || event.type === 'host-finished' || event.type === 'run-finished')
      events.push(event);
    run.sink(event);
  };
  const { action, hosts, play, interrupt, runId, journal } = run;
  // On the disk before any host is begun, since it stands before its first step.
  journal.note({ type: 'play', run: runId, play: play.name, hosts: hosts.map(journalled), undoes: run.undoes });
  sink({ type: 'run-started', runId, mode: action.name, play: play.name, hosts: hosts.map((host) => host.name) });
  const pace = action.changesHosts ? play.pace : atOnce;
  const budget = new FailureBudget(pace, action.changesHosts ? run.budgets : noBudgets, hosts.length);
  const stopping = AbortSignal.any([interrupt.stopping, budget.signal, journal.failed]);
  // Every host in flight listens; a hundred of them are no leak.
  setMaxListeners(0, stopping);
  const limit = pLimit(run.forks);
  const canaries = run.canaries ? new CanaryHosts() : undefined;
  const begin = async (host: Host): Promise<readonly HostResult[]> => {
    if (stopping.aborted) return [];
    const context = contextOf(host, { ...run, sink, interrupt: { ...interrupt, stopping } }, canaries);
    const ending = await action.run(context).catch((error: unknown) => endingOf(context, error));
    const result = await resultOf(context, action, ending);
    journal.note({ type: 'ended', run: runId, host: host.name, status: result.status });
    sink({ type: 'host-finished', result });
    budget.add(result);
    // Only now: the host that takes a canary host's place must know that the run stops because of it.
    canaries?.leave(result);
    return [result];
  };
  const batches = batchesOf(hosts, pace.serial);
  for (const batch of batches) {
    const results = await Promise.all(batch.map((host) => limit(() => begin(host))));
    if (batch !== batches.at(-1)) budget.endBatch(results.flat());
  }
  sink({
    type: 'run-finished',
    interrupted: interrupt.stopping.aborted,
    stopped: budget.reason ?? journal.error?.message,
  });
  return reportOf(events);
}

function contextOf(host: Host, run: PlayRun, canaries: CanaryHosts | undefined): HostContext {
  const { services, interrupt, sink, journal, runId, play } = run;
  const { name } = host;
  return {
    ...{ host, work: run, services, interrupt },
    managingAccount: services.managingAccount(host),
    become: host.become ?? play.become,
    timeline: new Timeline({ host: name, runId, sink, journal, now: () => services.now() }),
    record: { seen: undefined, tried: [], prepared: [], connections: [] },
    takeTurn: async (shape) =>
      canaries?.enter(name, shape, interrupt.stopping, (behind) => {
        sink({ type: 'queued', host: name, behind });
      }) ?? false,
  };
}

function journalled({ name, address, port, user }: Host): JournalledHost {
  return { name, address, port, ...(user === undefined ? {} : { user }) };
}
