// Lines of sshd's configuration that do not count because an earlier one says otherwise.
import { placeText, type Setting } from '../formats/sshd-walk.ts';

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

/** What to do about a pair, by file and line. What does not count may be taken out without a change; the winner decides who gets in. */
export function withoutShadowed(shadowed: Setting, winner: Setting): string {
  return `# comment out ${placeText(shadowed)}, which does not count; where it is the one that is meant, write its value into ${placeText(winner)}`;
}
