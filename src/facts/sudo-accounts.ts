// Who may become root of all accounts that can log in, by sudo's own word.
import type { Fact } from './fact.ts';
import { selectAccounts } from './probe/accounts.ts';
import { readPasswd } from './probe/passwd.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';
import { sudoRights, type SudoRights } from './sudo-rights.ts';

/** sudo is asked about so many accounts at most: each is a process. */
const most = 100;

function probe(names: readonly string[]): string {
  return `LC_ALL=C
export LC_ALL
command -v sudo >/dev/null 2>&1 || { echo none:; exit 0; }
${selectAccounts(names)}
asked=0
account() {
  [ "$3" != 0 ] && [ $asked -lt ${most} ] || return 0
  asked=$((asked + 1))
  printf 'account:%s\\n' "$2"
  sudo -n -l -U "$2" 2>/dev/null
  printf 'status:%s\\n' $?
}
each_account
echo end:
`;
}

/** `sudo` is false where there is none. Accounts that sudo was not asked about have no right in it. */
export interface SudoAccounts extends SudoRights {
  readonly sudo: boolean;
}

/** Parameters: names of accounts to ask about besides those that can log in. Needs root. */
export const sudoAccounts: Fact<SudoAccounts> = {
  name: 'sudo-accounts',
  preludes: [readSshdConfig, readPasswd],
  probe,
  // Free text of sudo, of which every line of its own is indented or one of these.
  line: /^(?:none:|end:|account:.+|status:\d+|\s.*|(?:Matching Defaults entries for|User|Runas and Command-specific defaults for) .*)$/s,
  parse: (text) => ({ ...sudoRights.parse(text), sudo: !text.startsWith('none:') }),
};
