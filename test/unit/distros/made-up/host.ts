// A host of the made-up family in a temporary folder: its files, and stubs for the programs that the probes ask.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ScriptResult } from '../../../../src/connection/connection.ts';
import type { Exec } from '../../../../src/host-protocol/exec.ts';

export const shells = [['dash'], ['bash', '--posix'], ['busybox', 'ash']] as const;
export type Shell = (typeof shells)[number];

/** Says what it does to `oven.log`; what it has baked lies in its database, and a file `hot` keeps it from beginning. */
const crumb = `#!/bin/sh
root=@ROOT@
case $1 in
baked)
  shift 2
  for name; do
    if [ -e "$root/var/lib/crumb/baked/$name" ]; then echo "$name is baked"; else echo "$name is dough"; fi
  done
  ;;
bakes) echo "second-factor: $3" ;;
*)
  if [ -e "$root/hot" ]; then
    echo 'crumb: the oven is in use' >&2
    exit 9
  fi
  echo "$QUIET $LC_ALL $*" >>"$root/oven.log"
  [ "$1" = fetch ] || : >"$root/var/lib/crumb/baked/$2"
  ;;
esac
`;

/** Of the units that it is asked for, those of the family are there. */
const systemctl = `#!/bin/sh
case "$*" in
'is-active -- shell.socket') echo active ;;
'show '*' -- shell.service shell.socket')
  for name in shell.service shell.socket; do
    printf 'Id=%s\\nLoadState=loaded\\nActiveState=active\\nResult=success\\nUnitFileState=enabled\\n\\n' "$name"
  done
  ;;
*) exit 1 ;;
esac
`;

export const pamText = 'auth substack password-auth\nauth include postlogin\naccount include password-auth\n';
const passwordAuth = 'auth required pam_unix.so\naccount required pam_unix.so\n';

const files: Readonly<Record<string, string>> = {
  'etc/os-release': 'NAME="Marzipan Linux"\nID="marzipan"\nPRETTY_NAME="Marzipan 4"\nVERSION_ID=4\n',
  'etc/shell/daemon.conf': 'Include /etc/shell/daemon.d/*.conf\nUsePAM yes\n',
  'etc/shell/daemon.d/50-maker.conf': 'X11Forwarding yes\n',
  'etc/pam.d/shell-login': pamText,
  'etc/pam.d/password-auth': passwordAuth,
  'etc/pam.d/postlogin': 'auth optional pam_lastlog.so\n',
  // What other families have is of no interest here.
  'etc/pam.d/sshd': 'auth required pam_permit.so\n',
  'etc/ssh/sshd_config': 'Port 2222\n',
  'usr/lib/security/pam_unix.so': '',
  'var/lib/crumb/oven': '',
  'proc/locks': '',
};

/** Call `remove` in the end. */
export class MarzipanHost {
  readonly #root = mkdtempSync(join(tmpdir(), 'keyturn-marzipan-'));
  readonly #shell: Shell;

  constructor(shell: Shell) {
    this.#shell = shell;
    for (const folder of ['var/lib/crumb/baked', 'run/systemd/system', 'bin']) this.#folder(folder);
    for (const [path, text] of Object.entries(files)) this.write(path, text);
    for (const [name, text] of Object.entries({ crumb, systemctl })) {
      writeFileSync(join(this.#root, 'bin', name), text.replaceAll('@ROOT@', this.#root), { mode: 0o755 });
    }
  }

  /** Runs scripts with their paths in the folder. */
  readonly exec: Exec = { runScript: (script) => Promise.resolve(this.run(script.text)) };

  run(text: string): ScriptResult {
    const moved = text
      .replaceAll(/(?<=^|[\s"'#=<(])\/(?=(?:etc|proc|home|run|var|lib|lib64|usr)\/)/gm, `${this.#root}/`)
      // What a configuration includes is named by its content.
      .replace('case $word in /*) ;;', `case $word in ${this.#root}/*) ;; /*) word=${this.#root}$word ;;`);
    const [program, ...options] = this.#shell;
    const { status, stdout, stderr } = spawnSync(program, [...options, '-s'], {
      ...{ input: moved, encoding: 'utf8', cwd: this.#root },
      env: { PATH: `${this.#root}/bin:/usr/bin:/bin`, QUIET: '' },
    });
    const said = { stdout: stdout.replaceAll(this.#root, ''), stderr };
    return { completed: status === 0, code: status ?? undefined, signal: undefined, ...said };
  }

  write(path: string, text: string): void {
    this.#folder(dirname(path));
    writeFileSync(join(this.#root, path), text);
  }

  take(path: string): void {
    rmSync(join(this.#root, path), { recursive: true });
  }

  read(path: string): string {
    return readFileSync(join(this.#root, path), 'utf8');
  }

  /** Somebody has locked the file, as /proc/locks shows it. */
  lock(path: string): void {
    const { ino } = statSync(join(this.#root, path));
    this.write('proc/locks', `1: FLOCK  ADVISORY  WRITE 812 fd:01:${ino} 0 EOF\n`);
  }

  remove(): void {
    rmSync(this.#root, { recursive: true });
  }

  #folder(path: string): void {
    mkdirSync(join(this.#root, path), { recursive: true });
  }
}
