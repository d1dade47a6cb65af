// An audit of all hosts by all rules, in this process: from the first connect to the last verdict.
import { setMaxListeners } from 'node:events';
import { factsNeeded } from '../src/audit/judge-host.ts';
import { asItIs } from '../src/audit/profile/profile.ts';
import { rules } from '../src/audit/rules/index.ts';
import { clock } from '../src/facts/clock.ts';
import type { FactRequest } from '../src/facts/fact.ts';
import { audit } from '../src/run/audit/audit.ts';
import { probeFloor } from './floor.ts';
import { managingAccount, type BenchHosts } from './hosts.ts';
import { servicesFor } from './keyturn.ts';
import type { Sample } from './measurements.ts';

const chosen = rules.map(asItIs);

/** The gather script of an audit over bare ssh2. */
export function auditFloor(hosts: BenchHosts): Promise<Sample> {
  const requests = [...new Set([clock, ...factsNeeded(chosen)])].map((fact): FactRequest => {
    return { fact, params: [managingAccount] };
  });
  return probeFloor(hosts, requests);
}

/** Audits all hosts, with every account; each has to answer. */
export async function keyturnAudit(hosts: BenchHosts): Promise<Sample> {
  const { services } = await servicesFor(hosts, hosts.forks);
  const never = new AbortController().signal;
  setMaxListeners(0, never);
  const from = performance.now();
  const report = await audit({
    profile: { name: 'all', description: '', rules: chosen },
    hosts: hosts.inventory,
    forks: hosts.forks,
    become: true,
    earlier: undefined,
    acceptances: [],
    services,
    sink: () => undefined,
    interrupt: { stopping: never },
  });
  const milliseconds = performance.now() - from;
  for (const { host, matrix, problem } of report.hosts) {
    if (!matrix.known) throw new Error(`${host}: ${problem?.message ?? matrix.reason}`);
  }
  return { milliseconds, roundTrips: report.hosts.reduce((sum, { roundTrips }) => sum + roundTrips, 0) };
}
