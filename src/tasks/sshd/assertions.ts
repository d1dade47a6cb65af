// What `sshd -T -C user=…` must show once the files are in place: for one account of every set to which the same Match blocks apply.
import type { Layout } from '../../distros/distro.ts';
import type { Account } from '../../facts/accounts.ts';
import { atLeast, type OpensshVersion } from '../../facts/openssh-version.ts';
import { probePeer } from '../../facts/sshd-effective.ts';
import { applies } from '../../formats/sshd-match.ts';
import { decide, type Setting } from '../../formats/sshd-walk.ts';
import type { SshdAssertion } from '../../plan/change.ts';
import { exemptMethods, type Enforced } from './enforced.ts';

/** One account of every distinct set of Match blocks that apply. */
export function representatives(settings: readonly Setting[], accounts: readonly Account[]): readonly Account[] {
  const blocks = [...new Set(settings.flatMap((setting) => setting.conditions))];
  const bySignature = new Map<string, Account>();
  for (const account of accounts) {
    const signature = blocks.map(({ criteria }) => applies(criteria, account)).join(' ');
    if (!bySignature.has(signature)) bySignature.set(signature, account);
  }
  return [...bySignature.values()];
}

/** What a policy needs of sshd, for an account that is exempt or not. */
export function policyAssertion(
  account: Account,
  exempt: boolean,
  { policy, settings }: Enforced,
  version: OpensshVersion,
  { pamService }: Layout,
): SshdAssertion {
  const required = settings.filter((setting) => setting.required);
  const asksPam = policy.pam.asks.length > 0;
  return {
    account: account.name,
    values: {
      ...Object.fromEntries(required.map(({ keyword, value }) => [keyword.toLowerCase(), value])),
      ...(exempt ? { authenticationmethods: exemptMethods } : {}),
      ...(asksPam && atLeast(version, 9, 8) ? { pamservicename: pamService } : {}),
    },
  };
}

/** What a key alone needs of sshd, where no line of ours is left. */
export function keyAssertion(account: Account, settings: readonly Setting[]): SshdAssertion {
  const decision = decide(settings, ['authenticationmethods'], account, probePeer);
  const value = decision.by === 'setting' ? decision.setting.args.join(' ') : 'any';
  return { account: account.name, values: { authenticationmethods: value, pubkeyauthentication: 'yes' } };
}
