// A small disk below the folders of a host that its scripts write to, which can be made to refuse.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { HostRoot } from './host-root.ts';

/**
 * How a disk refuses: no room for content (a file can still be made, and stays empty), no room for another file or link, or
 * nothing at all but reading.
 */
export const diskFaults = ['space', 'inodes', 'readonly'] as const;
export type DiskFault = (typeof diskFaults)[number];

/** Puts /etc, /home, /run and /var of a host onto one disk of their own. Call `unmount` before the host is removed. */
export class Disk {
  readonly #script: string;

  constructor(host: HostRoot) {
    this.#script = host.at('stub/disk.sh');
    writeFileSync(this.#script, script.replaceAll('@ROOT@', host.path));
    this.#do('mount');
  }

  /** Makes every file system work again. */
  heal(): void {
    this.#do('heal');
  }

  unmount(): void {
    this.#do('unmount');
  }

  #do(what: 'mount' | 'unmount' | 'heal'): void {
    execFileSync('sh', [this.#script, what]);
  }
}

/** The command that prints what is below folders, in one line: whatever is written changes an inode. */
export const lookAt = (folders: string): string => `find ${folders} -printf '%i.%n.%s.%C@,'`;

/** Where a host's disk is: what its scripts write to, where it has none of its own. Words of a command. */
export function diskOf(host: HostRoot): string {
  const folders = host.exists('stub/disk') ? ['stub/disk'] : ['etc', 'home', 'run', 'var'];
  return folders.map((folder) => host.at(folder)).join(' ');
}

/** Equal answers: nothing was written to the host's disk in between. */
export function lookAtDisk(host: HostRoot): string {
  return execFileSync('sh', [host.at('stub/disk.sh'), 'look'], { encoding: 'utf8' }).trim();
}

const script = `#!/bin/sh
cd '@ROOT@' || exit
limits=size=16m,nr_inodes=4k
remount() { mount -o "remount,$1" stub/disk; }
case $1 in
mount)
    mkdir stub/disk
    mount -t tmpfs -o "$limits,mode=755" tmpfs stub/disk
    for folder in etc home run var; do
        mv "$folder" stub/disk/
        mkdir "$folder"
        mount --bind "stub/disk/$folder" "$folder"
    done
    ;;
unmount) umount -l etc home run var stub/disk ;;
look) ${lookAt('stub/disk')} ;;
heal)
    remount "$limits"
    for folder in etc home run var; do mount -o remount,bind,rw "$folder"; done
    ;;
readonly)
    # One of them may be busy with a file that is open for writing.
    for folder in etc home run var; do mount -o remount,bind,ro "$folder" 2>/dev/null; done
    ;;
space | inodes)
    # Somebody may be writing meanwhile.
    for _ in 1 2 3 4 5; do
        read -r size blocks free files free_files <<SIZES
$(stat -f -c '%S %b %f %c %d' stub/disk)
SIZES
        case $1 in
        space) remount "size=$(((blocks - free) * size))" ;;
        inodes) remount "nr_inodes=$((files - free_files))" ;;
        esac 2>/dev/null && break
    done
    ;;
esac
`;
