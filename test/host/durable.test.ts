// What a power cut must not take from a host: every file is synced after the last write to it and before it gets its name, and its folder after
// that, before the script says that it is done. As strace(1) sees it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { HostRoot, nonce, shells } from './host-root.ts';

/** A system call that changes a file or its name, or makes it last. */
interface Call {
  readonly name: 'open' | 'rename' | 'link' | 'unlink' | 'sync';
  readonly paths: readonly string[];
}

/** A shell whose calls are recorded. Not for stage.sh, whose dead-man switch the tracer would wait for. */
function traced(log: string): readonly [string, ...string[]] {
  const calls = 'trace=openat,rename,renameat,renameat2,link,linkat,unlink,unlinkat,fsync,fdatasync';
  return ['strace', '-f', '-y', '-qq', '-z', '-s', '4096', '-e', 'signal=none', '-e', calls, '-o', log, ...shells.dash];
}

function callsIn(log: string): readonly Call[] {
  return readFileSync(log, 'utf8')
    .split('\n')
    .flatMap((line): readonly Call[] => {
      const [, call = ''] = /^\d+ +(\w+)\(/.exec(line) ?? [];
      const quoted = [...line.matchAll(/"([^"]*)"/g)].map(([, path = '']) => path);
      if (/sync$/.test(call)) return [{ name: 'sync', paths: [/<([^>]*)>/.exec(line)?.[1] ?? ''] }];
      if (call === 'openat')
        return /O_WRONLY|O_RDWR/.test(line) ? [{ name: 'open', paths: [/= \d+<([^>]*)>$/.exec(line)?.[1] ?? ''] }] : [];
      for (const name of ['rename', 'unlink', 'link'] as const)
        if (call.startsWith(name)) return [{ name, paths: quoted }];
      return [];
    });
}

/** What is wrong with the calls: a name for a file that was not synced since it was written, or in a folder that was not synced later. */
function lossesIn(calls: readonly Call[]): readonly string[] {
  const unsynced = new Set<string>();
  const isSyncedLater = (index: number, path: string): boolean =>
    calls.slice(index).some((call) => call.name === 'sync' && call.paths[0] === dirname(path));
  return calls.flatMap(({ name, paths: [from = '', to = from] }, index) => {
    if (name === 'sync') unsynced.delete(from);
    if (name === 'open') unsynced.add(from);
    if (name === 'open' || name === 'sync' || !matters(to)) return [];
    return [
      ...(name !== 'unlink' && unsynced.has(from) ? [`${name} ${from} ${to}: not synced`] : []),
      ...(isSyncedLater(index, to) ? [] : [`${name} ${to}: its folder is not synced`]),
    ];
  });
}

/** Files that decide about logins, and the state of the run; whose turn it is concerns processes of this boot alone. */
function matters(path: string): boolean {
  return !/\.keyturn-|\/turn$/.test(path) && /\/(?:etc\/(?:pam\.d|ssh)|home\/[^/]+|state)\/[^/]*$/.test(path);
}

describe('a host script', function () {
  this.timeout(120_000);
  const endings: readonly (readonly string[])[] = [
    ['apply', 'confirm'],
    ['apply', 'revert'],
  ];
  for (const scripts of endings) {
    it(`syncs what it renames, links and removes: ${scripts.join(', ')}`, async () => {
      const host = new HostRoot();
      try {
        assert.equal((await host.stage(shells.dash)).code, 0);
        for (const script of scripts) {
          const log = host.at(`strace-${script}`);
          const ran = host.script(traced(log), script, nonce);
          assert.equal(ran.code, 0, ran.stdout + ran.stderr);
          const calls = callsIn(log);
          const named = calls.filter(
            ({ name, paths }) => !['open', 'sync'].includes(name) && matters(paths.at(-1) ?? ''),
          );
          assert.ok(named.length > 0, `${script} names nothing`);
          assert.deepEqual(lossesIn(calls), [], script);
        }
      } finally {
        host.remove();
      }
    });
  }
});
