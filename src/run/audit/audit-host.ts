// One host: a connection, one exec that asks for every fact that the rules need, and the rules over the answers.
import { factsNeeded, judgeHost, nothingSeen, type HostJudgement } from '../../audit/judge-host.ts';
import type { AuditContext } from '../../audit/rule.ts';
import type { Connection } from '../../connection/connection.ts';
import { clock } from '../../facts/clock.ts';
import type { FactRequest } from '../../facts/fact.ts';
import type { Host } from '../../inventory/host.ts';
import { secretDigests } from '../../facts/secret-digests.ts';
import { otherwise } from '../logins/judge.ts';
import { digestRequests, otherSecretsOn } from '../logins/other-secrets.ts';
import { noJournal } from '../journal/journal.ts';
import { problemOf, statusBeforeChange } from '../problem.ts';
import { Timeline } from '../timeline.ts';
import { ask, type Answers } from './ask.ts';
import type { AuditOptions } from './options.ts';
import type { HostAudit } from './report.ts';

/** Audits one host. Never rejects: whatever goes wrong is in the result, and then no rule passes. */
export async function auditHost(host: Host, runId: string, options: AuditOptions): Promise<HostAudit> {
  const { services, profile, sink } = options;
  // Nothing is changed, so there is nothing to keep a journal of.
  const timeline = new Timeline({ host: host.name, runId, sink, journal: noJournal, now: () => services.now() });
  const account = services.managingAccount(host);
  const become = host.become ?? options.become;
  const root = become || account === 'root';
  let connection: Connection | undefined;
  let judgement: HostJudgement = nothingSeen([], 'the host was not asked');
  let ending: Pick<HostAudit, 'status' | 'problem'> = { status: 'ok', problem: undefined };
  try {
    const opened = await timeline.phase('connect', () => services.connect(host, timeline, options.interrupt.stopping));
    const counted = timeline.counted(opened.connection);
    connection = counted;
    const answers = await timeline.phase('gather', () => askHost(counted, account, become, options));
    judgement = judgeHost(profile.rules, {
      ...{ ...answers, root, managingAccount: account, ...knownBefore(host, options) },
      ownLogin: (way) => otherwise(way, opened.evidence),
    });
  } catch (error) {
    const problem = problemOf(error, timeline.current);
    // A host that let us in and then broke a limit is not out of reach: what it said is not to be trusted.
    const status = connection === undefined ? statusBeforeChange(error) : 'failed';
    ending = { status: status === 'unreachable' || status === 'skipped' ? status : 'failed', problem };
    if (connection !== undefined) judgement = nothingSeen(profile.rules, problem.message);
  }
  await connection?.close();
  const { roundTrips, durationMs } = timeline;
  return { host: host.name, ...ending, root, ...judgement, roundTrips, durationMs };
}

/** What is known of a host from elsewhere. */
function knownBefore(
  { name, vars }: Host,
  { earlier }: AuditOptions,
): Pick<AuditContext, 'outOfBand' | 'earlierCounters'> {
  const said = vars.get('keyturn_out_of_band')?.value;
  const outOfBand = typeof said === 'string' && said.trim() !== '' ? said : undefined;
  return { outOfBand, earlierCounters: earlier?.counters.get(name) };
}

interface Asked extends Answers {
  readonly clockOffset: number | undefined;
  readonly otherSecrets: readonly string[] | undefined;
}

async function askHost(
  connection: Connection,
  account: string,
  become: boolean,
  options: AuditOptions,
): Promise<Asked> {
  const { services, profile, interrupt } = options;
  const salt = services.nonce();
  const digests = digestRequests(services.enrolments, salt);
  const facts = [...new Set([clock, ...factsNeeded(profile.rules)])];
  const requests = facts.map(
    (fact): FactRequest => digests.find((request) => request.fact === fact) ?? { fact, params: [account] },
  );
  const asked = services.now();
  const answers = await ask(connection, requests, become, services.nonce(), interrupt.stopping);
  const isCompared = digests.length > 0 && facts.includes(secretDigests) && !answers.unanswered.has(secretDigests.name);
  const otherSecrets = isCompared
    ? await otherSecretsOn(answers.facts.get(secretDigests), services.enrolments, salt)
    : undefined;
  if (answers.unanswered.has(clock.name)) return { ...answers, clockOffset: undefined, otherSecrets };
  const { epochSeconds } = answers.facts.get(clock);
  const halfway = (asked + services.now()) / 2;
  return {
    ...answers,
    otherSecrets,
    clockOffset: epochSeconds === undefined ? undefined : epochSeconds - halfway / 1000,
  };
}
