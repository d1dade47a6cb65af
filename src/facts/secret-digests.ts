// What the secret of a state file is, without saying it: a salted hash, to compare with a secret that is known already.
import type { Fact } from './fact.ts';
import { selectAccounts } from './probe/accounts.ts';
import { readPasswd } from './probe/passwd.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';

/** By account, in lower-case hexadecimal: SHA-256 of the salt, a newline, and the secret in capitals as base32 has it. */
export type SecretDigests = ReadonlyMap<string, string>;

/** A request's parameter for the salt, which is to be random for every host and run; the other parameters are accounts. */
export function saltParameter(salt: string): string {
  return `salt:${salt}`;
}

/** No more accounts than that are looked at; one takes two processes. */
const mostAccounts = 200;

// The module ignores blanks and dashes in its first line, and reads small letters and 0, 1, 8 as base32 does (base32.c). A process substitution or a
// here-document would leave the secret in a file; printf is builtin, so that it stands in no process list.
function probe(params: readonly string[]): string {
  const salt = params.flatMap((word) => /^salt:([0-9a-f]{16,64})$/.exec(word)?.[1] ?? [])[0] ?? '';
  const names = params.filter((word) => /^[A-Za-z0-9_][-A-Za-z0-9_.]{0,62}$/.test(word));
  return `LC_ALL=C
export LC_ALL
salt='${salt}'
wanted=' ${names.join(' ')} '
count=0
digest() {
  line=
  IFS= read -r line <"$1" 2>/dev/null
  [ "\${#line}" -le 4096 ] || return 0
  sum=$(printf '%s\\n%s' "$salt" "$(printf '%s' "$line" | tr -d ' \\t\\r-' | tr 'a-z018' 'A-ZOLB')" | sha256sum 2>/dev/null)
  sum=\${sum%% *}
  [ "\${#sum}" = 64 ] || return 0
  printf 'digest:%s:%s\\n' "$sum" "$2"
}
${selectAccounts([])}
account() {
  case $wanted in *" $2 "*) ;; *) return 0 ;; esac
  [ $count -lt ${mostAccounts} ] || return 0
  if ! [ -f "$5/$state_file" ] || ! [ -r "$5/$state_file" ]; then return 0; fi
  count=$((count + 1))
  digest "$5/$state_file" "$2"
}
[ -z "$salt" ] || each_account
echo end:
`;
}

function parse(text: string): SecretDigests {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, digest, account] = /^digest:([0-9a-f]{64}):([^:]+)$/.exec(line) ?? [];
    if (digest !== undefined && account !== undefined && !found.has(account)) found.set(account, digest);
  }
  return found;
}

/** Parameters: one of `saltParameter`, and the names of accounts to look at, of those that can log in. Without a salt nothing is said. */
export const secretDigests: Fact<SecretDigests> = {
  name: 'secret-digests',
  preludes: [readSshdConfig, readPasswd],
  probe,
  parse,
  line: /^(?:digest:[0-9a-f]{64}:[^:]+|end:)$/,
};
