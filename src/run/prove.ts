// Prove: real logins by our own client on fresh TCP connections, after the change is live and before it is kept.
import type { LoginPolicy } from '../access/policy.ts';
import type { Connection } from '../connection/connection.ts';
import type { ProvenLogin } from './event.ts';
import type { Examination } from './examine.ts';
import type { HostRun } from './host-run.ts';
import { judge } from './proof.ts';

/**
 * Logs in as the managing account, and as every account that the play wants proven and that we hold a key for. The managing
 * account's connection stays open and is added to `fresh`, even when a later login fails: it must be closed by the caller.
 */
export async function prove(run: HostRun, { plan }: Examination, fresh: Connection[]): Promise<readonly ProvenLogin[]> {
  const { host, options, timeline } = run;
  const { services, interrupt } = options;
  const managing = services.managingAccount(host);
  const { connection, evidence } = await services.connect(host, timeline, interrupt.revertNow);
  fresh.push(timeline.counted(connection));
  const logins = [judge(evidence, policyOf(managing, plan.access))];
  for (const expected of plan.logins) {
    // The managing account has just logged in; a second code for the same proof would only be spent.
    if (expected.account === managing) continue;
    const seen = await services.login(host, expected, timeline, interrupt.revertNow);
    if (seen !== undefined) logins.push(judge(seen, expected.policy));
  }
  return logins;
}

/** What the plan says of the managing account: with the policy in place it is enrolled (key and code) or exempt (key). */
function policyOf(account: string, access: Examination['plan']['access']): LoginPolicy {
  const verdict = access.find((candidate) => candidate.account === account);
  return verdict?.after === 'key+code' ? 'publickey+otp' : 'publickey';
}
