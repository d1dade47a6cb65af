// What the probe of `sshd -T` printed.
import { number, record } from './text.ts';

/** Lower-case keyword → its values as `sshd -T` prints them, one per line of it. */
export type SshdValues = Readonly<Record<string, readonly string[]>>;

/** What `sshd -T` said. `problem` is why it failed, in its own words where it was `asked` and did. */
export type Effective =
  | { readonly known: true; readonly values: SshdValues }
  | { readonly known: false; readonly asked: boolean; readonly problem: string };

/** Accounts to which the same Match blocks apply, and what results for them. */
export interface EffectiveClass {
  readonly accounts: readonly string[];
  readonly effective: Effective;
}

/** `classes` is empty where no Match block exists: then `global` is true for everybody. Elsewhere it is not asked for. */
export interface SshdEffective {
  readonly global: Effective;
  readonly classes: readonly EffectiveClass[];
}

function readEffective(lines: readonly string[]): Effective {
  const end = lines.findIndex((line) => line.startsWith('status:'));
  const printed = lines.slice(0, end === -1 ? lines.length : end);
  if (end === -1 || number((lines[end] ?? '').slice(7)) !== 0) {
    // The line that is wrong is named before the last words, which only count such lines.
    const problem = printed.find((line) => / line \d+: /.test(line)) ?? printed.findLast((line) => line !== '');
    return { known: false, asked: problem !== undefined, problem: problem ?? 'no sshd was found' };
  }
  const values = new Map<string, string[]>();
  for (const line of printed) {
    const [, keyword, value] = /^([a-z0-9]+) (.*)$/.exec(line) ?? [];
    if (keyword !== undefined && value !== undefined) values.set(keyword, [...(values.get(keyword) ?? []), value]);
  }
  return { known: true, values: Object.fromEntries(values) };
}

/** Everything that the probe printed. */
export function readSshdEffective(text: string): SshdEffective {
  const lines = text.split('\n');
  const members = lines.flatMap((line) => {
    const fields = record(line, 'member', 2);
    return fields === undefined ? [] : [{ key: fields[0] ?? '', account: fields[1] ?? '' }];
  });
  const classes = lines.flatMap((line, index): EffectiveClass[] => {
    const key = record(line, 'class', 1)?.[0];
    if (key === undefined) return [];
    const accounts = members.filter((member) => member.key === key).map((member) => member.account);
    return [{ accounts, effective: readEffective(lines.slice(index + 1)) }];
  });
  const start = lines.indexOf('global:');
  if (start === -1 && classes.length > 0) {
    return { global: { known: false, asked: false, problem: 'Match blocks decide' }, classes };
  }
  return { global: readEffective(start === -1 ? [] : lines.slice(start + 1)), classes };
}
