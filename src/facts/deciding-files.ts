// When what decides about logins last changed: a login from before says nothing about what holds now.
import { pamFolders } from './probe/pam-walk.ts';
import type { Fact } from './fact.ts';
import { selectAccounts } from './probe/accounts.ts';
import { readPasswd } from './probe/passwd.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';
import { number, record } from './probe/text.ts';

/** Seconds since the epoch at which files or folders last changed, be it their contents, their names, their owners or their modes. */
export interface DecidingFiles {
  /** Of everything that decides about all accounts: files of sshd, PAM, accounts and groups, modules, programs. Undefined where it was not seen. */
  readonly host: number | undefined;
  /** Of what an account has in its home, by path; the folder that holds it tells when it came or went. */
  readonly own: ReadonlyMap<string, number>;
  /** Whether accounts or groups come from more than the files of this host, which change without a trace. */
  readonly directory: boolean;
}

/** No more accounts than that are looked at. */
const mostAccounts = 1000;

// ctime: nobody sets it. A link counts as well as what it leads to.
function probe(names: readonly string[]): string {
  return `LC_ALL=C
export LC_ALL
${selectAccounts(names)}
changes_of() {
  tag=$1
  shift
  stat -c "$tag:%Z:%n" -- "$@" 2>/dev/null
  stat -L -c "$tag:%Z:%n" -- "$@" 2>/dev/null
}
# Tables of modules: \`file=/etc/allowed\`, in brackets or not.
tables=$(cat ${pamFolders.map((folder) => `${folder}/*`).join(' ')} 2>/dev/null | grep -aoE '(file|conf)=/[^] ]+')
set -- /etc/ssh /etc/ssh/* /etc/ssh/*/* /etc/ssh/*/*/* ${pamFolders.map((folder) => `${folder} ${folder}/*`).join(' ')} \\
  /etc/security /etc/security/* /etc/security/*/* /lib/security /lib64/security /lib/*/security \\
  /lib/security/*.so /lib64/security/*.so /lib/*/security/*.so /etc/passwd /etc/group /etc/shadow \\
  /etc/nsswitch.conf /etc/localtime /etc/shells /etc/nologin /run/nologin /etc/hosts.allow /etc/hosts.deny /etc/login.defs \\
  /etc/krb5.keytab /etc/default/ssh /etc/sysconfig/sshd "$sshd_file"
set -f
IFS=$nl
for line in $sshd_config; do
  case $line in
    file:/*)
      line=\${line#file:}
      set -- "$@" "$line" "\${line%/*}/"
      ;;
    *[Cc][Oo][Mm][Mm][Aa][Nn][Dd]*/* | *[Kk][Ee][Yy][Ss]*/*)
      line=/\${line#*/}
      set -- "$@" "\${line%%["$blank\\""]*}"
      ;;
  esac
done
for line in $tables; do
  line=/\${line#*=/}
  # What each login writes decides nothing.
  case $line in /run/* | /var/run/* | /var/log/* | /tmp/*) ;; *) set -- "$@" "$line" ;; esac
done
unset IFS
set +f
changes_of host "$@"
count=0
set --
account() {
  [ $count -lt ${mostAccounts} ] || return 0
  count=$((count + 1))
  case $5 in /?*) ;; *) return 0 ;; esac
  own="$own$nl$5$nl$5/.ssh$nl$5/.ssh/authorized_keys$nl$5/.ssh/authorized_keys2$nl$5/$state_file"
  case $state_file in */*) own=$own$nl$5/\${state_file%/*} ;; esac
}
own=
each_account
set -f
IFS=$nl
# shellcheck disable=SC2086
[ -z "$own" ] || changes_of own $own
unset IFS
set +f
while read -r key services; do
  case $key in
    passwd: | group: | shadow: | initgroups:)
      for service in $services; do
        case $service in files | compat | systemd | \\[*) ;; *) echo directory: ;; esac
      done
      ;;
  esac
done 2>/dev/null </etc/nsswitch.conf
echo end:
`;
}

function parse(text: string): DecidingFiles {
  const lines = text.split('\n');
  const timesOf = (tag: string): readonly (readonly [string, number])[] =>
    lines.flatMap((line) => {
      const [time, path = ''] = record(line, tag, 2) ?? [];
      const at = number(time);
      return at === undefined || path === '' ? [] : [[path, at] as const];
    });
  const own = new Map<string, number>();
  for (const [path, at] of timesOf('own')) own.set(path, Math.max(at, own.get(path) ?? 0));
  const host = timesOf('host');
  // Without these nothing was seen.
  const isWhole =
    lines.includes('end:') &&
    ['/etc/ssh', '/etc/passwd', '/etc/shadow'].every((path) => host.some(([one]) => one === path));
  return {
    host: isWhole ? host.reduce((latest, [, at]) => Math.max(latest, at), 0) : undefined,
    own,
    directory: lines.includes('directory:'),
  };
}

/** Parameters: names of accounts to look at besides those that can log in. */
export const decidingFiles: Fact<DecidingFiles> = {
  name: 'deciding-files',
  preludes: [readSshdConfig, readPasswd],
  probe,
  parse,
  line: /^(?:(?:host|own):\d+:.*|directory:|end:)$/s,
};
