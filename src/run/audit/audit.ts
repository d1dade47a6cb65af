// An audit over many hosts: as many at a time as `forks` allows, none new after an interrupt. It writes nothing anywhere.
import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import type { Profile } from '../../audit/profile/profile.ts';
import type { Host } from '../../inventory/host.ts';
import type { EventSink } from '../event.ts';
import type { Interrupt } from '../options.ts';
import { newRunId } from '../run-id.ts';
import type { RunServices } from '../services.ts';
import { nothingSeen } from '../../audit/judge-host.ts';
import type { Acceptance } from '../../audit/baseline/baseline.ts';
import { acceptFindings } from './accept.ts';
import { auditHost } from './audit-host.ts';
import { compareReports } from './compare.ts';
import type { EarlierReport } from './earlier.ts';
import type { AuditReport, HostAudit } from './report.ts';

/** What of the world an audit touches: it needs no vault but for the codes of its own login. */
export type AuditServices = Pick<RunServices, 'managingAccount' | 'connect' | 'now' | 'nonce'>;

export interface AuditOptions {
  readonly profile: Profile;
  readonly hosts: readonly Host[];
  /** Hosts worked on at the same time. */
  readonly forks: number;
  /** Whether to probe as root, where the inventory does not say. */
  readonly become: boolean;
  /** What an earlier audit found, to compare with. */
  readonly earlier: EarlierReport | undefined;
  /** What the baseline accepts. */
  readonly acceptances: readonly Acceptance[];
  readonly services: AuditServices;
  readonly sink: EventSink;
  readonly interrupt: Pick<Interrupt, 'stopping'>;
}

/** Audits the hosts. Never rejects for what happens on a host; those never begun are in the report as skipped. */
export async function audit(options: AuditOptions): Promise<AuditReport> {
  const { profile, hosts, services, sink, interrupt } = options;
  const startedAt = services.now();
  const runId = newRunId(new Date(startedAt));
  setMaxListeners(0, interrupt.stopping);
  sink({ type: 'run-started', runId, mode: 'audit', play: profile.name, hosts: hosts.map(({ name }) => name) });
  const limit = pLimit(options.forks);
  const begin = async (host: Host): Promise<HostAudit> => {
    if (interrupt.stopping.aborted) return skipped(host);
    const result = await auditHost(host, runId, options);
    const { status, problem, roundTrips, durationMs } = result;
    const ended = { host: host.name, status, plan: undefined, logins: [], problem, roundTrips, durationMs };
    sink({ type: 'host-finished', result: ended });
    return result;
  };
  const audits = await Promise.all(hosts.map((host) => limit(() => begin(host))));
  const interrupted = interrupt.stopping.aborted;
  sink({ type: 'run-finished', interrupted, stopped: undefined });
  const report: AuditReport = {
    ...{ runId, startedAt, profile: profile.name, rules: profile.rules, hosts: audits, interrupted },
    ...{ accepted: [], compared: undefined },
  };
  const { earlier, acceptances } = options;
  const compared = earlier && compareReports(report, earlier);
  return acceptFindings({ ...report, compared }, acceptances, new Date(startedAt).toISOString().slice(0, 10));
}

function skipped({ name }: Host): HostAudit {
  const nothing = nothingSeen([], 'the host was not asked');
  return { host: name, status: 'skipped', root: false, problem: undefined, ...nothing, roundTrips: 0, durationMs: 0 };
}
