// A host as a scenario describes it: the facts of a lab host, with what is different about this one laid over them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { accounts, type Account } from '../../src/facts/accounts.ts';
import type { KeyFile, KeyPath } from '../../src/facts/probe/key-files.ts';
import { parseAuthorizedKeys } from '../../src/formats/authorized-keys.ts';
import { factsOf, type Fact, type Facts } from '../../src/facts/fact.ts';
import { facts as allFacts } from '../../src/facts/index.ts';
import { kerberosKeytab, type Keytab } from '../../src/facts/kerberos-keytab.ts';
import { packages, type Packages, type PackageState } from '../../src/facts/packages.ts';
import { pamService, type PamService } from '../../src/facts/pam-service.ts';
import { sshConnection, type ConnectionEnds } from '../../src/facts/ssh-connection.ts';
import { opensshVersion } from '../../src/facts/openssh-version.ts';
import { sshDoors, type DoorDoubt, type SshDoor } from '../../src/facts/ssh-doors.ts';
import { sshdDaemon, type SshdDaemon } from '../../src/facts/sshd-daemon.ts';
import { sshdEffective, type SshdEffective, type SshdValues } from '../../src/facts/sshd-effective.ts';
import { sshdFiles } from '../../src/facts/sshd-files.ts';
import { stateFiles, type StateFile } from '../../src/facts/state-files.ts';
import { stateText, type StateContent } from '../support/state-text.ts';
import type { Change } from '../../src/plan/change.ts';

/** What is different about a host. Every part is laid over the base; a file whose text is null is taken away. */
export interface HostOverlay {
  readonly base?: string;
  readonly accounts?: Readonly<Record<string, AccountOverlay | null>>;
  /** Where keys were looked for besides the usual places. */
  readonly key_places?: readonly string[];
  readonly unlisted?: readonly string[];
  readonly state_files?: Readonly<Record<string, StateOverlay | 'valid'>>;
  readonly sshd_files?: Readonly<Record<string, string | null>>;
  readonly drop_in_directory?: boolean;
  readonly effective?: SshdEffective;
  /** `modules` are there besides the base's own; `files` replace those of the same path. */
  readonly pam?: Partial<PamService>;
  /** Text → text, each of which must stand in the PAM file exactly once. */
  readonly pam_replace?: Readonly<Record<string, string>>;
  /** The lock of the package manager that is held. */
  readonly package_lock?: string;
  readonly packages?: Readonly<Record<string, PackageState>>;
  readonly daemon?: Partial<SshdDaemon>;
  /** Other SSH daemons. */
  readonly doors?: readonly DoorOverlay[];
  readonly keytab?: Keytab;
  /** Where the controller's own session comes from. */
  readonly connection?: Partial<ConnectionEnds>;
}

/**
 * Another SSH daemon: it reads `files`, the main one first, and those of the host besides; what sshd says of it is what it says of the host, but for `values`;
 * its PAM service is the host's, but for `pam`. With a `doubt` nothing of that is known.
 */
export interface DoorOverlay {
  readonly pid: number;
  readonly unit?: string;
  readonly commandLine?: string;
  readonly listens?: SshDoor['listens'];
  readonly through?: boolean;
  readonly reloaded?: boolean;
  readonly doubt?: DoorDoubt;
  readonly files?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, string>>;
  readonly pam?: Partial<PamService>;
}

/** What is different about a state file; its lines are said in parts. */
type StateOverlay = Partial<StateFile> & StateContent;

type Values = Map<string, unknown>;

/** An account, and what its keys are: `authorizedKeys` says it in a word, `keys` gives the lines of ~/.ssh/authorized_keys, `KEY` a key. */
export interface AccountOverlay extends Omit<Partial<Account>, 'keyFiles'> {
  readonly authorizedKeys?: 'present' | 'absent' | 'unknown';
  readonly keys?: readonly string[];
  readonly keyFiles?: readonly (Partial<Omit<KeyFile, 'lines'>> & { readonly keys?: readonly string[] })[];
}

type Described = Omit<Account, 'keyFiles' | 'hidden'> & AccountOverlay;

/** The facts of the described host. */
export function hostFacts(overlay: HostOverlay): Facts {
  const values = baseValues(overlay.base ?? 'debian-12');
  overAccounts(values, overlay);
  overSshd(values, overlay);
  const pam = get(values, pamService);
  const text = Object.entries(overlay.pam_replace ?? {}).reduce(replaceOnce, pam.text ?? '');
  const { modules = [], files = [], ...rest } = overlay.pam ?? {};
  set(values, pamService, {
    ...{ ...pam, text, ...defined(rest) },
    modules: [...pam.modules, ...modules],
    files: [...pam.files.filter(({ path }) => !files.some((file) => file.path === path)), ...files],
  });
  set(values, packages, {
    ...get(values, packages),
    states: withStates(get(values, packages), overlay.packages ?? {}),
    busy: overlay.package_lock,
  });
  if (overlay.keytab !== undefined) set(values, kerberosKeytab, overlay.keytab);
  set(values, sshdDaemon, { ...get(values, sshdDaemon), ...defined(overlay.daemon) });
  set(
    values,
    sshDoors,
    (overlay.doors ?? []).map((door) => doorOf(values, overlay.base, door)),
  );
  set(values, sshConnection, { ...get(values, sshConnection), ...defined(overlay.connection) });
  return factsOf(values);
}

