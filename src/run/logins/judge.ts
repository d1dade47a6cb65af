// Whether what a login showed is what a policy promises. The only place that turns evidence into a verdict.
import { causes } from '../../causes/causes.ts';
import type { AccessVerdict, WayIn } from '../../plan/access-verdict.ts';
import type { LoginPolicy } from '../../policies/login-policy.ts';
import type { Evidence } from '../../connection/evidence.ts';
import type { Refusal } from '../../plan/refusal.ts';
import type { TriedLogin } from '../event.ts';
import type { DetailedPlan } from '../examination.ts';

/**
 * Judges one login. `publickey+otp` needs the server to have answered the accepted key with a partial success, which shows that
 * the key alone was not enough, and the login to have been accepted after a prompt. An unknown outcome never meets anything.
 */
export function judge(evidence: Evidence, expected: LoginPolicy, how: TriedLogin['how']): TriedLogin {
  return { evidence, how, expected, met: meets(evidence, expected) };
}

function meets(evidence: Evidence, expected: LoginPolicy): boolean {
  const keyWasPartial = evidence.steps.some((step) => step.tried === 'publickey' && step.partialSuccess);
  switch (expected) {
    case 'publickey+otp':
      return evidence.outcome === 'accepted' && keyWasPartial && evidence.prompts.length > 0;
    case 'publickey':
      return evidence.outcome === 'accepted' && !keyWasPartial && evidence.prompts.length === 0;
    case 'refused':
      // Without an answer to a key nobody was refused: the host may just have gone away.
      return evidence.outcome === 'refused' && evidence.steps.some((step) => step.tried === 'publickey');
  }
}

/**
 * Judges the managing account's own login, which went well or we would not be here: by what a `login` task expects of it, else by the
 * plan. Where neither says how it gets in, that it did is all that is known of it.
 */
export function judgeManaging(
  evidence: Evidence,
  { logins, access }: Pick<DetailedPlan, 'logins' | 'access'>,
): TriedLogin {
  const named = logins.find(({ account }) => account === evidence.account)?.policy;
  const way = access.find(({ account }) => account === evidence.account)?.after;
  const asSeen = evidence.steps.some(({ partialSuccess }) => partialSuccess) ? 'publickey+otp' : 'publickey';
  return judge(evidence, named ?? (way && policyOf(way)) ?? asSeen, 'proven');
}

/** The logins that were not as expected, in words; empty where all were. */
export function unmetText(logins: readonly TriedLogin[]): string {
  const unmet = logins.filter((login) => !login.met);
  return unmet
    .map(({ evidence, expected }) => `${evidence.account} (expected ${expected}): ${evidence.detail}`)
    .join('; ');
}

/**
 * What the managing account's first login showed, where the files of the host say something else: then sshd has not read them, and
 * nobody knows what it will do once it has.
 */
export function contradiction(verdict: AccessVerdict | undefined, evidence: Evidence): Refusal | undefined {
  const policy = verdict && policyOf(verdict.before);
  if (verdict === undefined || policy === undefined || meets(evidence, policy)) return undefined;
  const way = verdict.before === 'refused' ? 'cannot log in' : `logs in with ${verdict.before}`;
  return {
    cause: causes.filesNotRead,
    account: verdict.account,
    message: `the files say that "${verdict.account}" ${way}, and it has just logged in otherwise: sshd has not read them`,
    help: 'look at what sshd -T says; where that is right, reload sshd, and keep a session open while you do',
  };
}

/** The policy whose login shows that a way in is so; undefined where no login of ours could show it. */
export function policyOf(way: WayIn): LoginPolicy | undefined {
  return way === 'key+code' ? 'publickey+otp' : way === 'key' ? 'publickey' : way === 'refused' ? 'refused' : undefined;
}

/** Verdicts as sure as the logins make them: `proven`, `rehearsed`, or `rehearsed` as another account of the same shape was. */
export function withEvidence(
  verdicts: readonly AccessVerdict[],
  logins: readonly TriedLogin[],
  shapeOf: (verdict: AccessVerdict) => string,
): readonly AccessVerdict[] {
  const shown = new Map<string, TriedLogin['how']>();
  for (const { met, evidence, expected, how } of logins) {
    const key = `${evidence.account} ${expected}`;
    if (met && shown.get(key) !== 'proven') shown.set(key, how);
  }
  const howOf = ({ account, after }: AccessVerdict): TriedLogin['how'] | undefined =>
    shown.get(`${account} ${policyOf(after) ?? ''}`);
  return verdicts.map((verdict) => {
    const own = howOf(verdict);
    if (own !== undefined) return { ...verdict, certainty: own };
    const like = verdicts.find((other) => shapeOf(other) === shapeOf(verdict) && howOf(other) !== undefined);
    if (like === undefined) return verdict;
    return { ...verdict, certainty: 'rehearsed', reason: `${verdict.reason}; as ${like.account}, of the same shape` };
  });
}
