// The programs of a simulated host that are not real: sshd and what starts it, the name service, packages, the clock. `@ROOT@` is the
// folder that stands for /. What they decide from are files, as with the real ones.

/** sshd(8): -V, -t and -T with -f; reads Include, first value wins. Without an option it starts the daemon. */
const sshd = `#!/bin/sh
root=@ROOT@ mode='' file=$root/etc/ssh/sshd_config before=''
for word; do
  case $word in -t | -T | -V) mode=$word ;; esac
  [ "$before" != -f ] || file=$word
  before=$word
done
if [ "$mode" = -V ]; then
  echo 'OpenSSH_9.2p1 Debian-2+deb12u3, OpenSSL 3.0.11 19 Sep 2023' >&2
  exit 0
fi
if ! [ -d "$root/run/sshd" ]; then
  echo 'Missing privilege separation directory: /run/sshd' >&2
  exit 255
fi
if [ -z "$mode" ]; then
  setsid sh "$root/stub/daemon" >/dev/null 2>&1 </dev/null &
  exit 0
fi
exec awk -v root="$root" -v file="$file" -v quiet="$mode" '
function under(path) {
  if (path !~ "^/") path = "/etc/ssh/" path
  return index(path, root "/") == 1 ? path : root path
}
function take(path, line, words, count, i, key, command, found) {
  while ((getline line <path) > 0) {
    count = split(line, words, /[ \\t]+/)
    key = tolower(words[1])
    if (key == "" || key ~ /^#/) continue
    if (key == "include") {
      for (i = 2; i <= count; i++) {
        command = "ls -d " under(words[i]) " 2>/dev/null"
        while ((command | getline found) > 0) take(found)
        close(command)
      }
    } else if (!(key in values)) {
      sub(/^[ \\t]*[^ \\t]+[ \\t]+/, "", line)
      values[key] = line
      order[++total] = key
    }
  }
  close(path)
}
function fallback(key, value) {
  if (key in values) return
  values[key] = value
  order[++total] = key
}
BEGIN {
  take(file)
  fallback("port", "22")
  fallback("usepam", "no")
  fallback("pubkeyauthentication", "yes")
  fallback("passwordauthentication", "yes")
  fallback("kbdinteractiveauthentication", "yes")
  fallback("permitemptypasswords", "no")
  fallback("permitrootlogin", "prohibit-password")
  fallback("authorizedkeysfile", ".ssh/authorized_keys .ssh/authorized_keys2")
  fallback("authorizedkeyscommand", "none")
  fallback("trustedusercakeys", "none")
  fallback("hostbasedauthentication", "no")
  fallback("gssapiauthentication", "no")
  fallback("kerberosauthentication", "no")
  fallback("forcecommand", "none")
  fallback("chrootdirectory", "none")
  fallback("authenticationmethods", "any")
  if (quiet != "-T") exit
  for (i = 1; i <= total; i++) print order[i], values[order[i]]
}'
`;

/** The daemon: listens on a new inode after every HUP, and leaves in stub/running what it runs with. */
const daemon = `#!/bin/sh
root=@ROOT@
proc=$root/proc/$$
count=0
listen() {
  if [ -e "$root/stub/die-on-hup" ] && [ "$count" != 0 ]; then
    rm -rf "$proc" "$root/stub/die-on-hup"
    exit 1
  fi
  count=$((count + 1))
  mkdir -p "$proc/fd" "$proc/net"
  echo sshd >"$proc/comm"
  printf 'PPid:\\t1\\n' >"$proc/status"
  printf 'sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups\\0' >"$proc/cmdline"
  "$root/usr/sbin/sshd" -T >"$root/stub/running"
  rm -f "$proc/fd/3"
  printf '   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 %s 1 0 100 0 0 10 0\\n' "$$$count" >"$proc/net/tcp"
  ln -s "socket:[$$$count]" "$proc/fd/3"
  echo $$ >"$root/run/sshd.pid"
  echo "reload $count" >>"$root/stub/log"
}
trap listen HUP
trap 'rm -rf "$proc"; exit' TERM
listen
while [ -d "$root/stub" ]; do
  sleep 30 &
  wait $!
done
`;

