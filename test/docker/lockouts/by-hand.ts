// What people type, and what the how-tos tell them to, as pieces of shell for root.
import { randomBytes } from 'node:crypto';

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The secret that is set up by hand, and everybody's password; both only of this run. */
export const secret = [...randomBytes(32)].map((byte) => base32.charAt(byte % 32)).join('');
export const password = randomBytes(12).toString('hex');

/** A state file as `google-authenticator -t -d -f -r 3 -R 30 -w 3` writes it, for each account. */
export function enrol(...accounts: readonly string[]): string {
  return `
for account in ${accounts.join(' ')}; do
    file=$(getent passwd "$account" | cut -d : -f 6)/.google_authenticator
    rm -f "$file"
    printf '%s\\n' ${secret} '" RATE_LIMIT 3 30' '" WINDOW_SIZE 3' '" DISALLOW_REUSE' '" TOTP_AUTH' >"$file"
    chown "$account:" "$file"
    chmod 400 "$file"
done
`;
}

/** Everybody who logs in is enrolled. */
export const enrolAll = enrol('admin', 'alice', 'bob', 'backup-bot');

/** Lines in the place of the password in sshd's PAM service. */
export function pam(...lines: readonly string[]): string {
  return `
while IFS= read -r line; do
    case $line in
    '@include common-auth') cat <<'LINES'
${lines.join('\n')}
LINES
    ;;
    *) printf '%s\\n' "$line" ;;
    esac
done </etc/pam.d/sshd >/etc/pam.d/new
mv /etc/pam.d/new /etc/pam.d/sshd
`;
}

export const codeLine = 'auth required pam_google_authenticator.so';
export const pamCode = pam(codeLine);

/** A file of sshd's, or of anybody. */
export function file(path: string, ...lines: readonly string[]): string {
  return `cat >${path} <<'LINES'\n${lines.join('\n')}\nLINES\n`;
}

export function append(path: string, ...lines: readonly string[]): string {
  return `cat >>${path} <<'LINES'\n${lines.join('\n')}\nLINES\n`;
}

export const main = '/etc/ssh/sshd_config';

/** A drop-in of that name. */
export function dropIn(name: string, ...lines: readonly string[]): string {
  return file(`${main}.d/${name}`, ...lines);
}

/** The lines with which both factors are really demanded, on all releases. */
export const both = [
  'KbdInteractiveAuthentication yes',
  'ChallengeResponseAuthentication yes',
  'UsePAM yes',
  'PasswordAuthentication no',
  'AuthenticationMethods publickey,keyboard-interactive',
] as const;

/** All of it, done right. */
export const enforce = `${pamCode}${dropIn('00-2fa.conf', ...both)}`;

const listeners = `awk '$2 ~ /:0016$/ && $4 == "0A" { print $10 }' /proc/net/tcp /proc/net/tcp6`;

/** Waits, five seconds at most, until the listening sockets are others than \`$1\`. */
const awaitOthers = `
for turn in $(seq 50); do
    after=$(${listeners})
    [ -z "$after" ] || [ "$after" = "$before" ] || break
    sleep 0.1
done
`;

/** sshd takes its configuration as it does on a signal, whether that is a good one or not. */
export const reload = `
before=$(${listeners})
kill -HUP "$(cat /run/sshd.pid)"
${awaitOthers}`;

/** The daemon is stopped and started, which a bad configuration forbids. */
export const stop = `
for process in /proc/[0-9]*; do
    name=
    { read -r name <"$process/comm"; } 2>/dev/null || :
    case $name in sshd*) kill "\${process#/proc/}" 2>/dev/null || : ;; esac
done
while [ -n "$(${listeners})" ]; do sleep 0.05; done
`;
export const start = `
before=
# It goes to the background before it listens, and before it writes down who it is.
if /usr/sbin/sshd; then ${awaitOthers} fi
`;
export const restart = `${stop}rm -f /run/sshd.pid\n${start}`;

/** Logins of an account by itself, a moment apart, in a log where people look for them. */
export function logins(account: string, count: number): string {
  return `
rm -f /dev/log
setsid busybox syslogd -n -O /var/log/auth.log </dev/null >/dev/null 2>&1 &
echo $! >/run/lockout.syslog
while [ ! -S /dev/log ]; do sleep 0.05; done
${restart}
[ -e /run/machine ] || ssh-keygen -q -t ed25519 -N '' -f /run/machine
cat /run/machine.pub >>/home/${account}/.ssh/authorized_keys
for login in $(seq ${count}); do
    ssh -F /dev/null -i /run/machine -o BatchMode=yes -o StrictHostKeyChecking=no ${account}@localhost true 2>/dev/null
done
`;
}

/** bob is served files only: he has no shell, and sees /home and nothing above. */
export const bobForFiles = `
usermod -s /usr/sbin/nologin bob
echo 'sftponly:x:4000:bob' >>/etc/group
${dropIn('sftponly.conf', 'Match Group sftponly', '  ForceCommand internal-sftp', '  ChrootDirectory /home')}${reload}`;
/** bob has a password. */
export const bobsPassword = `echo 'bob:${password}' | chpasswd\n`;
/** root has alice's key. */
export const rootsKey = 'install -D -m 600 /home/alice/.ssh/authorized_keys /root/.ssh/authorized_keys\n';

/** The home of an account becomes a small file system of its own. */
export function ownFileSystem(account: string): string {
  return `
cp -a /home/${account} /run/home
mount -t tmpfs -o size=64k,mode=755,uid=$(id -u ${account}),gid=$(id -g ${account}) tmpfs /home/${account}
cp -a /run/home/. /home/${account}/
rm -r /run/home
`;
}

/** Holds the lock of the package manager, as unattended upgrades do for minutes. */
export const holdPackages = `
setsid perl -e '$lock = pack("s s x4 q q i x4", 1, 0, 0, 0, 0); open(F, ">>", shift) && fcntl(F, 6, $lock) && sleep 120' \\
    /var/lib/dpkg/lock-frontend \\
    </dev/null >/dev/null 2>&1 &
echo $! >/run/lockout.packages
sleep 0.2
`;

/** Five minutes: every process of the host reads the time through libfaketime, as a container has no clock of its own. */
export const clockAhead = `
[ -e /usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1 ] || {
    apt-get -qq update
    apt-get -qq install -y libfaketime
} >/dev/null 2>&1
${file('/etc/faketimerc', '+300s')}${file('/etc/ld.so.preload', '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1')}`;
