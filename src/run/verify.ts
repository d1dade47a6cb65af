// Verify: whether a host is as the play wants, and whether logins go as it says. The same logins as those that prove a change, where
// they need nothing of ours on the host: with keys that we hold.
import type { Evidence } from '../connection/evidence.ts';
import type { LoginExpectation } from '../tasks/task-type.ts';
import type { TriedLogin } from './event.ts';
import type { Examination } from './examine.ts';
import type { Ending, HostRun } from './host-run.ts';
import { judge, policyOf, unmetText } from './proof.ts';

/** `ok` when nothing is left to do and every login that was tried met what is expected; else `failed`. `first` is the login that we made to get here. */
export async function verify(run: HostRun, { plan }: Examination, first: Evidence): Promise<Ending> {
  const pending = plan.changes.map(({ change }) => change.summary);
  if (pending.length > 0) {
    const message = `the host is not as the playbook wants: ${pending.join('; ')}`;
    const help = '`keyturn plan` shows what differs, `keyturn apply` does it; no login was tried';
    return { status: 'failed', problem: { phase: 'plan', message, help, output: '' } };
  }
  const logins = await run.timeline.phase('prove', () => tryLogins(run, plan, first));
  const unmet = unmetText(logins);
  if (unmet === '') return { status: 'ok', logins };
  const message = `logins were not as the playbook says: ${unmet}`;
  return { status: 'failed', logins, problem: { phase: 'prove', message, help: undefined, output: '' } };
}

async function tryLogins(
  run: HostRun,
  { access, logins }: Examination['plan'],
  first: Evidence,
): Promise<readonly TriedLogin[]> {
  const managing = run.options.services.managingAccount(run.host);
  const way = access.find(({ account }) => account === managing)?.after;
  const tried = [judge(first, (way && policyOf(way)) ?? 'publickey', 'proven')];
  for (const expected of logins) {
    // It has just logged in; another code for the same proof would only be spent.
    if (expected.account === managing) continue;
    const evidence = await attempt(run, expected);
    if (evidence !== undefined) tried.push(judge(evidence, expected.policy, 'proven'));
  }
  return tried;
}

/** Undefined where we hold no key for the account, or no secret: then its way in stays a prediction. */
async function attempt(
  { host, options, timeline }: HostRun,
  { account, policy, privateKeyFile }: LoginExpectation,
): Promise<Evidence | undefined> {
  const { services, interrupt } = options;
  if (privateKeyFile === undefined) return undefined;
  const key = await services.privateKey(privateKeyFile);
  const needsCode = policy === 'publickey+otp';
  if (needsCode && services.enrolments.entry(account) !== 'open') return undefined;
  const secret = needsCode ? (await services.enrolments.obtain(account, '')).secret : undefined;
  const code = secret && { secret, copy: undefined, wrong: false };
  return services.login(host, { account, key, code }, timeline, interrupt.stopping);
}