/** systemctl(1), as far as our scripts ask: the service, no socket, and transient timers. */
const systemctl = `#!/bin/sh
root=@ROOT@
main_pid() {
  pid=0
  { read -r pid <"$root/run/sshd.pid"; } 2>/dev/null
  [ -d "$root/proc/$pid" ] || pid=0
}
case "$*" in
'show -p MainPID '*) main_pid && echo "MainPID=$pid" || echo "MainPID=$pid" ;;
is-active*) echo inactive && exit 3 ;;
reload*)
  main_pid
  [ "$pid" != 0 ] && kill -HUP "$pid"
  ;;
start*)
  main_pid
  [ "$pid" != 0 ] || { mkdir -p "$root/run/sshd" && setsid sh "$root/stub/daemon" >/dev/null 2>&1 </dev/null & }
  ;;
'stop keyturn-timer-'*) rm -f "$root/run/timers/$2" ;;
esac
`;

/** systemd-run(1) for a timer: leaves when it is due and what it runs, for whoever turns the clock. */
const systemdRun = `#!/bin/sh
root=@ROOT@ unit='' after=''
while :; do
  case $1 in
  --unit=*) unit=\${1#--unit=} ;;
  --on-active=*) after=\${1#--on-active=} ;;
  --*) ;;
  *) break ;;
  esac
  shift
done
mkdir -p "$root/run/timers"
echo "$(($(date +%s) + \${after%s})) $*" >"$root/run/timers/$unit.timer"
`;

/** getent(1): accounts and groups from the host's own files; nobody has a password. */
const getent = `#!/bin/sh
root=@ROOT@
case $1 in
passwd | group)
  file=$root/etc/$1
  shift
  [ "\${1-}" != -- ] || shift
  if [ $# = 0 ]; then cat "$file"; else for name; do grep "^$name:" "$file"; done; fi
  ;;
shadow)
  shift
  [ "\${1-}" != -- ] || shift
  for name; do echo "$name:*:19000:0:99999:7:::"; done
  ;;
esac
`;

/** id(1) of an account of the host. */
const id = `#!/bin/sh
entry=$(grep "^$1:" @ROOT@/etc/passwd) || exit 1
IFS=:
set -- $entry
echo "uid=$3($1) gid=$4($1) groups=$4($1)"
`;

/** date(1): ahead of the machine's by what the virtual clock has been turned. */
const date = `#!/bin/sh
read -r ahead <@ROOT@/stub/ahead
case "$*" in
+%s) echo $(($(/bin/date +%s) + ahead)) ;;
*) exec /bin/date "$@" ;;
esac
`;

/** apt-get(8): installs by making the file that matters. */
const aptGet = `#!/bin/sh
root=@ROOT@
mkdir -p "$root/usr/lib/security"
: >"$root/usr/lib/security/pam_google_authenticator.so"
`;

const dpkgQuery = `#!/bin/sh
[ -e @ROOT@/usr/lib/security/pam_google_authenticator.so ] && echo 'is:ii :libpam-google-authenticator'
`;

/** sync(1): nothing here loses what was written, and waiting for disks is most of what our scripts do. */
const sync = `#!/bin/sh
`;

/** mv(1): a disk that takes none for a while, but in the folders of runs. */
const mv = `#!/bin/sh
[ ! -e @ROOT@/stub/takes-no-moves ] || case $* in */var/lib/keyturn/*) ;; *) exit 1 ;; esac
exec /bin/mv "$@"
`;

/** last(1) and journalctl(1): nobody has ever logged in. Without them this machine's own would answer. */
const silent = `#!/bin/sh
`;

/** Everything, by its path. */
export const stubs: Readonly<Record<string, string>> = {
  'stub/daemon': daemon,
  'usr/sbin/sshd': sshd,
  'usr/bin/systemctl': systemctl,
  'usr/bin/systemd-run': systemdRun,
  'usr/bin/getent': getent,
  'usr/bin/id': id,
  'usr/bin/date': date,
  'usr/bin/apt-get': aptGet,
  'usr/bin/dpkg-query': dpkgQuery,
  'usr/bin/mv': mv,
  'usr/bin/sync': sync,
  'usr/bin/last': silent,
  'usr/bin/journalctl': silent,
};
