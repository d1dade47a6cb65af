// The method "publickey": whether sshd takes a key of the account, or may.
import type { Account } from '../facts/accounts.ts';
import type { KeyFile } from '../facts/probe/key-files.ts';
import type { Peer } from '../formats/sshd-match.ts';
import type { KeyView } from './key-view.ts';
import { isAuthority, judgedKeys, type JudgedKey } from './own-keys.ts';
import type { Value } from './setting-values.ts';
import type { AccountSettings } from './settings.ts';

/** Where the account's keys lead. `keys` are those that sshd takes, or may; `by` is the setting that decides. */
export type KeyMeans =
  | { readonly can: 'yes'; readonly keys: readonly JudgedKey[] }
  | { readonly can: 'unknown'; readonly keys: readonly JudgedKey[]; readonly why: string }
  | { readonly can: 'no'; readonly why: string; readonly by: Value | undefined };

/** The settings that keys depend on. */
export type KeySettings = Pick<AccountSettings, 'keysFile' | 'keysCommand' | 'strictModes' | 'userCa'>;

/** What a login is like besides who it is of. */
export interface KeyQuestion {
  /** Where it comes from; undefined for anywhere that a key is good for. */
  readonly peer: Peer | undefined;
  readonly onlyCommands: boolean;
  /** How many keys are asked for, one after another. */
  readonly count: number;
}

/** Looks at the files that the settings name, and then at what else may tell keys. */
export function keyMeans(
  view: KeyView,
  account: Account,
  settings: KeySettings,
  { peer, onlyCommands, count }: KeyQuestion,
): KeyMeans {
  const places = placesOf(settings);
  const files = account.keyFiles.filter(({ place }) => places.includes(place));
  const strict = settings.strictModes.value.toLowerCase() !== 'no';
  const rules = { ...view.rulesFor(account.name), strict, peer, onlyCommands };
  const judged = files.flatMap((file) => judgedKeys(account, file, rules));
  const taken = distinct(judged.filter((one) => one.taken === 'yes'));
  if (taken.length >= count) return { can: 'yes', keys: taken };
  const open = judged.filter((one) => one.taken === 'perhaps');
  const [doubt] = [
    ...open.map(({ why }) => `whether sshd takes its keys is not known: ${why}`),
    ...unseen(view, account, files, settings),
  ];
  if (doubt !== undefined) return { can: 'unknown', keys: [...taken, ...open], why: doubt };
  const by = settings.keysFile.place === '' ? undefined : settings.keysFile;
  if (taken.length > 0) return { can: 'no', why: `it has ${taken.length} of the ${count} keys that are asked for`, by };
  return { can: 'no', why: whyNone(judged, files, settings), by };
}

/** The files of AuthorizedKeysFile, as it names them. */
export function placesOf({ keysFile }: Pick<KeySettings, 'keysFile'>): readonly string[] {
  return keysFile.value.split(' ').filter((place) => place.toLowerCase() !== 'none');
}

function distinct(keys: readonly JudgedKey[]): readonly JudgedKey[] {
  return [...new Map(keys.map((one) => [one.key.base64 === '' ? one.place : one.key.base64, one])).values()];
}

/** Where there may be keys that were not seen, each a sentence. */
function unseen(view: KeyView, account: Account, files: readonly KeyFile[], settings: KeySettings): readonly string[] {
  const { keysFile, keysCommand, userCa } = settings;
  if (keysFile.value === 'unknown') return [`where its keys are is not known: AuthorizedKeysFile${at(keysFile)}`];
  const hidden = placesOf(settings).filter((place) => account.hidden.includes(place) || !view.looked.includes(place));
  const authorities = files.flatMap(({ path, lines }) =>
    lines.flatMap(({ line, found }) => (found.kind === 'key' && isAuthority(found) ? [`${path}:${line}`] : [])),
  );
  const isSet = ({ value }: Value): boolean => value.toLowerCase() !== 'none';
  return [
    ...hidden.map((place) => `whether it has keys in ${shown(place)} could not be seen`),
    ...files.filter(({ complete }) => !complete).map(({ path }) => `the keys in ${path} could not all be read`),
    ...(isSet(keysCommand) ? [`where its keys are is not known: AuthorizedKeysCommand${at(keysCommand)}`] : []),
    ...(isSet(userCa) ? [`who has a certificate for it is not known: TrustedUserCAKeys${at(userCa)}`] : []),
    ...authorities.map((place) => `who has a certificate for it is not known: cert-authority at ${place}`),
  ];
}

function whyNone(judged: readonly JudgedKey[], files: readonly KeyFile[], settings: KeySettings): string {
  const { keysFile } = settings;
  const places = placesOf(settings);
  if (places.length === 0) return `AuthorizedKeysFile none${at(keysFile)}`;
  const broken = files.flatMap(({ path, lines }) =>
    lines.flatMap(({ line, found }) => (found.kind === 'broken' ? [`${path}:${line}: ${found.problem}`] : [])),
  );
  const [refused] = [...judged.map(({ why }) => why), ...broken];
  if (refused !== undefined) return `sshd does not take its keys: ${refused}`;
  const [file] = files;
  if (file !== undefined && !file.regular) return `${file.path} is no regular file`;
  if (file !== undefined) return `there is no key in ${file.path}`;
  return `it has no key in ${places.map(shown).join(' or ')}${at(keysFile)}`;
}

/** A place as a reader knows it. */
function shown(place: string): string {
  return place.startsWith('/') || place.startsWith('%') ? place : `~/${place}`;
}

function at({ place }: Value): string {
  return place === '' ? '' : ` at ${place}`;
}
