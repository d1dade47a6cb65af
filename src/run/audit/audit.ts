// An audit over many hosts: as many at a time as `forks` allows, none new after an interrupt. It writes nothing anywhere.
import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import type { Host } from '../../inventory/host.ts';
import { newRunId } from '../run-id.ts';
import { nothingSeen } from '../../audit/judge-host.ts';
import { acceptFindings } from './accept.ts';
import { auditHost } from './audit-host.ts';
import { compareReports } from './compare.ts';
import type { AuditOptions } from './options.ts';
import type { AuditReport, HostAudit } from './report.ts';

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
    const nothing = { plan: undefined, logins: [], prepared: [] };
    const ended = { host: host.name, status, problem, roundTrips, durationMs, ...nothing };
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
