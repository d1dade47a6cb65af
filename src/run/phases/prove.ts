// Prove: real logins after the change is live and before it is kept. The managing account over a fresh TCP connection with its own
// key; the others with a key of theirs where we hold one, else through `sshd -i` on the configuration in place with a decoy key.
import type { Connection } from '../../connection/connection.ts';
import type { Evidence } from '../../connection/evidence.ts';
import { proofScript } from '../../host-protocol/rehearsal.ts';
import { registered, type HostContext } from '../host-context.ts';
import type { Candidate } from '../logins/login-plan.ts';
import { judge, judgeKeys, judgeManaging, unmetText } from '../logins/judge.ts';
import { StepError } from '../problem.ts';
import type { Transaction } from '../transaction.ts';

const startTimeout = 15_000;

/**
 * Tries the logins; all that were tried are on record. Resolves to the managing account's connection, whose login has just been proven.
 * Rejects with a StepError when a login was not as the plan says.
 */
export async function prove(host: HostContext, transaction: Transaction): Promise<Connection> {
  return host.timeline.phase('prove', async () => {
    const { connection, evidence } = await host.services.connect(host.host, host.timeline, host.interrupt.revertNow);
    const fresh = registered(host, connection);
    const before = host.record.tried.length;
    host.record.tried.push(judgeManaging(evidence, transaction.seen.plan));
    await proveOthers(host, transaction);
    const unmet = unmetText(host.record.tried.slice(before));
    if (unmet !== '') throw new StepError(`logins were not as the plan says: ${unmet}`);
    return fresh;
  });
}

async function proveOthers(host: HostContext, transaction: Transaction): Promise<void> {
  const { plan } = transaction.seen;
  for (const candidate of transaction.logins.candidates) {
    const { account } = candidate.verdict;
    // It has just logged in; another code for the same proof would only be spent.
    if (account === host.managingAccount) continue;
    const named = plan.logins.find((login) => login.account === account);
    const seen = await attempt(host, transaction, candidate, named?.privateKeyFile);
    if (seen === undefined) continue;
    const expected = named?.expected ?? candidate.expected;
    host.record.tried.push(judgeKeys(judge(seen, expected, 'proven'), candidate.ask));
  }
}

/** Undefined where the account's own secret is not ours to use: then it stays as it was rehearsed. */
async function attempt(
  { host, services, timeline, interrupt, become }: HostContext,
  { id, lifeline, logins }: Transaction,
  { verdict, own, rehearsal, enrolledBefore, ask }: Candidate,
  keyFile: string | undefined,
): Promise<Evidence | undefined> {
  if (rehearsal !== undefined && own === undefined) return undefined;
  const code = own && { secret: own.secret, copy: undefined, wrong: false };
  const key = keyFile === undefined ? logins.key : await services.privateKey(keyFile);
  const script = { text: proofScript(id), become, timeout: startTimeout };
  const open = keyFile === undefined ? () => lifeline.open(script, interrupt.revertNow) : undefined;
  const evidence = await services.login(
    host,
    { account: verdict.account, key, code, ask: open && ask },
    timeline,
    interrupt.revertNow,
    open,
  );
  // Anybody who was enrolled before this run may have enrolled here by hand, with another secret than the vault's. A code that is refused
  // then shows nothing about the change, and the account stays as it was rehearsed.
  const mayBeAnothers = rehearsal !== undefined && enrolledBefore;
  return mayBeAnothers && evidence.outcome === 'refused' && evidence.prompts.length > 0 ? undefined : evidence;
}
