// The address that a rehearsed login comes from. The stream of an exec has none; sshd, PAM and their name lookups are as with real logins only
// where there is one.
import { nonceWord } from './word.ts';

/**
 * The first two numbers of the addresses that rehearsed logins come from, where the host has a perl: of the loopback network, which
 * nothing leaves and no rule should be about. What is logged of them can be told from real logins.
 */
const rehearsalNetwork = '127.107';

/**
 * The text for `Connection.open` that starts a login through `sshd -i`, whose peer has an address where the host has what that takes. sshd gets
 * the options of the daemon, which the file `daemon` names behind its service: a Match block of ours wins over them, and the last -f counts.
 */
export function sshdScript(nonce: string, program: string, config: string, daemon: string): string {
  // sshd exits with 255 without its folder, and must be called by its full path. Without an address to name, PAM's audit asks the name
  // servers for "UNKNOWN" up to ten times a login, and waits five seconds each time where they are silent (RES_OPTIONS does not reach
  // PAM's own process). TCP wrappers are asked about peers with an address only, and may know nothing of this one.
  return `PATH=/usr/sbin:/usr/bin:/sbin:/bin
RES_OPTIONS='timeout:1 attempts:1'
export RES_OPTIONS
[ -d /run/sshd ] || mkdir -m 755 /run/sshd
read -r _ options <${daemon} || exit
for word in $options; do
    case $word in *\\*) word=$(printf '%b' "$word") ;; esac
    set -- "$@" "$word"
done
wrapped() {
    for list in /etc/hosts.allow /etc/hosts.deny; do
        [ -r $list ] || continue
        while read -r line || [ -n "$line" ]; do
            case $line in '' | '#'*) ;; *) return 0 ;; esac
        done <$list
    done
    return 1
}
if command -v perl >/dev/null && ! wrapped; then
    exec perl -e '${relay}' ${peerAddress(nonce)} ${program} "$@" -i -f ${config}
fi
exec ${program} "$@" -i -f ${config}
`;
}

/** Another one for each run, so that nobody comes from it by chance. */
function peerAddress(nonce: string): string {
  const [third = 0, fourth = 0] = Buffer.from(nonceWord(nonce).slice(0, 4), 'hex');
  return [rehearsalNetwork, third, (fourth % 254) + 1].join('.');
}

/**
 * Perl, without single quotes: runs a program on one end of a TCP connection from an address to itself, and passes standard input and
 * output on to the other. Nobody else is listened to; where there is no such connection the program runs without. It loads no module, which
 * would take longer than all else here: 2 is AF_INET, 1 SOCK_STREAM and TCP_NODELAY, 6 IPPROTO_TCP (socket(2), tcp(7) on Linux but for
 * MIPS, where there is then no such connection).
 */
export const relay = `
my ($from, @program) = @ARGV;
my ($listener, $ours, $theirs);
eval {
    local $SIG{ALRM} = sub { die };
    alarm 3;
    my $name = pack "S n C4 x8", 2, 0, split /\\./, $from;
    socket($listener, 2, 1, 0) and bind($listener, $name) and listen($listener, 16)
        and socket($ours, 2, 1, 0) and bind($ours, $name) and connect($ours, getsockname $listener) or die;
    do { my $peer = accept($theirs, $listener) or die } until getpeername($theirs) eq getsockname($ours);
    1;
} or undef $ours;
alarm 0;
$ours or exec { $program[0] } @program;
defined(my $child = fork) or die;
if ($child == 0) {
    close $ours;
    open STDIN, "<&", $theirs and open STDOUT, ">&", $theirs or die;
    close $theirs;
    exec { $program[0] } @program;
}
close $listener; close $theirs;
setsockopt($ours, 6, 1, 1);
sub pass {
    my ($in, $out) = @_;
    while (my $size = sysread($in, my $bytes, 65536)) {
        for (my $sent = 0; $sent < $size; ) { $sent += syswrite($out, $bytes, $size - $sent, $sent) || return }
    }
}
defined(my $feeder = fork) or die;
if ($feeder == 0) { pass(*STDIN, $ours); shutdown($ours, 1); exit }
pass($ours, *STDOUT);
kill TERM => $feeder;
`;
