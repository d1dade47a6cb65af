// A temporary folder that stands for / of a host: files, accounts of this machine, a stub sshd and a real process that plays its
// daemon. The scripts run in it unchanged; only `stage.sh --root` knows.
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { readdirSync, readlinkSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { upstream } from '../../src/distros/upstream.ts';
import { hostScripts, type HostScripts } from '../../src/host-protocol/host-scripts.ts';
import type { Change, SshdAssertion } from '../../src/plan/change.ts';
import { payloadOf, type DecoyFile } from '../../src/host-protocol/manifest.ts';
import type { Rehearsal } from '../../src/host-protocol/rehearsal.ts';
import type { TransactionId } from '../../src/host-protocol/transaction-id.ts';
import { Secret } from '../../src/shell/secret.ts';
import { runs, seed } from '../support/seed.ts';

/** The shells that the scripts promise to run under, as argument vectors. */
export const shells = {
  dash: ['dash'],
  // Without --norc it takes our pipes for a remote shell daemon's and reads ~/.bashrc.
  bash: ['bash', '--norc'],
  busybox: ['busybox', 'sh'],
} as const satisfies Record<string, readonly [string, ...string[]]>;

/** All shells in a full run, else the one whose turn it is: what one shell refuses, the others hardly accept. */
export function shellsInTurn(): readonly (readonly [string, readonly [string, ...string[]]])[] {
  const all = Object.entries(shells);
  const turn = all[seed() % all.length];
  return turn === undefined ? all : runs(1, all.length) === 1 ? [turn] : all;
}

/** An account that every Debian has, with a home of its own in the temporary root. */
export const account = 'games';

/** How a script ended. */
export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What to stage: changes with everything that they refer to. */
export interface Wanted {
  readonly changes: readonly Change[];
  readonly assertions?: readonly SshdAssertion[];
  readonly rehearsal?: Rehearsal;
  readonly decoys?: readonly DecoyFile[];
}

export const runId = '20261121T190000Z-00000001';
export const nonce = '0123456789abcdef0123456789abcdef';
export const oldPam = '# PAM for sshd\n@include common-auth\naccount required pam_unix.so\n';
export const newPam = 'auth required pam_google_authenticator.so\naccount required pam_unix.so\n';
export const dropIn = 'AuthenticationMethods publickey,keyboard-interactive\n';
export const stateFile = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567\n" TOTP_AUTH\n12345678\n';

/** The usual transaction: a state file, PAM and a drop-in of sshd. */
export const usual: Wanted = {
  changes: [
    {
      kind: 'write-file',
      summary: 'sshd',
      risk: 'login',
      path: '/etc/ssh/sshd_config.d/00-keyturn.conf',
      before: undefined,
      content: { kind: 'text', text: dropIn },
      mode: '0600',
      owner: 'root',
      notify: ['ssh'],
    },
    {
      kind: 'write-file',
      summary: 'pam',
      risk: 'login',
      path: '/etc/pam.d/sshd',
      before: oldPam,
      content: { kind: 'text', text: newPam },
      mode: '0644',
      owner: 'root',
    },
    {
      kind: 'write-file',
      summary: 'state file',
      risk: 'login',
      path: `/home/${account}/.google_authenticator`,
      before: undefined,
      content: { kind: 'state-file', account, issuer: 'test' },
      mode: '0400',
      owner: account,
    },
  ],
  assertions: [{ account, values: { authenticationmethods: 'publickey,keyboard-interactive' } }],
};

const sshd = `#!/bin/sh
# -t and -T read the drop-ins; without an option it starts the daemon.
root=@ROOT@
[ -d "$root/run/sshd" ] || exit 255
[ ! -e "$root/stub/slow" ] || sleep 1
configured() {
    if [ -n "$configuration" ]; then cat "$configuration"; else cat "$root"/etc/ssh/sshd_config.d/*.conf 2>/dev/null; fi
}
configuration=
for word; do
    case $word in -t | -T) mode=$word ;; esac
    [ "\${before-}" != -f ] || configuration=$word
    before=$word
done
if grep -qs BROKEN "$root"/etc/ssh/sshd_config "$root"/etc/ssh/sshd_config.d/*.conf; then
    echo 'sshd_config: line 1: Bad configuration option: BROKEN' >&2
    exit 255
fi
case \${mode-} in
-t) exit 0 ;;
-T) configured | sed 's/^AuthenticationMethods/authenticationmethods/' ;;
*) setsid sh "$root/stub/daemon" >/dev/null 2>&1 </dev/null & ;;
esac
`;

const daemon = `#!/bin/sh
# Listens on a new inode after every HUP, as sshd does; dies of a configuration that does not parse.
root=@ROOT@
proc=$root/proc/$$
count=0
listen() {
    if grep -qs BROKEN "$root"/etc/ssh/sshd_config "$root"/etc/ssh/sshd_config.d/*.conf; then
        rm -rf "$proc"
        exit 1
    fi
    [ ! -e "$root/stub/ignore-hup" ] || [ "$count" = 0 ] || return 0
    if [ -e "$root/stub/die-on-hup" ]; then
        rm -rf "$proc" "$root/stub/die-on-hup"
        exit 1
    fi
    count=$((count + 1))
    if [ -e "$root/stub/slow-to-listen" ]; then
        rm -f "$root/stub/slow-to-listen" "$proc/fd/3" "$root/run/sshd.pid"
        cat "$root"/etc/ssh/sshd_config.d/*.conf >"$root/stub/running" 2>/dev/null
        echo "silent $count" >>"$root/stub/log"
        sleep 1
    else
        # Whoever sees it listen may look at once what it runs with.
        cat "$root"/etc/ssh/sshd_config.d/*.conf >"$root/stub/running" 2>/dev/null
    fi
    mkdir -p "$proc/fd" "$proc/net"
    echo sshd >"$proc/comm"
    printf 'PPid:\\t1\\n' >"$proc/status"
    printf 'sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups\\0' >"$proc/cmdline"
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

/** One temporary host. Call `remove` in the end. */
export class HostRoot {
  readonly path: string;
  readonly #daemons: ChildProcess[] = [];

  constructor() {
    this.path = mkdtempSync(join(tmpdir(), 'keyturn-host-'));
    chmodSync(this.path, 0o755);
    for (const folder of [
      'etc/ssh/sshd_config.d',
      'etc/pam.d',
      'home',
      'proc',
      'run',
      'stub',
      'usr/bin',
      'usr/sbin',
      'var/log',
    ]) {
      mkdirSync(this.at(folder), { recursive: true });
    }
    mkdirSync(this.at(`home/${account}`), { mode: 0o700 });
    const uid = Number(execFileSync('id', ['-u', account], { encoding: 'utf8' }));
    const gid = Number(execFileSync('id', ['-g', account], { encoding: 'utf8' }));
    chownSync(this.at(`home/${account}`), uid, gid);
    this.write('etc/ssh/sshd_config', 'Include /etc/ssh/sshd_config.d/*.conf\n');
    this.write('etc/pam.d/sshd', oldPam);
    this.program('usr/sbin/sshd', sshd);
    this.program('stub/daemon', daemon);
    this.startDaemon();
  }

  at(path: string): string {
    return join(this.path, path);
  }

  write(path: string, text: string, mode = 0o644): void {
    writeFileSync(this.at(path), text);
    chmodSync(this.at(path), mode);
  }

  read(path: string): string {
    return readFileSync(this.at(path), 'utf8');
  }

  exists(path: string): boolean {
    return lstatSync(this.at(path), { throwIfNoEntry: false }) !== undefined;
  }

  program(path: string, text: string): void {
    this.write(path, text.replaceAll('@ROOT@', this.path), 0o755);
  }

  startDaemon(): void {
    const child = spawn('sh', [this.at('stub/daemon')], { stdio: 'ignore' });
    child.unref();
    this.#daemons.push(child);
    const deadline = Date.now() + 5000;
    while (!existsSync(this.at('stub/log')) && Date.now() < deadline) spawnSync('sleep', ['0.02']);
  }

  /** What the daemon runs with, as opposed to what is on disk. */
  running(): string {
    return this.read('stub/running');
  }

  async stage(
    shell: readonly [string, ...string[]],
    wanted: Wanted = usual,
    id = { runId, nonce },
    seconds = 600,
  ): Promise<Ran> {
    return this.stageWith(shell, await this.payload(wanted, id), id, seconds);
  }

  /** What stage.sh takes last, secret included. */
  async payload(wanted: Wanted = usual, id = { runId, nonce }): Promise<string> {
    return payload(wanted, id, await hostScripts(upstream));
  }

  async stageWith(
    shell: readonly [string, ...string[]],
    payload: string,
    id = { runId, nonce },
    seconds = 600,
  ): Promise<Ran> {
    const scripts = await hostScripts(upstream);
    writeFileSync(this.at('stub/stage.sh'), scripts.stage);
    const words = ['--root', this.path, id.runId, id.nonce, 'alice@desk', String(seconds)];
    return runFed(shell, this.at('stub/stage.sh'), words, payload);
  }

  script(shell: readonly [string, ...string[]], name: string, ...words: readonly string[]): Ran {
    return this.scriptOf(shell, runId, name, ...words);
  }

  scriptOf(shell: readonly [string, ...string[]], ofRun: string, name: string, ...words: readonly string[]): Ran {
    return run(shell, [this.at(`var/lib/keyturn/${ofRun}/${name}.sh`), ...words], '');
  }

  revertOf(shell: readonly [string, ...string[]], ofRun: string): Ran {
    return run(shell, [this.at(`var/lib/keyturn/${ofRun}/revert.sh`)], '');
  }

  /** Resolves when the condition holds; rejects after so many milliseconds. */
  async until(condition: () => boolean, milliseconds: number): Promise<void> {
    const deadline = Date.now() + milliseconds;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error('it did not happen in time');
      await sleep(50);
    }
  }

  /** Makes a file or folder look as old as that. */
  age(path: string, seconds: number): void {
    const then = Date.now() / 1000 - seconds;
    utimesSync(this.at(path), then, then);
  }

  /** Every file of the host that production reads, with type, mode, owner and content: equal listings are equal hosts. */
  listing(): string {
    return ['etc', 'home'].flatMap((folder) => this.#list(folder)).join('\n');
  }

  /** What of ours exists outside /var/lib/keyturn. */
  debris(): readonly string[] {
    const names = ['etc', 'home', 'run'].flatMap((folder) =>
      readdirSync(this.at(folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    );
    return names.filter((name) => name.includes('keyturn') && !name.endsWith('/00-keyturn.conf'));
  }

  /** The state that the run is in, as its file's name says: `armed`, `confirmed`…, or `none`. */
  state(): string {
    const folder = this.at(`var/lib/keyturn/${runId}/state`);
    if (!existsSync(folder)) return 'none';
    const names = readdirSync(folder).filter((name) =>
      /^(?:armed|reverting|confirmed|reverted)\.[0-9a-f]+$/.test(name),
    );
    return names.map((name) => name.replace(/\..*/, '')).join(' and ') || 'none';
  }

  remove(): void {
    this.stop();
    rmSync(this.path, { recursive: true, force: true });
  }

  /** Ends every process of the host: what it has mounted can be unmounted then. */
  stop(): void {
    for (const child of this.#daemons) child.kill('SIGKILL');
    const running = existsSync(this.at('proc')) ? readdirSync(this.at('proc')) : [];
    for (const pid of [...running, ...this.#timers()]) spawnSync('kill', ['-KILL', pid]);
  }

  #timers(): readonly string[] {
    if (!this.exists('var/lib/keyturn')) return [];
    const files = readdirSync(this.at('var/lib/keyturn')).map((run) => this.at(`var/lib/keyturn/${run}/state/timer`));
    return files.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8').split('.')[1] ?? '');
  }

  #list(path: string): readonly string[] {
    const stat = lstatSync(this.at(path));
    const head = `${path} ${stat.mode.toString(8)} ${stat.uid}:${stat.gid} ${stat.isDirectory() ? 0 : stat.nlink}`;
    if (stat.isSymbolicLink()) return [`${head} -> ${readlinkSync(this.at(path))}`];
    if (!stat.isDirectory()) return [`${head} ${JSON.stringify(this.read(path))}`];
    return [
      head,
      ...readdirSync(this.at(path))
        .toSorted()
        .flatMap((name) => this.#list(`${path}/${name}`)),
    ];
  }
}

/** What stage.sh reads, secret included, with these scripts for the host. */
export function payload(wanted: Wanted, id: TransactionId, scripts: HostScripts): string {
  const stateFiles = new Map([[account, new Secret(stateFile)]]);
  return payloadOf(id, { assertions: [], ...wanted, stateFiles }, scripts).reveal();
}

/** In front of a script: what stands on standard input becomes its last argument, which may be longer than the kernel takes one. */
export const lastFromInput = 'set -- "$@" "$(cat)"';

/** Runs a script file under a shell, with a last argument of that text unless it is empty. */
export function runFed(
  shell: readonly [string, ...string[]],
  file: string,
  words: readonly string[],
  last: string,
): Ran {
  if (last === '') return run(shell, [file, ...words], '');
  return run(shell, ['-c', `${lastFromInput}; . "$0"`, file, ...words], last);
}

/** Runs a script file under a shell, with nothing of this process's environment. */
export function run(shell: readonly [string, ...string[]], words: readonly string[], input: string): Ran {
  const [program, ...rest] = shell;
  const ran = spawnSync(program, [...rest, ...words], {
    input,
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin' },
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  // Nothing of ours may hang. That some of the input was never read is no error here.
  if (ran.error !== undefined && !ran.error.message.includes('EPIPE')) throw ran.error;
  return { code: ran.status, signal: ran.signal, stdout: ran.stdout, stderr: ran.stderr };
}
