// Asks the real libpam of a host, many questions in one exec, through pamtester(1).
import type { LabHost } from '../../../docker/host.ts';
import { pamResults, type PamResult } from '../../../src/formats/pam-control.ts';

/** One call of PAM's. What is typed is the answer to every prompt that looks like one for it. */
export interface PamCall {
  readonly service: string;
  readonly user: string;
  readonly call:
    'authenticate' | 'authenticate(PAM_DISALLOW_NULL_AUTHTOK)' | 'acct_mgmt' | 'setcred(PAM_ESTABLISH_CRED)';
  readonly atPassword: string;
  readonly atCode: string;
  /** Where the login comes from (PAM_RHOST), on sshd's terminal; from nowhere and on none where it is left out. */
  readonly from?: string;
}

/** Writes files below /etc/pam.d. */
export async function writeServices(
  host: LabHost,
  files: Iterable<readonly [name: string, text: string]>,
): Promise<void> {
  const script = [...files].map(([name, text]) => `base64 -d >/etc/pam.d/${name} <<E\n${base64(text)}\nE\n`);
  const { code, stderr } = await host.exec(['sh', '-eu'], script.join(''));
  if (code !== 0) throw new Error(`${host.name}: ${stderr}`);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** What pamtester says to each call, in order: libpam's own words, or `success`. */
export async function askPam(host: LabHost, calls: readonly PamCall[]): Promise<readonly string[]> {
  const lines = calls.map(({ service, user, call, atPassword, atCode, from }) =>
    [service, user, call, atPassword, atCode, from ?? ''].join('\t'),
  );
  const { stdout, stderr } = await host.exec(['perl', '-e', asker], lines.map((line) => `${line}\n`).join(''));
  const said = stdout.trimEnd().split('\n');
  if (said.length !== calls.length)
    throw new Error(`${host.name}: ${said.length} of ${calls.length} answers: ${stderr}`);
  return said;
}

/** libpam's words for every answer of a module, as this host says them. */
export async function wordsOfPam(host: LabHost): Promise<ReadonlyMap<PamResult, string>> {
  const failing = pamResults.filter((result) => result !== 'success');
  await writeServices(
    host,
    failing.map((result) => [`word-${result}`, `auth [default=bad ignore=ok] pam_debug.so auth=${result}\n`]),
  );
  const calls = failing.map((result): PamCall => ({ ...question, service: `word-${result}` }));
  const words = await askPam(host, calls);
  return new Map([['success', 'success'], ...failing.map((result, index) => [result, words[index] ?? ''] as const)]);
}

const question = { user: 'alice', call: 'authenticate', atPassword: '', atCode: '' } as const;

// As many at once as there are lines: most of them wait for nothing but their turn.
const asker = String.raw`
use strict; use IPC::Open3; use IO::Select; use Symbol 'gensym';
my @calls = <STDIN>; my @said; my %running; my $next = 0;
sub begin {
  my ($service, $user, $call, $password, $code, $from) = split /\t/, $calls[$next] =~ s/\n$//r, -1;
  my $pid = open3(my $in, my $out, undef, 'pamtester', ($from eq '' ? () : ('-I', "rhost=$from", '-I', 'tty=ssh')), $service, $user, $call);
  $running{fileno $out} = { n => $next++, pid => $pid, in => $in, out => $out, text => '', seen => 0, password => $password, code => $code };
}
$SIG{PIPE} = 'IGNORE';
my $select = IO::Select->new;
while ($next < @calls || %running) {
  while ($next < @calls && keys %running < 8) { begin(); $select->add($_->{out}) for values %running; }
  for my $handle ($select->can_read) {
    my $one = $running{fileno $handle};
    if (sysread $handle, my $bytes, 65536) {
      $one->{text} .= $bytes;
      if (substr($one->{text}, $one->{seen}) =~ /([^\n]*): $/) {
        my $answer = $1 =~ /code/i ? $one->{code} : $one->{password};
        $one->{seen} = length $one->{text};
        syswrite $one->{in}, "$answer\n";
      }
      next;
    }
    $select->remove($handle); delete $running{fileno $handle}; close $one->{in}; close $handle; waitpid $one->{pid}, 0;
    my ($last) = $one->{text} =~ /.*pamtester: ([^\n]*)\n/s;
    $said[$one->{n}] = $? == 0 ? 'success' : $last // "status $?: $one->{text}" =~ s/\n/ /gr;
  }
}
print "$_\n" for @said;
`;