function doorOf(values: Values, base: string | undefined, over: DoorOverlay): SshDoor {
  const { pid, unit, commandLine = '/usr/sbin/sshd', through = false, reloaded = false, doubt } = over;
  const listens = over.listens ?? [{ port: 2222, on: 'every address' } as const];
  const found = { pid, program: 'sshd', unit, commandLine, listens, through, reloaded } as const;
  if (doubt !== undefined) return { ...found, seen: { known: false, doubt } };
  const own = Object.entries(over.files ?? {}).map(([path, text]) => ({ path, text }));
  const host = get(values, sshdFiles);
  const files = [...own, ...host.files.filter(({ path }) => !own.some((file) => file.path === path))];
  const { global } = get(baseValues(base ?? 'debian-12'), sshdEffective);
  const said = global.known ? global.values : {};
  const laid = Object.entries(over.values ?? {}).map(([keyword, value]) => [keyword, [value]]);
  const effective = { known: true, values: { ...said, ...(Object.fromEntries(laid) as SshdValues) } } as const;
  const facts = {
    files: { ...host, main: own[0]?.path ?? host.main, files },
    effective: { global: effective, classes: [] },
    version: get(values, opensshVersion),
    pam: { ...get(values, pamService), ...defined(over.pam) },
  };
  return { ...found, seen: { known: true, facts } };
}

/** YAML has no undefined; null stands for it. */
function defined<T extends object>(part: T | undefined): Partial<T> {
  const entries = Object.entries(part ?? {}).map(([key, value]: [string, unknown]) => [key, value ?? undefined]);
  return Object.fromEntries(entries) as Partial<T>;
}

function baseValues(base: string): Values {
  const path = join(import.meta.dirname, 'base', `${base}.yml`);
  return new Map(Object.entries(parse(readFileSync(path, 'utf8')) as Record<string, unknown>));
}

/** A key as it stands in a file. */
export const sampleKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g';

const usual = '.ssh/authorized_keys';

/** An account whose keys nobody else can change, where nothing is said about them. */
function withKeyFiles({ authorizedKeys, keys, keyFiles, ...account }: Described): Account {
  const { home, uid, gid, hidden = authorizedKeys === 'unknown' ? [usual] : [] } = account;
  const path = (name: string, mode: number): KeyPath => ({ path: `${home}${name}`, mode, uid, gid });
  const own = keyFiles ?? (keys !== undefined || authorizedKeys === 'present' ? [{ ...(keys && { keys }) }] : []);
  const files = own.map(({ keys: lines = ['KEY'], ...rest }): KeyFile => {
    const place = rest.place ?? usual;
    return {
      ...{ place, path: place.startsWith('/') ? place.replaceAll('%u', account.name) : `${home}/${place}` },
      paths: [path('/.ssh/authorized_keys', 0o600), path('/.ssh', 0o700), path('', 0o755)],
      ...{ regular: true, complete: true, ...rest },
      lines: parseAuthorizedKeys(lines.map((line) => `${line.replace('KEY', sampleKey)}\n`).join(''))
        .map((found, index) => ({ line: index + 1, found }))
        .filter(({ found }) => found.kind !== 'blank'),
    };
  });
  return { ...account, hidden, keyFiles: files };
}

function overAccounts(values: Values, overlay: HostOverlay): void {
  const known = get(values, accounts);
  // The base says what the keys are in a word.
  const described: readonly Described[] = known.accounts;
  const gone = Object.entries(overlay.accounts ?? {}).flatMap(([name, account]) => (account === null ? [name] : []));
  const added = Object.entries(overlay.accounts ?? {}).flatMap(([name, account]): Described[] => {
    if (account === null) return [];
    const before = described.find((entry) => entry.name === name) ?? newAccount(name);
    return [{ ...before, ...account }];
  });
  const others = described.filter(({ name }) => !gone.includes(name) && !added.some((entry) => entry.name === name));
  const all = [...others, ...added].map(withKeyFiles);
  const groups = [...new Set([...known.groups, ...all.flatMap((account) => account.groups)])];
  const keyPlaces = [usual, '.ssh/authorized_keys2', ...(overlay.key_places ?? [])];
  set(values, accounts, { accounts: all, groups, unlisted: overlay.unlisted ?? [], keyPlaces });
  const states = get(values, stateFiles).files;
  const files = all.map((account) => stateOf(account, states, overlay.state_files?.[account.name]));
  set(values, stateFiles, { files });
}

