// What sshd's PAM service asks of an account, and whether it lets the account in at all, for the model of ways in.
import type { Account } from '../../facts/accounts.ts';
import { decide } from '../../formats/sshd-walk.ts';
import type { HostView } from '../host-view.ts';
import { authenticate, mayLogIn, type PamReasoning, type PamVerdict } from './login.ts';
import type { Conversation, Person } from './question.ts';

/** The least that the auth part asks of the account in a conversation of sshd's. */
export function pamMeans(view: HostView, account: Account, conversation: Conversation): PamVerdict {
  return pamReasoning(view, account, conversation).verdict;
}

/** The same with the run of the stack that decides. */
export function pamReasoning(view: HostView, account: Account, conversation: Conversation): PamReasoning {
  return authenticate(view.pam, personOf(view, account), conversation);
}

/** Whether the account part lets it in; sshd asks it after every login, those with a key alone included. */
export function accountMeans(view: HostView, account: Account): PamVerdict {
  return accountReasoning(view, account).verdict;
}

/** The same with the run of the stack that decides. */
export function accountReasoning(view: HostView, account: Account): PamReasoning {
  return mayLogIn(view.pam, personOf(view, account));
}

function personOf(view: HostView, account: Account): Person {
  return { account, enrolled: view.enrolled(account.name), emptyPasswords: permitsEmptyPasswords(view, account) };
}

/** PermitEmptyPasswords, for the account from anywhere. */
export function permitsEmptyPasswords(view: HostView, account: Account): Person['emptyPasswords'] {
  const keyword = 'permitemptypasswords';
  const decision = decide(view.settings, [keyword], account);
  if (decision.by === 'origin') return 'unknown';
  const value = decision.by === 'setting' ? decision.setting.args.join(' ') : (view.defaults.get(keyword) ?? 'no');
  return value.toLowerCase() === 'yes' ? 'yes' : 'no';
}
