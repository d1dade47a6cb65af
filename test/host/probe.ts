// What the probes of an instrumented script do: each notes its place, and at the chosen one something happens to the script, or to
// the disk that it writes to. A probe may stand in what runs as another account, so it never acts itself: it rings for a hand that
// is root and waits for its answer.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diskOf, lookAt, type DiskFault } from './disk.ts';
import type { HostRoot } from './host-root.ts';

/** A moment of a script's run: just before the command at that place, when it is reached for the nth time by any process of the run. */
export interface Point {
  readonly place: string;
  readonly nth: number;
}

/**
 * What ends processes: all of the script's are killed, or asked to end as by an init system that shuts down, or the one that stands
 * there is killed alone, which may be a subshell, as by the kernel when memory is short.
 */
export const signals = ['kill', 'terminate', 'kill-one'] as const;
export type Signal = (typeof signals)[number];

/** What happens at a point. The disk fails until the next command has run, or, when it lasts, until somebody heals it. */
export interface Blow {
  readonly point: Point;
  readonly what: Signal | DiskFault;
  readonly lasts: boolean;
}

/** What probes are for in one run: `watch` notes the state of the disk at each. */
export type Purpose = Blow | 'watch' | 'count';

/** Lies in the host's folder, outside of its disk, and open to everybody. */
export const probeFolder = 'stub/probe';

/** Lays everything out for one run of a script, and starts the hand. Whoever calls stops it when the script has ended. */
export function layProbes(host: HostRoot, purpose: Purpose): ChildProcess {
  const folder = host.at(probeFolder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  execFileSync('mkfifo', [join(folder, 'bell'), join(folder, 'answer')]);
  for (const file of ['log', 'hits', 'breaker']) writeFileSync(join(folder, file), '');
  for (const file of ['bell', 'answer', 'log', 'hits', 'breaker']) chmodSync(join(folder, file), 0o666);
  writeFileSync(join(folder, 'probe'), probe(folder, purpose, lookAt(diskOf(host))));
  return spawn('sh', ['-c', hand, 'hand', folder, host.at('stub/disk.sh'), lookAt(diskOf(host))], { stdio: 'ignore' });
}

function probe(folder: string, purpose: Purpose, look: string): string {
  const blow = typeof purpose === 'string' ? undefined : purpose;
  return `
kt=${folder} kt_probe=kt_step kt_not=kt_fail kt_mine=
kt_step() {
  ${purpose === 'watch' ? 'kt_look "$1"' : 'echo "$1" >>"$kt/log"'}
  ${blow === undefined || blow.lasts ? '' : '[ ! -d "$kt/broken" ] || kt_heal'}
  ${blow === undefined ? '' : `[ "$1" != '${blow.point.place}' ] || kt_hit`}
}
kt_fail() { kt_step "$1"; return 1; }
kt_hit() {
  echo >>"$kt/hits"
  kt_seen=0
  while read -r kt_line; do kt_seen=$((kt_seen + 1)); done <"$kt/hits"
  [ "$kt_seen" = ${blow?.point.nth ?? 0} ] || return 0
  kt_mine=yes
  # The script may have an IFS of its own here.
  IFS=' ' read -r kt_line kt_seen </proc/self/stat
  # The script may have forbidden to overwrite.
  echo "$kt_line" >|"$kt/breaker"
  kt_ask ${blow?.what ?? ''} "$kt_line"
}
# The command that was to fail has run when its own process, or a part of it, comes to the next one, or is gone.
kt_heal() {
  if [ -z "$kt_mine" ]; then
    read -r kt_line <"$kt/breaker"
    [ ! -d "/proc/$kt_line" ] || return 0
  fi
  ! rmdir "$kt/broken" 2>/dev/null || kt_ask heal
}
# Another account does not see everything.
kt_look() { if [ -n "\${kt_root-}" ]; then echo "$1 $(${look})" >>"$kt/log"; else kt_ask look "$1"; fi; }
# One at a time: the parts of a pipeline run at once.
kt_ask() {
  until mkdir "$kt/asking" 2>/dev/null; do :; done
  echo "$1 \${2-}" >>"$kt/bell"
  # A signal may come in between.
  read -r kt_line <"$kt/answer" || :
  rmdir "$kt/asking"
}
`;
}

const hand = `
cd "$1"
disk=$2 look=$3
while read -r what place <bell; do
  case $what in
  look) echo "$place $(sh -c "$look")" >>log ;;
  heal) sh "$disk" heal ;;
  kill)
    : >struck
    read -r group <group
    kill -KILL "-$group"
    exit
    ;;
  terminate)
    read -r group <group
    ! kill -TERM "-$group" || : >struck
    ;;
  kill-one)
    ! kill -KILL "$place" || : >struck
    exit
    ;;
  *)
    mkdir broken
    sh "$disk" "$what"
    : >struck
    ;;
  esac
  echo >answer
done
`;
