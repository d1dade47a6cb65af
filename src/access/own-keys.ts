// The keys of an account that sshd takes: those in its files, judged as auth2-pubkey.c and auth2-pubkeyfile.c judge them.
import type { Account } from '../facts/accounts.ts';
import { atLeast, type OpensshVersion } from '../facts/openssh-version.ts';
import type { KeyFile } from '../facts/probe/key-files.ts';
import { expiryOf, optionProblem, optionValue, type KeyLine } from '../formats/authorized-keys.ts';
import { rsaBits } from '../formats/key-blob.ts';
import { takesClient } from '../formats/sshd-address.ts';
import type { Peer } from '../formats/sshd-match.ts';
import { onlySays } from './forced-command.ts';
import { keyFileTrust } from './key-files.ts';

/** What sshd takes of one account. What is undefined is not known. */
export interface KeyRules {
  readonly version: OpensshVersion;
  readonly epochSeconds: number | undefined;
  readonly strict: boolean;
  /** Signature algorithms that are taken (PubkeyAcceptedAlgorithms). */
  readonly algorithms: readonly string[] | undefined;
  readonly leastRsaBits: number;
  /** There is a list of keys that are not taken any more (RevokedKeys). */
  readonly mayBeRevoked: boolean;
  /** Where the login comes from; undefined for anywhere that a key is good for. */
  readonly peer: Peer | undefined;
  /** Only keys with a command of their own are taken (PermitRootLogin forced-commands-only). */
  readonly onlyCommands: boolean;
}

/** One key of an account and whether sshd takes it. `why` is a sentence with the file and the line where it does not, or may not. */
export interface JudgedKey extends Verdict {
  readonly place: string;
  readonly key: Extract<KeyLine, { kind: 'key' }>;
}

interface Verdict {
  readonly taken: 'yes' | 'no' | 'perhaps';
  readonly why: string;
}

type Key = JudgedKey['key'];

/** Every key in a file, in order, and none of what sshd passes over as no key at all. Keys of authorities are not among them. */
export function judgedKeys(account: Account, file: KeyFile, rules: KeyRules): readonly JudgedKey[] {
  let trust: Verdict | undefined;
  return file.lines.flatMap(({ line, found }) => {
    if (found.kind !== 'key' || isAuthority(found)) return [];
    const place = `${file.path}:${line}`;
    const own = first([...verdictsOnKind(found, place, rules), ...verdictsOnOptions(found, place, rules)]);
    if (own.taken === 'no') return [{ place, key: found, ...own }];
    trust ??= keyFileTrust(account, file, rules.strict);
    const { taken, why } = trust.taken === 'yes' ? own : trust;
    return [{ place, key: found, taken, why }];
  });
}

/** Whether a line names an authority: then certificates are taken, of which nobody has a list. */
export function isAuthority({ options }: Key): boolean {
  return options.some(({ name }) => name === 'cert-authority');
}

const yes: Verdict = { taken: 'yes', why: '' };

function first(verdicts: readonly Verdict[]): Verdict {
  return verdicts.find(({ taken }) => taken === 'no') ?? verdicts.find(({ taken }) => taken === 'perhaps') ?? yes;
}

type Say = (why: string) => Verdict;

function verdictsOnKind(key: Key, place: string, rules: KeyRules): readonly Verdict[] {
  const no = (why: string): Verdict => ({ taken: 'no', why: `${place}: ${why}` });
  const perhaps = (why: string): Verdict => ({ taken: 'perhaps', why: `${place}: ${why}` });
  return [
    ...algorithmVerdict(key, rules).map(no),
    ...(rules.onlyCommands && optionValue(key.options, 'command') === undefined
      ? [no('it has no command of its own')]
      : []),
    ...(key.doubtful ? [perhaps(`whether sshd knows keys of the kind "${key.type}" is not known`)] : []),
    ...(rules.mayBeRevoked ? [perhaps('RevokedKeys may name it')] : []),
  ];
}

function verdictsOnOptions(key: Key, place: string, rules: KeyRules): readonly Verdict[] {
  const { options } = key;
  if (options.length === 0) return [];
  const no = (why: string): Verdict => ({ taken: 'no', why: `${place}: ${why}` });
  const perhaps = (why: string): Verdict => ({ taken: 'perhaps', why: `${place}: ${why}` });
  // A release that is not known is as good as the newest one.
  const knows = ([major, minor]: readonly [number, number]): boolean =>
    !rules.version.known || atLeast(rules.version, major, minor);
  const wrong = optionProblem(options, knows);
  const message = onlySays(options);
  return [
    ...(wrong === undefined ? [] : [no(wrong)]),
    ...(options.some(({ name }) => name === 'principals') ? [no('"principals" is for authorities only')] : []),
    ...expiryVerdict(key, rules, no, perhaps),
    ...(message === undefined ? [] : [no(`it only says "${message}", and ends`)]),
    ...fromVerdict(key, rules, no, perhaps),
  ];
}

/** The algorithms with which a key may sign. */
function algorithmsOf(type: string): readonly string[] {
  return type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [type];
}

function algorithmVerdict({ type, base64 }: Key, { algorithms, leastRsaBits }: KeyRules): readonly string[] {
  const takes = algorithms === undefined || algorithmsOf(type).some((name) => algorithms.includes(name));
  if (!takes) return [`sshd takes no keys of the kind "${type}"`];
  const bits = rsaBits(type, base64);
  if (bits === undefined || bits >= leastRsaBits) return [];
  return [`it has ${bits} bits, and sshd takes none with fewer than ${leastRsaBits}`];
}

/** Hours by which a host's own time may differ from UTC. */
const farthestZone = 14;

function expiryVerdict(key: Key, { epochSeconds }: KeyRules, no: Say, perhaps: Say): readonly Verdict[] {
  return key.options.flatMap(({ name, value = '' }) => {
    const expiry = name === 'expiry-time' ? expiryOf(value) : undefined;
    if (expiry === undefined) return [];
    if (epochSeconds === undefined) return [perhaps(`whether it has expired (${value}) is not known`)];
    const left = expiry.at / 1000 - epochSeconds;
    const slack = expiry.isUtc ? 0 : farthestZone * 3600;
    if (left < -slack) return [no(`it has expired (${value})`)];
    return left > slack ? [] : [perhaps(`it expires, or has expired, today (${value})`)];
  });
}

function fromVerdict(key: Key, { peer }: KeyRules, no: Say, perhaps: Say): readonly Verdict[] {
  const list = optionValue(key.options, 'from');
  if (list === undefined || peer === undefined) return [];
  const takes = takesClient(list, peer.address, peer.host);
  if (takes === true) return [];
  const text = `it is good from "${list}" only`;
  return [takes === undefined ? perhaps(text) : no(text)];
}
