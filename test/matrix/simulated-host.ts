// A host in a temporary folder on which whole runs are made: the real scripts, under a real shell, with stubs for what they call
// (stubs.ts), a clock that is turned by hand, timers that fire when it is, and reboots.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Script, ScriptResult } from '../../src/connection/connection.ts';
import { readScriptOutput, scriptInput } from '../../src/shell/script-input.ts';
import { HostRoot, type Ran } from '../host/host-root.ts';
import { layProbes, probeFolder, type Point } from '../host/probe.ts';
import { pointsAfterWrites, pointsOf, type Shell } from '../host/probed.ts';
import { furnish, uids, type Init, type Person } from './furnish.ts';

/** What outlives a reboot. */
const lasting = 'etc home usr/lib var';

/** How a script ended, and where it could have been cut. */
export interface HostRan extends ScriptResult {
  readonly points: readonly Point[];
}

/** One host. Call `remove` in the end. */
export class SimulatedHost {
  readonly root = new HostRoot();
  readonly init: Init;
  readonly #shell: Shell;

  constructor(shell: Shell, init: Init) {
    this.#shell = shell;
    this.init = init;
    this.root.stop();
    furnish(this.root, init);
    this.#boot(() => undefined);
  }

  /** A file below the home of an account, and that account's. */
  writeAs(name: Person, path: string, text: string, mode = 0o400): void {
    this.root.write(`home/${name}/${path}`, text, mode);
    chownSync(this.root.at(`home/${name}/${path}`), uids[name], uids[name]);
  }

  /**
   * Runs what a run sends. With a point, the script and all that it has started, but for the timer, is killed there; counted, it gives
   * every point that it passes, and watched those at which something is written that was not at the one before.
   */
  async run(script: Script, purpose: Point | 'count' | 'watch' | undefined): Promise<HostRan> {
    const { text, args } = this.#here(script, purpose === undefined ? '' : this.#prelude());
    const nonce = 'abcdef0123456789abcdef0123456789';
    const { stdin } = scriptInput(text, args, nonce);
    const hand =
      purpose === undefined
        ? undefined
        : layProbes(this.root, typeof purpose === 'string' ? purpose : { point: purpose, what: 'kill', lasts: false });
    try {
      const ran = await this.#start(['setsid', '--wait', ...this.#shell, '-s'], stdin);
      const output = readScriptOutput(ran.stdout, nonce);
      return {
        completed: ran.code === 0 && output.ended,
        code: ran.code ?? undefined,
        signal: ran.signal ?? undefined,
        stdout: output.text.replaceAll(this.root.path, ''),
        stderr: ran.stderr,
        points: this.#passed(purpose),
      };
    } finally {
      hand?.kill('SIGKILL');
    }
  }

  /** Whether the last script that was to be killed was. */
  wasCut(): boolean {
    return this.root.exists(`${probeFolder}/struck`);
  }

  /** Seconds since the epoch, as the host sees them. */
  now(): number {
    return Date.now() / 1000 + this.#ahead();
  }

  /** Turns the clock on, and lets every timer fire that is due by then. */
  pass(seconds: number): void {
    this.root.write('stub/ahead', `${this.#ahead() + Math.ceil(seconds)}\n`);
    if (this.init === 'systemd') this.#fireUnits();
    else this.#wakeLoops();
  }

  /** Keeps everything that outlives a reboot, for `restore`. */
  keep(): void {
    spawnSync('sh', ['-c', `rm -rf kept && mkdir kept && cp -a --parents ${lasting} kept/`], { cwd: this.root.path });
  }

  /** Makes the host what it was when it was kept, and freshly booted; the clock goes on. */
  restore(): void {
    this.root.stop();
    spawnSync('sh', ['-c', `rm -rf ${lasting} && cp -a kept/. ./`], { cwd: this.root.path });
    this.#boot(() => undefined);
  }

