// What sshd's PAM service asks of an account, and whether it lets the account in at all, for the model of ways in.
import type { Account } from '../../facts/accounts.ts';
import type { Peer } from '../../formats/sshd-match.ts';
import { decide } from '../../formats/sshd-walk.ts';
import type { HostView } from '../host-view.ts';
import { authenticate, mayLogIn, type PamReasoning, type PamVerdict } from './login.ts';
import type { Conversation, Person } from './question.ts';

/** Whose login PAM is asked about, and where it comes from. */
export interface PamQuestion {
  readonly view: HostView;
  readonly account: Account;
  readonly peer: Peer;
}

/** The least that the auth part asks of the account in a conversation of sshd's. */
export function pamMeans(asked: PamQuestion, conversation: Conversation): PamVerdict {
  return pamReasoning(asked, conversation).verdict;
}

/** The same with the run of the stack that decides. */
export function pamReasoning(asked: PamQuestion, conversation: Conversation): PamReasoning {
  return authenticate(asked.view.pam, personOf(asked), conversation);
}

/** Whether the account part lets it in; sshd asks it after every login, those with a key alone included. */
export function accountMeans(asked: PamQuestion): PamVerdict {
  return accountReasoning(asked).verdict;
}

/** The same with the run of the stack that decides. */
export function accountReasoning(asked: PamQuestion): PamReasoning {
  return mayLogIn(asked.view.pam, personOf(asked));
}

function personOf({ view, account, peer }: PamQuestion): Person {
  const enrolled = view.enrolled(account.name);
  return { account, enrolled, emptyPasswords: permitsEmptyPasswords(view, account), client: peer };
}

/** PermitEmptyPasswords, for the account from anywhere. */
export function permitsEmptyPasswords(view: HostView, account: Account): Person['emptyPasswords'] {
  const keyword = 'permitemptypasswords';
  const decision = decide(view.settings, [keyword], account);
  if (decision.by === 'origin') return 'unknown';
  const value = decision.by === 'setting' ? decision.setting.args.join(' ') : (view.defaults.get(keyword) ?? 'no');
  return value.toLowerCase() === 'yes' ? 'yes' : 'no';
}
