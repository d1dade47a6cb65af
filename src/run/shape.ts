// Which accounts of a host are alike, so that a login of one shows what it would show of all of them.
import type { AccessVerdict } from '../access/verdict.ts';
import { stateFiles } from '../facts/state-files.ts';
import { enrolledBy } from './enrolled-by.ts';
import type { Examination } from './examine.ts';

/**
 * Names the shape of an account: the line that decides and what it says and, where a code is asked for, the file system of the state
 * file and whether this plan makes it.
 */
export function shapesIn({ facts, plan }: Pick<Examination, 'facts' | 'plan'>): (verdict: AccessVerdict) => string {
  const enrolled = enrolledBy(plan.changes);
  const stores = new Map(facts.get(stateFiles).files.map((file) => [file.account, file]));
  return ({ account, after, reason }) => {
    if (after !== 'key+code') return `${after} ${reason}`;
    const store = stores.get(account);
    // Where nobody knows the file system, an account is like no other.
    return [after, reason, enrolled.has(account) ? 'new' : 'there', store?.mount ?? account].join(' ');
  };
}
