// Which accounts of a host are alike, so that a login of one shows what it would show of all of them.
import { takesCode, type AccessVerdict } from '../../plan/access-verdict.ts';
import { pamService } from '../../facts/pam-service.ts';
import { sshdEffective } from '../../facts/sshd-effective.ts';
import { stateFiles } from '../../facts/state-files.ts';
import { pamStack, type StackRule } from '../../access/pam/stack.ts';
import { plannedText } from '../../access/pam/view.ts';
import { moduleName } from '../../formats/pam-config.ts';
import { enrolledBy } from '../../plan/enrolled-by.ts';
import type { Examination } from '../examination.ts';

/**
 * Names the shape of an account: the line that decides and what it says, the Match blocks that apply and, where a code is asked for,
 * whether it is root's, the file system of the state file, and whether this plan makes it. Where the PAM stack may decide by account,
 * or sshd by the origin, each is a shape of its own.
 */
export function shapesIn({ facts, plan }: Pick<Examination, 'facts' | 'plan'>): (verdict: AccessVerdict) => string {
  const enrolled = enrolledBy(plan.changes);
  const stores = new Map(facts.get(stateFiles).files.map((file) => [file.account, file]));
  const { classes } = facts.get(sshdEffective);
  const matched = (account: string): number => classes.findIndex(({ accounts }) => accounts.includes(account));
  const service = facts.get(pamService);
  const changes = plan.changes.map(({ change }) => change);
  const stack = pamStack(service, plannedText(service, changes));
  const isPersonal = stack.state !== 'known' || stack.auth.some(mayDependOnAccount);
  const isBarredAlone = stack.state !== 'known' || stack.account.some(mayBarAccount);
  return ({ account, after, reason, tunnelled }) => {
    // What depends on the origin no rehearsal shows, be it another account's.
    const lines = [after, reason, matched(account), ...(tunnelled === after && !isBarredAlone ? [] : [account])];
    if (!takesCode(after)) return lines.join(' ');
    const store = stores.get(account);
    const file = [enrolled.has(account) ? 'new' : 'there', store?.uid === 0 ? 'root' : 'user'];
    // Where the file system is not known, an account is like no other.
    return [...lines, ...file, isPersonal ? account : (store?.mount ?? account)].join(' ');
  };
}

/** Modules of the auth part that treat all accounts alike but for their state file. pam_shells, pam_access and their like do not. */
const alike = new Set([
  'pam_google_authenticator.so',
  'pam_env.so',
  'pam_nologin.so',
  'pam_faildelay.so',
  'pam_permit.so',
]);

/** Modules of the account part that bar all accounts alike, or by what the model reads of each (shadow). */
const barringAlike = new Set(['pam_unix.so', 'pam_nologin.so', 'pam_permit.so', 'pam_deny.so']);

function mayBarAccount({ kind, module }: StackRule): boolean {
  return kind !== 'substack' && !barringAlike.has(moduleName(module));
}

function mayDependOnAccount({ kind, module }: StackRule): boolean {
  return kind !== 'substack' && !alike.has(moduleName(module));
}
