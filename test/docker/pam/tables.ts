// Lists of pam_listfile and rules of pam_time at random, for the people of a lab host.
import { drawFrom } from '../access/draw.ts';

/** The line of a service of its own, the list that it reads, and who logs in from where. */
export interface GeneratedList {
  readonly options: string;
  readonly text: string;
  /** Everybody may write it. */
  readonly loose: boolean;
  readonly user: string;
  readonly client: string;
}

const items = ['user', 'user', 'group', 'group', 'shell', 'rhost', 'tty', 'ruser', 'host'] as const;
const senses = ['allow', 'deny', 'allow', 'deny', 'permit'] as const;
const others = [
  ...['', '', '', ' onerr=succeed', ' onerr=fail', ' onerr=no', ' apply=full', ' apply=@staff', ' apply=@', ' quiet'],
  ' file=/etc/pam.d/not-there',
] as const;
const words = [
  ...['full', 'password', 'enrolled', 'root', 'staff', 'none', '/bin/bash', '/usr/sbin/nologin', '10.1.2.3', 'fd00::1'],
  ...['', 'Full', 'full ', '# full', 'tty1', 'ssh', '/dev/ssh', 'full\r', '10.1.2'],
] as const;
const hosts = ['10.1.2.3', '192.168.1.1', 'fd00::1', 'UNKNOWN'] as const;

function drawing(seed: number, index: number): <T>(values: readonly T[]) => T {
  const draw = drawFrom(seed * 100_019 + index);
  // Neighbours begin alike.
  for (let count = 0; count < 8; count += 1) draw(2);
  return (values) => {
    const value = values[draw(values.length)];
    if (value === undefined) throw new RangeError('nothing to choose from');
    return value;
  };
}

/** One list for each number. */
export function generatedList(seed: number, index: number, names: readonly string[], path: string): GeneratedList {
  const pick = drawing(seed, index);
  const options = `item=${pick(items)} sense=${pick(senses)} file=${path}${pick(others)}`;
  const lines = Array.from({ length: pick([0, 1, 2, 3, 5]) }, () => pick(words));
  const text = `${lines.join('\n')}${pick(['\n', '\n', ''])}`;
  return {
    options,
    text,
    loose: pick([true, ...Array<boolean>(7).fill(false)]),
    user: pick(names),
    client: pick(hosts),
  };
}

/** Rules for a service, and who logs in. */
export interface GeneratedTimes {
  readonly rules: readonly string[];
  readonly user: string;
}

const terminals = ['*', 'ssh', 'tty*', '!ssh', 'tty* | ssh', 's*h', '! tty1 & ! tty2', ''] as const;
const users = [
  ...[
    'full',
    '*',
    'full|enrolled',
    '!root',
    '! root & ! full',
    'full & root',
    'e*d',
    'en*',
    'full root',
    'staff',
    '@@staff',
  ],
  ...['&', 'none | ', 'full | !root', '*ne'],
] as const;
const times = [
  ...['Al0000-2400', '!Al0000-2400', 'Wk0000-2400 | Wd0000-2400', 'Wk0800-1800', '!Wd0000-2400', 'AlSu0000-2400'],
  ...[
    'MoTuWe0000-2400',
    'Al2200-0600',
    'Al',
    'Xx0000-2400',
    'Al00-24',
    '',
    'AlFr0000-2400 & Sa0000-1200',
    'al1200-0000',
  ],
] as const;

/** Rules for each number, about no other service: all of them stand in one file. */
export function generatedTimes(seed: number, index: number, names: readonly string[], service: string): GeneratedTimes {
  const pick = drawing(seed, index);
  const rule = (): string => {
    const about = pick([service, service, service, `${service} | none`, `none | ${service}`, 'none']);
    const fields = [about, pick(terminals), pick(users), `${pick(times)}${pick(['', '', ' # a comment', '; more'])}`];
    return fields.slice(0, pick([4, 4, 4, 4, 4, 3, 2])).join(pick([';', ';', ' ; ', ';\\\n']));
  };
  return { rules: Array.from({ length: pick([1, 1, 2, 3]) }, rule), user: pick(names) };
}
