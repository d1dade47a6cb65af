// What a policy wants of sshd of one release.
import type { OpensshVersion } from '../../facts/openssh-version.ts';
import { methodsOf, type Policy, type SshdSetting } from '../../policies/policy.ts';

/** The lines for everybody, AuthenticationMethods the last of them. */
export interface Enforced {
  readonly policy: Policy;
  /** What everybody is asked for, as the policy says it. */
  readonly demands: string;
  readonly settings: readonly SshdSetting[];
}

/** Undefined for a policy that needs no line of ours. */
export function enforcedBy(policy: Policy, version: OpensshVersion): Enforced | undefined {
  const { lines } = policy.sshd;
  if (lines === undefined) return undefined;
  const methods = { keyword: 'AuthenticationMethods', value: methodsOf(policy), required: true };
  return { policy, demands: lines.demands, settings: [...lines.settings(version), methods] };
}

/** What AuthenticationMethods holds for those who are exempt, who go on logging in with a key alone. */
export const exemptMethods = 'publickey';
