// Whether SELinux keeps sshd from writing state files: its mode, and the types of the homes that they are in.
import type { Fact } from './fact.ts';
import { selectAccounts } from './probe/accounts.ts';
import { readPasswd } from './probe/passwd.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';
import { record } from './probe/text.ts';

/** `homes` holds the type of each home (`user_home_dir_t`) by its path; only where SELinux enforces. */
export interface Selinux {
  readonly enforcing: boolean;
  readonly homes: ReadonlyMap<string, string>;
}

function probe(names: readonly string[]): string {
  return `LC_ALL=C
export LC_ALL
mode=
[ ! -r /sys/fs/selinux/enforce ] || read -r mode </sys/fs/selinux/enforce
[ "$mode" = 1 ] || { echo end:; exit 0; }
echo enforcing:
${selectAccounts(names)}
homes=
account() { homes=$homes$nl$5; }
each_account
set -f
IFS=$nl
# shellcheck disable=SC2086
stat -L -c 'home:%C|%n' -- $homes 2>/dev/null
echo end:
`;
}

function parse(text: string): Selinux {
  const homes = text.split('\n').flatMap((line): [string, string][] => {
    const [said = ''] = record(line, 'home', 1) ?? [];
    const [, type = '', path = ''] = /^[^:|]*:[^:|]*:([a-z0-9_]+)(?::[^|]*)?\|(\/.*)$/.exec(said) ?? [];
    return type === '' ? [] : [[path, type]];
  });
  return { enforcing: text.startsWith('enforcing:'), homes: new Map(homes) };
}

/** Parameters: names of accounts whose homes to look at besides those that can log in. */
export const selinux: Fact<Selinux> = {
  name: 'selinux',
  preludes: [readSshdConfig, readPasswd],
  probe,
  parse,
  line: /^(?:enforcing:|home:[^|]*\|\/.*|end:)$/s,
};
