// Rehearse: real logins through `sshd -i` on the staged configuration, tunnelled in the lifeline. Production is untouched.
import type { Evidence } from '../../connection/evidence.ts';
import { parsePamConfig } from '../../formats/pam-config.ts';
import { proofScript, rehearsalScript } from '../../host-protocol/rehearsal.ts';
import type { TriedLogin } from '../event.ts';
import type { HostContext } from '../host-context.ts';
import type { Candidate, LoginPlan } from '../logins/login-plan.ts';
import { judge, judgeKeys, judgeWrongCode, keyHelp, unmetText } from '../logins/judge.ts';
import {
  groupsFollowService,
  isComparable,
  type Look,
  requireSameSessions,
  withSessionChanges,
} from '../logins/session-changes.ts';
import { loginsPlanned, requireTime } from '../logins/time-budget.ts';
import { RefusedError, StepError } from '../problem.ts';
import type { LoginCode } from '../services.ts';
import type { Transaction } from '../transaction.ts';

/** Milliseconds until the host's sshd must have started. */
const startTimeout = 15_000;

/**
 * Tries every planned login, and a wrong code once; all that were tried are on record, met or not. Rejects with a RefusedError when one
 * was not as the plan says, and with a StepError when the end of one is not known: then the rehearsal failed, not the plan.
 */
export async function rehearse(host: HostContext, transaction: Transaction): Promise<void> {
  await host.timeline.phase('rehearse', async () => {
    const tried = await rehearsedLogins(host, transaction);
    host.record.tried.push(...tried);
    requireTried(tried, transaction);
    requireRehearsed(tried);
    requireSameSessions(tried, host.work.acceptBreaking);
  });
}

/** Where nothing was tried although an account could have been, nothing is known. */
function requireTried(tried: readonly TriedLogin[], { seen: { plan } }: Transaction): void {
  const could = plan.access.some(({ after, tunnelled }) => after === tunnelled && after !== 'refused');
  if (tried.length > 0 || !could) return;
  throw new RefusedError('no login could be rehearsed', {
    help: 'nobody whose login Keyturn can try gets in after this plan; name one with a `login` task',
  });
}

function requireRehearsed(logins: readonly TriedLogin[]): void {
  const unmet = unmetText(logins);
  if (unmet === '') return;
  const isKnown = logins.some((login) => !login.met && login.evidence.outcome !== 'unknown');
  throw isKnown
    ? new RefusedError(`rehearsed logins were not as the plan says: ${unmet}`, keyHelp(logins))
    : new StepError(`logins could not be rehearsed: ${unmet}`);
}

async function rehearsedLogins(host: HostContext, transaction: Transaction): Promise<readonly TriedLogin[]> {
  const { logins, seen } = transaction;
  const ignoreGroups = groupsFollowService(seen.facts);
  const tried: TriedLogin[] = [];
  const { services, timeline, work } = host;
  // The fastest counts: what slows one login down on a busy network is over for the next.
  let loginMs = Infinity;
  let made = 0;
  for (const candidate of logins.candidates) {
    const began = services.now();
    if (made > 0) {
      const left = loginsPlanned(logins.candidates, seen.plan) - made;
      requireTime({ logins: left, loginMs }, ((timeline.revertsAt ?? Infinity) - began) / 1000, work.revertAfter);
    }
    const login = judge(await attempt(host, transaction, candidate, false), candidate.expected, 'rehearsed');
    loginMs = Math.min(loginMs, services.now() - began);
    const compared = await withSessionChanges(login, () => sessionBefore(host, transaction, candidate), ignoreGroups);
    tried.push(judgeKeys(compared, candidate.ask));
    made += isComparable(candidate, seen.plan) ? 2 : 1;
  }
  const forWrong = mayTryWrongCode(logins)
    ? logins.candidates.findLast(({ rehearsal }) => rehearsal !== undefined)
    : undefined;
  if (forWrong !== undefined) {
    tried.push(judgeWrongCode(await attempt(host, transaction, forWrong, true), forWrong.expected));
  }
  return tried.map((login) => (askedByOurs(login, logins) ? login : { ...login, met: false }));
}

function attempt(
  { host, services, timeline, interrupt, become }: HostContext,
  { id, lifeline, logins: { key } }: Transaction,
  { verdict, rehearsal, ask }: Candidate,
  wrong: boolean,
): Promise<Evidence> {
  const code: LoginCode | undefined = rehearsal && { secret: rehearsal.secret, copy: id.nonce, wrong };
  const script = { text: rehearsalScript(id), become, timeout: startTimeout };
  const request = { account: verdict.account, key, code, ask: wrong ? undefined : ask, session: !wrong };
  return services.login(host, request, timeline, interrupt.revertNow, () => lifeline.open(script, interrupt.revertNow));
}

/** A login on the configuration in place, for its session. */
async function sessionBefore(
  { host, services, timeline, interrupt, become }: HostContext,
  { id, lifeline, seen, logins: { key } }: Transaction,
  candidate: Candidate,
): Promise<Look> {
  if (!isComparable(candidate, seen.plan)) return undefined;
  const request = { account: candidate.verdict.account, key, code: undefined, session: true };
  const script = { text: proofScript(id), become, timeout: startTimeout };
  const { session } = await services.login(host, request, timeline, interrupt.revertNow, () =>
    lifeline.open(script, interrupt.revertNow),
  );
  return { printed: session };
}

/** Only the staged stack asks with our prompt: any other one asking means that something else was rehearsed. */
function askedByOurs({ evidence }: TriedLogin, { rehearsal }: LoginPlan): boolean {
  return evidence.prompts.every((prompt) => prompt.includes(rehearsal.prompt.trim()));
}

/** Modules that count failures do so for the real account, whichever service they are asked in; includes may hold one. */
function mayTryWrongCode({ rehearsal }: LoginPlan): boolean {
  return parsePamConfig(rehearsal.files.get('pam') ?? '').every((line) => {
    if (line.kind === 'include') return !/auth/.test(line.service);
    if (line.kind !== 'rule' || line.rule.type !== 'auth') return line.kind !== 'broken' && line.kind !== 'cut';
    return !/include|substack/.test(line.rule.control) && !/faillock|tally|abl/.test(line.rule.module);
  });
}