  /** Everything that runs dies at once, /run is gone, and the host comes up again. */
  reboot(): void {
    this.root.stop();
    this.#boot((when) => {
      this.#bootHooks(when);
    });
  }

  /** Whether somebody listens. */
  listens(): boolean {
    const file = this.root.at('run/sshd.pid');
    return existsSync(file) && this.root.exists(`proc/${readFileSync(file, 'utf8').trim()}`);
  }

  /** What sshd makes of a configuration: the daemon of what it has read, or `sshd -T` of a file. */
  effective(of: 'running' | { readonly file: string }): ReadonlyMap<string, string> {
    const text =
      of === 'running'
        ? this.root.read('stub/running')
        : this.#spawn([this.root.at('usr/sbin/sshd'), '-T', '-f', this.root.at(of.file)], '').stdout;
    return new Map(lines(text).map((line) => [line.split(' ')[0] ?? '', line.slice(line.indexOf(' ') + 1)]));
  }

  /** The timers of ours that still wait. */
  timers(): readonly string[] {
    return this.init === 'systemd' ? this.#units() : this.#loops().map(({ pid }) => pid);
  }

  remove(): void {
    this.root.remove();
  }

  #passed(purpose: Point | 'count' | 'watch' | undefined): readonly Point[] {
    if (typeof purpose !== 'string') return [];
    const log = lines(this.root.read(`${probeFolder}/log`));
    return purpose === 'watch' ? pointsAfterWrites(log) : pointsOf(log);
  }

  #spawn(words: readonly string[], input: string): Ran {
    const [program = '', ...rest] = words;
    const ran = spawnSync(program, rest, { input, encoding: 'utf8', ...this.#circumstances() });
    return { code: ran.status, signal: ran.signal, stdout: ran.stdout, stderr: ran.stderr };
  }

  /** The same, while other hosts do something too. */
  async #start(words: readonly string[], input: string): Promise<Ran> {
    const [program = '', ...rest] = words;
    const child = spawn(program, rest, { stdio: 'pipe', ...this.#circumstances() });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (chunk: string) => (said[stream] += chunk));
    }
    // One that is killed has not read all of it.
    child.stdin.on('error', () => undefined).end(input);
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return { code, signal, ...said };
  }

  #circumstances(): { env: NodeJS.ProcessEnv; cwd: string; timeout: number; killSignal: 'SIGKILL' } {
    const { path } = this.root;
    const env = { PATH: `${path}/usr/sbin:${path}/usr/bin:/usr/bin:/bin`, KT_PROBE: '' };
    return { env, cwd: path, timeout: 60_000, killSignal: 'SIGKILL' };
  }

  /** The script with its paths in our folder. stage.sh is told where that is; the others know, or are text that names paths. */
  #here({ text, args = [] }: Script, prelude: string): Required<Pick<Script, 'text' | 'args'>> {
    if (args.length > 0) return { text: `${prelude}\n${text}`, args: ['--root', this.root.path, ...args] };
    const moved = text
      .replaceAll(/(?<=^|[\s"'#=<(])\/(?=(?:etc|proc|home|run|var|lib|lib64|usr)\/)/gm, `${this.root.path}/`)
      // What probes and host scripts share finds the root in a variable.
      .replace(/^root=$/m, `root='${this.root.path}'`)
      // What a configuration includes is named by its content.
      .replace('case $word in /*) ;;', `case $word in ${this.root.path}/*) ;; /*) word=${this.root.path}$word ;;`)
      .replace(/exec \/bin\/sh (\S+ [0-9a-f]+)$/m, (_, words: string) => {
        const shell = this.#shell.join(' ');
        return prelude === '' ? `exec ${shell} ${words}` : `exec ${shell} -c '${prelude}; . "$0"' ${words}`;
      });
    return { text: moved, args };
  }

  #prelude(): string {
    const folder = this.root.at(probeFolder);
    const group = `read -r _ _ _ _ kt_group _ </proc/self/stat; echo "$kt_group" >${folder}/group`;
    return `export KT_PROBE=${folder}/probe; ${group}; kt_root=yes; . "$KT_PROBE"`;
  }

  #ahead(): number {
    return Number(this.root.read('stub/ahead'));
  }

  #boot(hooks: (when: 'before sshd' | 'after sshd') => void): void {
    for (const folder of ['run', 'proc']) {
      rmSync(this.root.at(folder), { recursive: true, force: true });
      mkdirSync(this.root.at(folder));
    }
    if (this.init === 'systemd') mkdirSync(this.root.at('run/systemd/system'), { recursive: true });
    hooks('before sshd');
    mkdirSync(this.root.at('run/sshd'), { recursive: true });
    rmSync(this.root.at('stub/log'), { force: true });
    if (!this.listens()) this.root.startDaemon();
    hooks('after sshd');
  }

  #bootHooks(when: 'before sshd' | 'after sshd'): void {
    const [folder, mine] =
      this.init === 'systemd'
        ? ['etc/systemd/system/sysinit.target.wants', 'before sshd']
        : ['etc/local.d', 'after sshd'];
    if (when !== mine) return;
    for (const name of readdirSync(this.root.at(folder))) {
      const text = this.root.read(join(folder, name));
      const line = this.init === 'systemd' ? /^ExecStart=(.*)$/m.exec(text)?.[1] : /^exec (.*)$/m.exec(text)?.[1];
      this.#spawn((line ?? '').replace('/bin/sh', this.#shell.join(' ')).split(' '), '');
    }
  }

  #units(): readonly string[] {
    const folder = this.root.at('run/timers');
    return existsSync(folder) ? readdirSync(folder).map((name) => `run/timers/${name}`) : [];
  }

  #fireUnits(): void {
    for (const file of this.#units()) {
      const [due = '', ...words] = this.root.read(file).trim().split(' ');
      if (Number(due) > this.now()) continue;
      rmSync(this.root.at(file));
      const { code } = this.#spawn(words, '');
      // RestartForceExitStatus: what could not be put back is tried again.
      if (code === 21) this.root.write(file, `${this.now() + 30} ${words.join(' ')}\n`);
    }
  }

  #loops(): readonly { readonly pid: string; readonly due: number }[] {
    const base = this.root.at('var/lib/keyturn');
    const runs = existsSync(base) ? readdirSync(base).filter((name) => name !== 'last') : [];
    return runs.flatMap((run) => {
      const state = join(base, run, 'state');
      const file = join(state, 'timer');
      const pid = existsSync(file) ? (readFileSync(file, 'utf8').split('.')[1] ?? '') : '';
      const armed = existsSync(state)
        ? readdirSync(state).find((name) => /^(?:armed|reverting)\./.test(name))
        : undefined;
      if (pid === '' || !isRunning(pid)) return [];
      const [start, seconds] =
        armed === undefined ? [] : readFileSync(join(state, armed), 'utf8').split(' ').map(Number);
      return [{ pid, due: (start ?? Infinity) + (seconds ?? 0) }];
    });
  }

  /** What a loop without systemd sleeps in is ended, and what it then does is waited for. */
  #wakeLoops(): void {
    for (const { pid, due } of this.#loops()) {
      if (due > this.now()) continue;
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
      spawnSync('kill', children);
      for (let waited = 0; isRunning(pid) && waited < 500; waited += 1) spawnSync('sleep', ['0.02']);
    }
  }
}

function isRunning(pid: string): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
