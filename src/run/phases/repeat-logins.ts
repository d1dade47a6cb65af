// Verify: whether a host is as the play wants, and whether logins go as it says. The same logins as those that prove a change, where
// they need nothing of ours on the host: with keys that we hold.
import type { Evidence } from '../../connection/evidence.ts';
import type { Examination } from '../examination.ts';
import type { Ending, HostContext } from '../host-context.ts';
import { problemOf, statusBeforeChange } from '../problem.ts';
import { judge, judgeManaging, unmetText } from '../logins/judge.ts';
import { isTriable } from '../logins/triable.ts';
import { otherSecretHelp } from '../logins/other-secrets.ts';
import type { Expectation } from '../../plan/expectation.ts';
import type { LoginExpectation } from '../../plan/task-plan.ts';

/**
 * `ok` when nothing is left to do and every login that was tried met what is expected; else `failed`, or what the error says that ended
 * it. `first` is the login that we made to get here. What was tried is in the result however it ends.
 */
export async function repeatLogins(host: HostContext, seen: Examination, first: Evidence): Promise<Ending> {
  const { plan, otherSecrets = [] } = seen;
  const differs = [...plan.refusals.map(({ message }) => message), ...plan.changes.map(({ change }) => change.summary)];
  if (differs.length > 0) {
    const message = `the host is not as the playbook wants: ${differs.join('; ')}`;
    const help = '`keyturn plan` shows what differs, `keyturn apply` does it; no login was tried';
    return { status: 'failed', problem: { phase: 'plan', message, help, output: '' } };
  }
  const { tried } = host.record;
  try {
    await host.timeline.phase('prove', () => tryLogins(host, seen, first));
  } catch (error) {
    const status = unmetText(tried) === '' ? statusBeforeChange(error) : 'failed';
    return { status, problem: problemOf(error, 'prove') };
  }
  const unmet = unmetText(tried);
  const untried = plan.logins.filter(
    ({ account, expected }) =>
      otherSecrets.includes(account) && asksForCode(expected) && account !== host.managingAccount,
  );
  if (unmet === '' && untried.length > 0) {
    const accounts = untried.map(({ account }) => account).join(', ');
    const message = `the host keeps another secret than the vault for ${accounts}: codes of the vault are refused here`;
    return { status: 'failed', problem: { phase: 'prove', message, help: otherSecretHelp, output: '' } };
  }
  if (unmet === '') return { status: 'ok' };
  const message = `logins were not as the playbook says: ${unmet}`;
  return { status: 'failed', problem: { phase: 'prove', message, help: undefined, output: '' } };
}

async function tryLogins(host: HostContext, { plan, otherSecrets = [] }: Examination, first: Evidence): Promise<void> {
  const { tried } = host.record;
  tried.push(judgeManaging(first, plan));
  for (const expected of plan.logins) {
    // It has just logged in; another code for the same proof would only be spent.
    if (expected.account === host.managingAccount) continue;
    // A code of another secret would be refused, and counted against the account.
    if (otherSecrets.includes(expected.account) && asksForCode(expected.expected)) continue;
    const evidence = await attempt(host, expected);
    if (evidence !== undefined) tried.push(judge(evidence, expected.expected, 'proven'));
  }
}

function asksForCode({ outcome, logins }: Expectation): boolean {
  return outcome === 'accepted' && logins.some(({ factors }) => factors.includes('code'));
}

/** Undefined where we have not all that it takes to show what is expected: then the account's way in stays a prediction. */
async function attempt(
  { host, services, timeline, interrupt }: HostContext,
  { account, expected, privateKeyFile }: LoginExpectation,
): Promise<Evidence | undefined> {
  if (privateKeyFile === undefined || !isTriable(expected)) return undefined;
  const key = await services.privateKey(privateKeyFile);
  // An account that is expected to be refused must be so with everything that we have.
  const takesCode = expected.logins.some(({ factors }) => factors.includes('code'));
  const hasCode = takesCode && services.enrolments.entry(account) === 'open';
  if (expected.outcome === 'accepted' && takesCode && !hasCode) return undefined;
  const secret = hasCode ? (await services.enrolments.obtain(account, '')).secret : undefined;
  const code = secret && { secret, copy: undefined, wrong: false };
  const evidence = await services.login(host, { account, key, code }, timeline, interrupt.stopping);
  const wantsMore = evidence.steps.some(({ partialSuccess }) => partialSuccess);
  return expected.outcome === 'refused' && code === undefined && wantsMore ? undefined : evidence;
}
