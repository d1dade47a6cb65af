// known_hosts files, as sshd(8) "SSH_KNOWN_HOSTS FILE FORMAT" describes them and as OpenSSH's hostfile.c reads them.

/** What a line says about its key: an ordinary host key, one that must never be accepted, or a certificate authority. */
export type KnownHostMarker = 'plain' | 'revoked' | 'cert-authority';

/** A line that names hosts and a key. `names` is the field as written: patterns, or one hashed name. `key` is base64. */
export interface KnownHost {
  /** 1-based. */
  readonly line: number;
  readonly marker: KnownHostMarker;
  readonly names: string;
  readonly keyType: string;
  readonly key: string;
}

/** A line that OpenSSH skips as well. `names` is empty where not even they could be read. */
export interface MalformedKnownHost {
  readonly line: number;
  readonly names: string;
  readonly problem: string;
}

/** A file's lines in order; comments and empty lines are left out. */
export interface KnownHosts {
  readonly entries: readonly KnownHost[];
  readonly malformed: readonly MalformedKnownHost[];
}

/** HMAC-SHA1 of a text, keyed with a salt; salt and result in base64. Passed in, because formats are pure. */
export type HashName = (salt: string, name: string) => string;

const markers: ReadonlyMap<string, KnownHostMarker> = new Map([
  ['@revoked', 'revoked'],
  ['@cert-authority', 'cert-authority'],
]);

/** The name under which known_hosts files keep a host: lower case, and `[name]:port` for a port other than 22. */
export function knownHostName(address: string, port: number): string {
  const name = address.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** Reads a file. Total: what cannot be read is reported as malformed. */
export function parseKnownHosts(text: string): KnownHosts {
  const entries: KnownHost[] = [];
  const malformed: MalformedKnownHost[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const parsed = parseLine(line.replace(/\r$/, ''), index + 1);
    if (parsed === undefined) continue;
    if ('problem' in parsed) malformed.push(parsed);
    else entries.push(parsed);
  }
  return { entries, malformed };
}

function parseLine(text: string, line: number): KnownHost | MalformedKnownHost | undefined {
  const words = text.split(/[ \t]+/).filter((word) => word !== '');
  const first = words[0];
  if (first === undefined || first.startsWith('#')) return undefined;
  let marker: KnownHostMarker = 'plain';
  if (first.startsWith('@')) {
    const known = markers.get(first);
    if (known === undefined) return { line, names: '', problem: 'unknown marker' };
    marker = known;
    words.shift();
  }
  const [names, keyType, key] = words;
  if (names === undefined) return { line, names: '', problem: 'host names are missing' };
  if (names.startsWith('@')) return { line, names: '', problem: 'more than one marker' };
  if (keyType === undefined || keyType.startsWith('#')) return { line, names, problem: 'the key is missing' };
  if (key === undefined || !isBase64(key)) return { line, names, problem: 'the key is not base64' };
  if (names.startsWith('|') && hashedName(names) === undefined) return { line, names, problem: 'bad hashed name' };
  return { line, marker, names, keyType, key };
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

/** The salt and the hash of a `|1|salt|hash` name. OpenSSH demands a salt of 20 bytes. */
function hashedName(names: string): { readonly salt: string; readonly hash: string } | undefined {
  const [, salt, hash] = /^\|1\|([A-Za-z0-9+/]{27}=)\|(.*)$/.exec(names) ?? [];
  return salt === undefined || hash === undefined ? undefined : { salt, hash };
}

/** Whether a field of names stands for `name` (from `knownHostName`). A negated pattern that matches rules the line out. */
export function namesMatch(names: string, name: string, hashName: HashName): boolean {
  if (names.startsWith('|')) {
    const hashed = hashedName(names);
    return hashed !== undefined && hashName(hashed.salt, name) === hashed.hash;
  }
  let matches = false;
  for (const pattern of names.split(',')) {
    const negated = pattern.startsWith('!');
    // OpenSSH gives up on the whole list at a pattern of 1024 characters or more.
    if (pattern.length - Number(negated) >= 1023) return false;
    if (!globMatches(negated ? pattern.slice(1) : pattern, name)) continue;
    if (negated) return false;
    matches = true;
  }
  return matches;
}

/** Whether a field of names is one plain name, so that an index can hold it. */
export function isPlainName(names: string): boolean {
  return !/[|*?!,]/.test(names);
}

/** `*` and `?` patterns (ssh_config(5), PATTERNS) without backtracking over more than the last `*`. */
function globMatches(pattern: string, name: string): boolean {
  const glob = pattern.toLowerCase();
  const text = name.toLowerCase();
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < text.length) {
    const sign = glob[at];
    if (sign === '*') {
      star = at++;
      resume = index;
    } else if (sign === '?' || sign === text[index]) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else {
      return false;
    }
  }
  while (glob[at] === '*') at++;
  return at === glob.length;
}

/** One line for a new entry, without the line end. */
export function printKnownHost(entry: Pick<KnownHost, 'names' | 'keyType' | 'key'>): string {
  return `${entry.names} ${entry.keyType} ${entry.key}`;
}
