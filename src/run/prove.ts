// Prove: real logins after the change is live and before it is kept. The managing account over a fresh TCP connection with its own
// key; the others with a key of theirs where we hold one, else through `sshd -i` on the configuration in place with a canary key.
import type { Connection } from '../connection/connection.ts';
import type { Evidence } from '../connection/evidence.ts';
import { proofScript } from '../host-protocol/rehearsal.ts';
import type { TransactionId } from '../host-protocol/transaction-id.ts';
import type { TriedLogin } from './event.ts';
import { becomes, type Examination } from './examine.ts';
import type { HostRun } from './host-run.ts';
import type { Candidate, LoginPlan } from './logins/login-plan.ts';
import { judge, judgeManaging, policyOf } from './logins/judge.ts';

const startTimeout = 15_000;

/**
 * Tries the logins. The managing account's connection stays open and is added to `fresh`, even when a later login fails: the
 * caller closes it.
 */
export async function prove(
  run: HostRun,
  id: TransactionId,
  { plan }: Examination,
  logins: LoginPlan,
  fresh: Connection[],
): Promise<readonly TriedLogin[]> {
  const { host, options, timeline } = run;
  const { services, interrupt } = options;
  const managing = services.managingAccount(host);
  const { connection, evidence } = await services.connect(host, timeline, interrupt.revertNow);
  fresh.push(timeline.counted(connection));
  const tried = [judgeManaging(evidence, plan)];
  for (const candidate of logins.candidates) {
    const { account } = candidate.verdict;
    // It has just logged in; another code for the same proof would only be spent.
    if (account === managing) continue;
    const expected = plan.logins.find((login) => login.account === account);
    const seen = await attempt(run, id, logins, candidate, expected?.privateKeyFile);
    if (seen !== undefined) {
      tried.push(judge(seen, expected?.policy ?? policyOf(candidate.verdict.after) ?? 'refused', 'proven'));
    }
  }
  return tried;
}

/** Undefined where the account's own secret is not ours to use: then it stays as it was rehearsed. */
async function attempt(
  run: HostRun,
  id: TransactionId,
  { key: canary }: LoginPlan,
  { verdict, own, rehearsal }: Candidate,
  keyFile: string | undefined,
): Promise<Evidence | undefined> {
  const { host, options, timeline, lifeline } = run;
  const { services, interrupt } = options;
  if (verdict.after === 'key+code' && own === undefined) return undefined;
  const code = own && { secret: own.secret, copy: undefined, wrong: false };
  const key = keyFile === undefined ? canary : await services.privateKey(keyFile);
  const script = { text: proofScript(id), become: becomes(run), timeout: startTimeout };
  const open = keyFile === undefined ? () => lifeline.open(script, interrupt.revertNow) : undefined;
  const evidence = await services.login(
    host,
    { account: verdict.account, key, code },
    timeline,
    interrupt.revertNow,
    open,
  );
  // Whoever was enrolled before this run may have enrolled here by hand, with another secret than the vault's. A code that is refused
  // then shows nothing about the change, and the account stays as it was rehearsed.
  const mayBeAnothers = rehearsal?.isCanary === true;
  return mayBeAnothers && evidence.outcome === 'refused' && evidence.prompts.length > 0 ? undefined : evidence;
}