function newAccount(name: string): Described {
  const home = `/home/${name}`;
  const rest = {
    shell: '/bin/bash',
    loginCapable: true,
    groups: [name],
    authorizedKeys: 'present',
    password: 'unusable',
  } as const;
  return { name, uid: 2000, gid: 2000, home, ...rest };
}

function stateOf(
  account: Account,
  known: readonly StateFile[],
  overlay: StateOverlay | 'valid' | undefined,
): StateFile {
  const { name, uid, home } = account;
  const nothing = { kind: 'absent', mode: undefined, uid: undefined } as const;
  const before = known.find((file) => file.account === name) ?? {
    ...{ account: name, uid, path: `${home}/.google_authenticator` },
    ...{ home: { kind: 'directory', mode: '755', uid } as const, room: 'ok' as const, mount: '/', file: nothing },
    ...{ reach: 'yes' as const, mayWrite: 'yes' as const, text: undefined },
  };
  if (overlay === undefined) return before;
  const over = overlay === 'valid' ? {} : overlay;
  return { ...enrolledFile(before), text: stateText(over), ...over };
}

/** A state file as Keyturn writes it. */
function enrolledFile(file: StateFile): StateFile {
  const written = { kind: 'regular', mode: '400', uid: file.uid } as const;
  return { ...file, file: written, text: stateText({}) };
}

function overSshd(values: Values, overlay: HostOverlay): void {
  const known = get(values, sshdFiles);
  const texts = new Map<string, string | undefined>(known.files.map(({ path, text }) => [path, text]));
  for (const [path, text] of Object.entries(overlay.sshd_files ?? {})) {
    if (text === null) texts.delete(path);
    else texts.set(path, text);
  }
  set(values, sshdFiles, {
    ...known,
    files: [...texts].map(([path, text]) => ({ path, text })),
    dropInDirectory: overlay.drop_in_directory ?? known.dropInDirectory,
  });
  // Whoever changes the files makes what `sshd -T` said untrue; a scenario may give it anew.
  const unknown: SshdEffective = { global: { known: false, asked: false, problem: 'not asked' }, classes: [] };
  if (overlay.effective !== undefined) set(values, sshdEffective, overlay.effective);
  else if (overlay.sshd_files !== undefined) set(values, sshdEffective, unknown);
}

/** The host with the changes in place, as a second gather would find it. */
export function applied(before: Facts, changes: readonly Change[]): Facts {
  // Facts that no task asks for are in no base file.
  const known = baseValues('debian-12');
  const gathered = allFacts.filter((fact) => known.has(fact.name));
  const values = new Map<string, unknown>(gathered.map((fact) => [fact.name, before.get(fact)]));
  for (const change of changes) {
    switch (change.kind) {
      case 'install-package':
        installed(values, change.packages);
        break;
      case 'write-file':
        if (change.content.kind === 'state-file') enrolled(values, change.path);
        else written(values, change.path, change.content.text);
        break;
      case 'remove-file':
        written(values, change.path, undefined);
        break;
      case 'service':
        set(values, sshdDaemon, { ...get(values, sshdDaemon), pid: 43 });
        break;
    }
  }
  return factsOf(values);
}

function installed(values: Values, names: readonly string[]): void {
  const known = get(values, packages);
  const states = withStates(known, Object.fromEntries(names.map((name) => [name, 'installed'])));
  set(values, packages, { ...known, states });
  const modules = names.some((name) => name.includes('google-authenticator'))
    ? [...get(values, pamService).modules, '/lib/x86_64-linux-gnu/security/pam_google_authenticator.so']
    : get(values, pamService).modules;
  set(values, pamService, { ...get(values, pamService), modules });
}

/** The word of the host's package manager, with another one about some packages. */
function withStates({ states }: Packages, others: Readonly<Record<string, PackageState>>): Packages['states'] {
  return Object.fromEntries(Object.entries(states).map(([manager, said]) => [manager, { ...said, ...others }]));
}

function enrolled(values: Values, path: string): void {
  const files = get(values, stateFiles).files.map((file) => (file.path === path ? enrolledFile(file) : file));
  set(values, stateFiles, { files });
}

function written(values: Values, path: string, text: string | undefined): void {
  const pam = get(values, pamService);
  if (path === pam.path) {
    set(values, pamService, { ...pam, text });
    return;
  }
  const known = get(values, sshdFiles);
  const others = known.files.filter((file) => file.path !== path);
  const files = text === undefined ? others : [...others, { path, text }];
  set(values, sshdFiles, { ...known, files });
  set(values, sshdEffective, { global: { known: false, asked: false, problem: 'not asked' }, classes: [] });
}

function replaceOnce(text: string, [from, to]: readonly [string, string]): string {
  if (text.split(from).length !== 2) throw new TypeError(`"${from}" must stand in the PAM file exactly once`);
  return text.replace(from, () => to);
}

function get<T>(values: Values, fact: Fact<T>): T {
  return factsOf(values).get(fact);
}

function set<T>(values: Values, fact: Fact<T>, value: T): void {
  values.set(fact.name, value);
}
