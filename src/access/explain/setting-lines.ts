// The values of sshd that count for one account from somewhere, each with the line that sets it.
import type { Account } from '../../facts/accounts.ts';
import type { Peer } from '../../formats/sshd-match.ts';
import { valueOf, type SshdView, type Value } from '../setting-values.ts';
import type { AccountSettings } from '../settings.ts';
import { listsOf } from '../way-in.ts';

/** A value. `place` is empty for a default, and names several lines where several may decide. */
export interface SettingLine {
  readonly place: string;
  readonly keyword: string;
  readonly value: string;
}

/** The lists of who may log in that let the account in from somewhere, each with its lines. */
export function admittingLines(view: SshdView, account: Account, peer: Peer): readonly SettingLine[] {
  const lists = ['DenyUsers', 'AllowUsers', 'DenyGroups', 'AllowGroups'] as const;
  return lists.flatMap((keyword) => {
    const { place } = valueOf(view, account, peer, keyword.toLowerCase() as Lowercase<typeof keyword>);
    const value = keyword.startsWith('Allow') ? 'lets it in' : 'does not keep it out';
    return place === '' ? [] : [{ place, keyword, value }];
  });
}

/**
 * Those that some method of the account's lists asks for, in the order in which sshd does. `admitting` is told where nothing keeps the
 * account out.
 */
export function settingLines(
  { uid }: Account,
  settings: AccountSettings,
  admitting: readonly SettingLine[],
): readonly SettingLine[] {
  const { admission, methods, permitRoot } = settings;
  if (admission.allowed !== 'yes') {
    const value = admission.allowed === 'no' ? 'keeps it out' : 'may keep it out';
    return [{ place: admission.place, keyword: admission.by, value }];
  }
  const names = methods.value === 'unknown' ? [] : listsOf(settings).flatMap((list) => list.split(','));
  const asks = (method: string): boolean => names.some((name) => name.split(':')[0] === method);
  return [
    ...admitting,
    ...(uid === 0 ? [line('PermitRootLogin', permitRoot)] : []),
    line('AuthenticationMethods', methods),
    ...(asks('publickey') ? keyLines(settings) : []),
    ...(asks('keyboard-interactive') ? [line('KbdInteractiveAuthentication', settings.kbdint)] : []),
    ...(asks('password') ? [line('PasswordAuthentication', settings.password)] : []),
    ...(asks('hostbased') ? [line('HostbasedAuthentication', settings.hostbased)] : []),
    ...(asks('gssapi-with-mic') ? [line('GSSAPIAuthentication', settings.gssapi)] : []),
    line('UsePAM', settings.usePam),
  ];
}

/** Where keys are is told only where somebody has said so. */
function keyLines({ pubkey, keysFile, keysCommand }: AccountSettings): readonly SettingLine[] {
  const own = [line('AuthorizedKeysFile', keysFile), line('AuthorizedKeysCommand', keysCommand)];
  return [line('PubkeyAuthentication', pubkey), ...own.filter(({ place }) => place !== '')];
}

function line(keyword: string, { value, place }: Value): SettingLine {
  return { place, keyword, value: value === 'unknown' ? 'depends on where the login comes from' : value };
}
