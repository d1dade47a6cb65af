// Reads sshd_config(5) in the order in which sshd does, through every Include, and tells which line decides.
import { splitLines } from './lines.ts';
import { parseSshdConfig } from './sshd-config.ts';
import { globWildcards, matchWildcards } from './wildcard.ts';
import { applies, parseCriteria, unknownPeer, type Criteria, type MatchAccount, type Peer } from './sshd-match.ts';

/** A place in the host's configuration; lines count from 1. */
export interface SshdPlace {
  readonly file: string;
  readonly line: number;
}

/** A Match line that a setting stands under. */
export interface Condition extends SshdPlace {
  readonly criteria: Criteria;
}

/** A setting where it stands. `conditions` are all Match lines that must apply: several where an Include stands in a block. */
export interface Setting extends SshdPlace {
  readonly keyword: string;
  readonly args: readonly string[];
  readonly conditions: readonly Condition[];
}

/** The name that stands in the place of a path for what sshd was started with, which it reads before any file. */
export const daemonArguments = 'command line of sshd';

// sshd gives up at this depth (servconf.c, SERVCONF_MAX_DEPTH).
const maxDepth = 16;

/**
 * All settings of the main file and what it includes, in the order in which sshd reads them. `files` maps paths to texts; an
 * Include takes those that its pattern matches, in the order of the C locale. A Match block ends with its file. With `host`, the texts as
 * they are on the host, places in a file to which lines are added at the top are those that a reader finds there today.
 */
export function walkSshdConfig(
  files: ReadonlyMap<string, string>,
  main: string,
  host: ReadonlyMap<string, string> = files,
): readonly Setting[] {
  const settings: Setting[] = [];
  const paths = [...files.keys()].sort();
  const visit = (file: string, outer: readonly Condition[], depth: number): void => {
    let conditions = outer;
    const text = files.get(file) ?? '';
    const added = linesAdded(text, host.get(file));
    for (const [index, { keyword, args }] of parseSshdConfig(text).entries()) {
      const place = { file, line: index < added ? index + 1 : index + 1 - added };
      if (keyword === 'match') {
        conditions = [...outer, { ...place, criteria: parseCriteria(args) }];
      } else if (keyword === 'include') {
        if (depth >= maxDepth) continue;
        for (const pattern of args) {
          for (const path of paths.filter(includePattern(pattern))) visit(path, conditions, depth + 1);
        }
      } else if (keyword !== '') {
        settings.push({ ...place, keyword, args, conditions });
      }
    }
  };
  visit(daemonArguments, [], 0);
  visit(main, [], 0);
  return settings;
}

/** How many lines a text has in front of all that it has on the host. */
function linesAdded(text: string, onHost: string | undefined): number {
  if (onHost === undefined || text === onHost || !text.endsWith(onHost)) return 0;
  return splitLines(text.slice(0, text.length - onHost.length)).length;
}

/** Whether an argument of Include takes a path: glob(7), relative to /etc/ssh, hidden files only where the pattern says so. */
export function includePattern(pattern: string): (path: string) => boolean {
  const parts = (pattern.startsWith('/') ? pattern : `/etc/ssh/${pattern}`).split('/').map((part) => ({
    elements: globWildcards(part),
    hidden: part.startsWith('.'),
  }));
  return (path) => {
    const names = path.split('/');
    if (names.length !== parts.length) return false;
    return parts.every(({ elements, hidden }, index) => {
      const name = names[index] ?? '';
      return (hidden || !name.startsWith('.')) && matchWildcards(name, elements);
    });
  };
}

/** Whether a setting counts for everybody: it stands under no Match line, or only under `Match all`. */
export function isGlobal(setting: Setting): boolean {
  return setting.conditions.every(({ criteria }) => criteria.every(({ attribute }) => attribute === 'all'));
}

/** The setting that decides where no Match block does: the first one. `names` are a keyword and its aliases, in lower case. */
export function globalSetting(settings: readonly Setting[], names: readonly string[]): Setting | undefined {
  return settings.find((setting) => names.includes(setting.keyword) && isGlobal(setting));
}

/** A setting in a Match block that applies to an account, or may, depending on what is not known of the connection. */
export interface Override {
  readonly setting: Setting;
  readonly applies: 'yes' | 'maybe';
}

/** The settings in Match blocks that override the global one for an account, or may, the strongest first. */
export function overridesFor(
  settings: readonly Setting[],
  names: readonly string[],
  account: MatchAccount,
  peer: Peer = unknownPeer,
): readonly Override[] {
  const found: Override[] = [];
  for (const setting of settings) {
    if (!names.includes(setting.keyword) || setting.conditions.length === 0) continue;
    const answer = applies(
      setting.conditions.flatMap(({ criteria }) => criteria),
      account,
      peer,
    );
    if (answer !== 'no') found.push({ setting, applies: answer });
  }
  return found;
}

/** What decides a keyword for an account. */
export type Decision =
  | { readonly by: 'setting'; readonly setting: Setting }
  | { readonly by: 'default' }
  | { readonly by: 'origin'; readonly settings: readonly Setting[] };

/**
 * The setting that decides a keyword for an account: the first Match block that applies, else the first global setting. Where
 * it depends on what is not known of the connection, every setting that might decide, in order.
 */
export function decide(
  settings: readonly Setting[],
  names: readonly string[],
  account: MatchAccount,
  peer: Peer = unknownPeer,
): Decision {
  const overrides = overridesFor(settings, names, account, peer);
  const sure = overrides.findIndex((override) => override.applies === 'yes');
  const last = sure === -1 ? globalSetting(settings, names) : overrides[sure]?.setting;
  const maybes = overrides.slice(0, sure === -1 ? overrides.length : sure).map((override) => override.setting);
  if (maybes.length === 0) return last === undefined ? { by: 'default' } : { by: 'setting', setting: last };
  const all = last === undefined ? maybes : [...maybes, last];
  const same = last !== undefined && all.every((setting) => setting.args.join(' ') === last.args.join(' '));
  return same ? { by: 'setting', setting: last } : { by: 'origin', settings: all };
}

/** The lines that make up a list. `areGlobal` where no Match block that surely applies has any; `maybe` are those of which nobody can tell. */
export interface Collected {
  readonly settings: readonly Setting[];
  readonly areGlobal: boolean;
  readonly maybe: readonly Setting[];
}

/**
 * The settings of a keyword whose lists grow with every line, such as AllowUsers: those of all Match blocks that apply, and only where
 * there are none the global ones (servconf.c, copy_set_server_options).
 */
export function collect(
  settings: readonly Setting[],
  keyword: string,
  account: MatchAccount,
  peer: Peer = unknownPeer,
): Collected {
  const overrides = overridesFor(settings, [keyword], account, peer);
  const of = (answer: Override['applies']): readonly Setting[] =>
    overrides.filter((override) => override.applies === answer).map(({ setting }) => setting);
  const globals = settings.filter((setting) => setting.keyword === keyword && isGlobal(setting));
  const areGlobal = of('yes').length === 0;
  return { settings: areGlobal ? globals : of('yes'), areGlobal, maybe: of('maybe') };
}

/** A place as a reader knows it. */
export function placeText({ file, line }: SshdPlace): string {
  return file === daemonArguments ? `the ${file}` : `${file}:${line}`;
}
