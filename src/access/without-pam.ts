// What sshd asks of an account itself where UsePAM is off: auth.c (allowed_user), auth-passwd.c, auth-shadow.c, and session.c (do_nologin).
import { causes, type LockOutId } from '../causes/causes.ts';
import type { Account } from '../facts/accounts.ts';
import type { HostView } from './host-view.ts';
import type { PamVerdict } from './pam/login.ts';
import { permitsEmptyPasswords } from './pam/means.ts';

const no = (cause: LockOutId, why: string): PamVerdict => ({ can: 'no', cause, why });

/** What the method "password" takes: the password, and nothing where an empty one is taken. */
export function passwordWithoutPam(view: HostView, account: Account): PamVerdict {
  switch (account.password) {
    case 'set':
      return mayHaveToChange(account)
        ? { can: 'unknown', factors: ['password'], why: 'its password may have expired and must be changed then' }
        : { can: 'yes', factors: ['password'], place: '' };
    case 'locked':
    case 'unusable':
      return no(causes.noPassword, 'it has no password');
    case 'none': {
      const taken = permitsEmptyPasswords(view, account);
      if (taken === 'no') return no(causes.noPassword, 'its password is empty, which is not taken');
      return { can: 'unknown', factors: [], why: 'it has an empty password, which may be taken' };
    }
    case 'unknown':
      return { can: 'unknown', factors: [], why: 'whether it has a password is not known' };
  }
}

/** Whether sshd lets the account in however it showed who it is. */
export function accountWithoutPam({ pam: { host } }: HostView, account: Account): PamVerdict {
  const { password, aging, uid } = account;
  if (password === 'locked') return no(causes.noPassword, 'it is locked by a "!" before its password');
  if (host.nologin && uid !== 0) return no(causes.accountClosed, '/etc/nologin exists');
  if (aging?.expires !== undefined) {
    if (host.today === undefined)
      return { can: 'unknown', factors: [], why: 'whether the account has expired is not known' };
    if (host.today >= aging.expires) return no(causes.accountClosed, 'the account has expired');
  }
  if (password === 'unknown') return { can: 'unknown', factors: [], why: 'whether it is locked is not known' };
  return { can: 'yes', factors: [], place: '' };
}

function mayHaveToChange({ aging }: Account): boolean {
  return aging?.changed === 0 || aging?.maximum !== undefined;
}
