// A host whose log contradicts the model must not be changed by what the model says.
import { causes } from '../causes/causes.ts';
import type { Facts } from '../facts/fact.ts';
import type { Refusal } from '../plan/refusal.ts';
import { contradictions } from './contradicted.ts';

/** A refusal for each account that logged in by a way that the model denies, unless it is in `allowLockout`; for the managing account whatever is in it. */
export function deniedLoginRefusals(
  facts: Facts,
  managingAccount: string,
  allowLockout: readonly string[],
): readonly Refusal[] {
  const { found } = contradictions(facts);
  const open = found.filter(({ account }) => account === managingAccount || !allowLockout.includes(account));
  return open.map(({ account, login, reason }) => {
    const accept = account === managingAccount ? '' : `; or accept it with \`--allow-lockout ${account}\``;
    return {
      cause: causes.deniedLogin,
      account,
      message: `"${account}" logged in ${login}, and by what stands on the host it could not: ${reason}`,
      help: `find out what let it in (\`LogLevel VERBOSE\`; are sshd and the PAM modules those of their packages?)${accept}`,
    };
  });
}
