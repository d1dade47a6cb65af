// What was found out about an account, as far as logins depend on it.
import type { Account, Aging } from '../../facts/accounts.ts';
import type { StateFile } from '../../facts/state-files.ts';
import type { Enrolled } from '../enrolled.ts';

/** One thing that is known; `after` where the plan makes it another. */
export interface AccountLine {
  readonly what: string;
  readonly found: string;
  readonly after?: string;
}

/** Everything. `today` counts days since 1970, undefined where the host's clock is not known. */
export function aboutAccount(
  account: Account,
  file: StateFile | undefined,
  before: Enrolled,
  after: Enrolled,
  today: number | undefined,
): readonly AccountLine[] {
  const { uid, groups, home, shell, loginCapable, aging } = account;
  const people = loginCapable ? '' : ', no account for people: the plan does not judge it';
  return [
    {
      what: 'account',
      found: `uid ${uid}, groups ${groups.join(', ')}, home ${home}, shell ${shell || '/bin/sh'}${people}`,
    },
    { what: 'keys', found: keysText(account) },
    { what: 'password', found: passwords[account.password] },
    ...(aging === undefined ? [] : [{ what: 'age', found: agingText(aging, today) }]),
    {
      what: 'state file',
      found: before.state === 'invalid' ? before.reason : [file?.path, enrolledText(before)].join(' ').trimStart(),
      ...(enrolledText(before) === enrolledText(after)
        ? {}
        : { after: `${enrolledText(after)}, written by this plan` }),
    },
  ];
}

const counts: readonly string[] = ['no key', '1 key'];

function keysText({ keyFiles, hidden }: Account): string {
  const found = keyFiles.map(({ path, lines, complete }) => {
    const count = lines.filter((line) => line.found.kind === 'key').length;
    return `${counts[count] ?? `${count} keys`} in ${path}${complete ? '' : ', and more that was not read'}`;
  });
  const texts = [...found, ...hidden.map((place) => `not known: ${place} could not be looked at`)];
  return texts.length === 0 ? 'none' : texts.join('; ');
}

const passwords: Readonly<Record<Account['password'], string>> = {
  set: 'set',
  locked: 'locked (a "!" before it)',
  unusable: 'none that anybody could type ("*")',
  none: 'empty',
  unknown: 'not known',
};

function agingText({ changed, maximum, inactive, expires }: Aging, today: number | undefined): string {
  const parts = [
    changed === 0 ? 'the password must be changed' : '',
    maximum === undefined
      ? ''
      : `the password is for ${maximum} days${changed === undefined ? '' : ` from ${date(changed)}`}`,
    inactive === undefined ? '' : `and may be changed for ${inactive} days more`,
    expires === undefined
      ? ''
      : `the account ${today !== undefined && today >= expires ? 'has expired' : 'expires'} on ${date(expires)}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function date(days: number): string {
  const day = new Date(days * 86_400_000);
  return Number.isNaN(day.getTime()) ? `day ${days}` : day.toISOString().slice(0, 10);
}

function enrolledText(enrolled: Enrolled): string {
  switch (enrolled.state) {
    case 'absent':
      return 'does not exist';
    case 'valid':
      return 'is valid';
    case 'unknown':
      return 'could not be judged';
    case 'invalid':
      return enrolled.reason;
  }
}
