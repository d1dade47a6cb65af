// Whether somebody still gets in where codes fail: one of the accounts that a play names for it, on each host.
import { causes } from '../causes/causes.ts';
import { accounts, type Account } from '../facts/accounts.ts';
import type { Facts } from '../facts/fact.ts';
import { sudoRights } from '../facts/sudo-rights.ts';
import { keysIn, onlyRunCommands } from './account-keys.ts';
import type { Refusal } from '../plan/refusal.ts';
import { takesCode, type AccessVerdict } from '../plan/access-verdict.ts';

/** A refusal where none of the named accounts logs in without a code after the plan and becomes root. */
export function breakGlassRefusals(
  facts: Facts,
  access: readonly AccessVerdict[],
  names: readonly string[],
): readonly Refusal[] {
  const problems = names.map((name) => problemOf(facts, access, name));
  if (names.length === 0 || problems.includes(undefined)) return [];
  return [
    {
      cause: causes.noBreakGlass,
      message: `nobody of \`break_glass\` would get in here where codes fail: ${problems.join('; ')}`,
      help: 'name an account that is exempt and becomes root, or another way in (`break_glass: {out_of_band: …}`), or go on with --no-break-glass',
    },
  ];
}

/** Why an account is no way in; undefined for one that is. */
function problemOf(facts: Facts, access: readonly AccessVerdict[], name: string): string | undefined {
  const account = facts.get(accounts).accounts.find((one) => one.name === name);
  if (account === undefined) return `there is no account "${name}"`;
  const way = access.find((verdict) => verdict.account === name)?.after ?? 'refused';
  if (way === 'refused') return `"${name}" could not log in`;
  if (way === 'unknown') return `whether "${name}" could log in cannot be told`;
  if (takesCode(way)) return `"${name}" would need a code itself`;
  if (way === 'key' && hasNoShell(facts, account)) return `"${name}" has keys for a command of their own only`;
  if (account.uid === 0) return undefined;
  const { rights } = facts.get(sudoRights);
  const right = Object.hasOwn(rights, name) ? rights[name] : 'unknown';
  if (right === 'free' || (right === 'password' && account.password === 'set')) return undefined;
  if (right === 'password') return `"${name}" needs a password for sudo and has none that is known`;
  return right === 'none' ? `"${name}" may not become root` : `whether "${name}" may become root cannot be told`;
}

function hasNoShell(facts: Facts, account: Account): boolean {
  const keys = keysIn(facts)(account);
  return keys !== undefined && onlyRunCommands(keys);
}
