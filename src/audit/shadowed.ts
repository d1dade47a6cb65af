// Lines of sshd's configuration that do not count because an earlier one says otherwise.
import type { Setting } from '../formats/sshd-walk.ts';

/** A line, and the one that counts in its place. */
export interface Shadowed {
  readonly shadowed: Setting;
  readonly winner: Setting;
}

// Keywords of which every line counts (servconf.c), and those that only name files for others to read.
const cumulative = new Set([
  ...[
    'acceptenv',
    'allowgroups',
    'allowusers',
    'denygroups',
    'denyusers',
    'hostcertificate',
    'hostkey',
    'listenaddress',
  ],
  ...['permitlisten', 'permitopen', 'port', 'setenv', 'subsystem', 'persourcepenalties'],
]);

/** Pairs in one and the same Match block, or outside of all, with different values. Two lines that say the same do no harm. */
export function shadowedSettings(settings: readonly Setting[]): readonly Shadowed[] {
  const first = new Map<string, Setting>();
  return settings.flatMap((setting): Shadowed[] => {
    if (cumulative.has(setting.keyword)) return [];
    const blocks = setting.conditions.map(({ file, line }) => `${file}:${line}`);
    const key = [setting.keyword, ...blocks].join('\0');
    const winner = first.get(key) ?? setting;
    first.set(key, winner);
    const same = winner.args.join(' ').toLowerCase() === setting.args.join(' ').toLowerCase();
    return same ? [] : [{ shadowed: setting, winner }];
  });
}
