// What a login is given once it is in: groups, umask, limits, environment. A rehearsed login shows it, before and after a change.
/** A session. Of the environment only names are ever shown: values may be secrets. */
export interface LoginSession {
  /** Sorted. */
  readonly groups: readonly string[];
  readonly umask: string;
  /** `limit of open files` → soft and hard, after /proc/self/limits. */
  readonly limits: ReadonlyMap<string, string>;
  /** `variable HOME` → value. */
  readonly environment: ReadonlyMap<string, string>;
}

const begin = 'keyturn-session';

/**
 * Shell for ForceCommand, in one line: a login shell of any kind hands it on. It prints what `parseSession` reads, and ends with it, so that
 * what is missing is seen.
 */
export const sessionCommand = [
  `exec /bin/sh -c 'echo ${begin}; id -Gn; umask; cat /proc/self/limits; echo ${begin}-environment;`,
  `tr "\\\\000" "\\\\n" </proc/self/environ; echo; echo ${begin}-end'`,
].join(' ');

/** Of each login its own, or the shell's. */
const incidental = /^(?:SSH_.*|XDG_SESSION_ID|KRB5CCNAME|DBUS_SESSION_BUS_ADDRESS|INVOCATION_ID|PWD|OLDPWD|SHLVL|_)$/;

/** What the host printed; undefined where it is not a whole session: a shell that only says no, or a host that runs no commands. */
export function parseSession(text: string): LoginSession | undefined {
  const lines = text.split(/\r?\n/);
  const [from, middle, end] = [begin, `${begin}-environment`, `${begin}-end`].map((mark) => lines.lastIndexOf(mark));
  if (from === undefined || middle === undefined || end === undefined) return undefined;
  if (from === -1 || middle < from + 3 || end < middle) return undefined;
  const [groups = '', umask = ''] = lines.slice(from + 1);
  const limits = lines.slice(from + 3, middle).flatMap((line) => {
    const [, name, soft, hard] = /^(Max [a-z ]+?) {2,}(\S+) +(\S+)/.exec(line) ?? [];
    return name === undefined ? [] : [[name.replace('Max', 'limit of'), `${soft ?? ''} ${hard ?? ''}`] as const];
  });
  const environment = lines.slice(middle + 1, end).flatMap((line) => {
    const [, name = '', value = ''] = /^([A-Za-z_]\w*)=(.*)$/.exec(line) ?? [];
    return name === '' || incidental.test(name) ? [] : [[`variable ${name}`, value] as const];
  });
  return {
    groups: groups
      .split(' ')
      .filter((name) => name !== '')
      .toSorted(),
    umask,
    limits: new Map(limits),
    environment: new Map(environment),
  };
}

/** What differs, by what it is about, each as a few words: `group audio ends`, `umask 0022 → 0002`, `variable http_proxy changes`. */
export function sessionChanges(before: LoginSession, after: LoginSession): ReadonlyMap<string, string> {
  const [olds, thens] = [valuesOf(before), valuesOf(after)];
  const names = [...new Set([...olds.keys(), ...thens.keys()])].toSorted();
  return new Map(
    names.flatMap((name) => {
      const [old, then] = [olds.get(name), thens.get(name)];
      if (old === then) return [];
      if (then === undefined) return [[name, `${name} ends`] as const];
      if (old === undefined) return [[name, `${name} begins`] as const];
      return [[name, name.startsWith('variable ') ? `${name} changes` : `${name} ${old} → ${then}`] as const];
    }),
  );
}

function valuesOf({ groups, umask, limits, environment }: LoginSession): ReadonlyMap<string, string> {
  return new Map([
    ...groups.map((name) => [`group ${name}`, ''] as const),
    ['umask', umask],
    ...limits,
    ...environment,
  ]);
}
