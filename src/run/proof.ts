// Whether what a login showed is what a policy promises. The only place that turns evidence into a verdict.
import type { AccessVerdict } from '../access/verdict.ts';
import type { LoginPolicy } from '../access/policy.ts';
import type { Evidence } from '../connection/evidence.ts';
import type { ProvenLogin } from './event.ts';

/**
 * Judges one login. `publickey+otp` needs the server to have answered the accepted key with a partial success, which shows that
 * the key alone was not enough, and the login to have been accepted after it. An unknown outcome never meets anything.
 */
export function judge(evidence: Evidence, expected: LoginPolicy): ProvenLogin {
  return { evidence, expected, met: meets(evidence, expected) };
}

function meets(evidence: Evidence, expected: LoginPolicy): boolean {
  const keyWasPartial = evidence.steps.some((step) => step.tried === 'publickey' && step.partialSuccess);
  switch (expected) {
    case 'publickey+otp':
      return evidence.outcome === 'accepted' && keyWasPartial && evidence.prompts.length > 0;
    case 'publickey':
      return evidence.outcome === 'accepted' && !keyWasPartial && evidence.prompts.length === 0;
    case 'refused':
      return evidence.outcome === 'refused';
  }
}

/** Verdicts with `proven` where a login has shown what they say. */
export function withProofs(
  verdicts: readonly AccessVerdict[],
  logins: readonly ProvenLogin[],
): readonly AccessVerdict[] {
  const proven = new Set(
    logins.filter((login) => login.met).map((login) => `${login.evidence.account} ${wayIn[login.expected]}`),
  );
  return verdicts.map((verdict) =>
    proven.has(`${verdict.account} ${verdict.after}`) ? { ...verdict, certainty: 'proven' as const } : verdict,
  );
}

const wayIn = { 'publickey+otp': 'key+code', publickey: 'key', refused: 'refused' } as const;
