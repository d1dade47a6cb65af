// Everything on a host that decides about logins, as it is or as it would be after a plan.
import { accounts, type Account } from '../facts/accounts.ts';
import { clock } from '../facts/clock.ts';
import type { FactRequest, Facts } from '../facts/fact.ts';
import { kerberosKeytab, type Keytab } from '../facts/kerberos-keytab.ts';
import { atLeast, opensshVersion, type OpensshVersion } from '../facts/openssh-version.ts';
import { pamService } from '../facts/pam-service.ts';
import { effectiveForAnybody, sshdEffective, type SshdEffective } from '../facts/sshd-effective.ts';
import { sshConnection, type ConnectionEnds } from '../facts/ssh-connection.ts';
import { sshDoors } from '../facts/ssh-doors.ts';
import { sshdFiles } from '../facts/sshd-files.ts';
import { stateFiles } from '../facts/state-files.ts';
import { walkSshdConfig, type Setting } from '../formats/sshd-walk.ts';
import type { Change } from '../plan/change.ts';
import { enrolledState, type Enrolled } from './enrolled.ts';
import { keyView, type KeyView } from './key-view.ts';
import type { PamView } from './pam/login.ts';
import { pamView, plannedPamView } from './pam/view.ts';

/** A host before or after a plan. */
export interface HostView {
  readonly accounts: readonly Account[];
  readonly version: OpensshVersion;
  readonly files: ReadonlyMap<string, string>;
  readonly settings: readonly Setting[];
  /** What `sshd -T` said; undefined for a host that is only planned. */
  readonly effective: SshdEffective | undefined;
  /** Values of keywords that no line sets, as `sshd -T` printed them. */
  readonly defaults: ReadonlyMap<string, string>;
  readonly pam: PamView;
  /** Our own connection. */
  readonly connection: ConnectionEnds;
  readonly keys: KeyView;
  /** Whether the host has keys of its own for Kerberos, without which GSSAPI lets nobody in. */
  readonly keytab: Keytab;
  enrolled(account: string): Enrolled;
}

/** The facts that the model needs, for the accounts that matter besides those that can log in. */
export function accessRequests(names: readonly string[]): readonly FactRequest[] {
  return [
    { fact: accounts, params: names },
    { fact: stateFiles, params: names },
    { fact: opensshVersion, params: [] },
    { fact: pamService, params: [] },
    { fact: clock, params: [] },
    { fact: kerberosKeytab, params: [] },
    { fact: sshConnection, params: [] },
    { fact: sshdFiles, params: [] },
    { fact: sshdEffective, params: names },
    { fact: sshDoors, params: names },
  ];
}

/** The host as it is. */
export function hostView(facts: Facts): HostView {
  const { main, files: found } = facts.get(sshdFiles);
  const files = new Map(found.map(({ path, text }) => [path, text ?? '']));
  const settings = walkSshdConfig(files, main);
  const effective = facts.get(sshdEffective);
  const { epochSeconds } = facts.get(clock);
  const states = new Map(facts.get(stateFiles).files.map((file) => [file.account, file]));
  return {
    accounts: facts.get(accounts).accounts,
    version: facts.get(opensshVersion),
    files,
    settings,
    effective,
    defaults: defaultsOf(effective, settings),
    pam: pamView(facts),
    keys: keyView(facts),
    keytab: facts.get(kerberosKeytab),
    connection: facts.get(sshConnection),
    enrolled: (account) => {
      const own = states.get(account);
      return enrolledState({ files: own === undefined ? [] : [own] }, account, epochSeconds);
    },
  };
}

/** The host as it would be once the changes are in place. */
export function planned(view: HostView, facts: Facts, changes: readonly Change[]): HostView {
  const files = new Map(view.files);
  // By path: two names of one uid and home share a file.
  const enrolled = new Set<string>();
  const pathOf = new Map(facts.get(stateFiles).files.map(({ account, path }) => [account, path]));
  const { path: pamPath } = facts.get(pamService);
  for (const change of changes) {
    if (change.kind === 'remove-file') files.delete(change.path);
    if (change.kind !== 'write-file') continue;
    if (change.content.kind === 'state-file') enrolled.add(change.path);
    else if (change.path !== pamPath) files.set(change.path, change.content.text);
  }
  return {
    ...view,
    files,
    settings: walkSshdConfig(files, facts.get(sshdFiles).main, view.files),
    effective: undefined,
    pam: plannedPamView(facts, changes),
    enrolled: (account) => (enrolled.has(pathOf.get(account) ?? '') ? { state: 'valid' } : view.enrolled(account)),
  };
}

function defaultsOf(effective: SshdEffective, settings: readonly Setting[]): ReadonlyMap<string, string> {
  const anybody = effectiveForAnybody(effective);
  if (!anybody.known) return new Map();
  const set = new Set(settings.flatMap(({ keyword }) => namesFor(keyword)));
  const entries = Object.entries(anybody.values);
  return new Map(
    entries.filter(([keyword]) => !set.has(keyword)).map(([keyword, values]) => [keyword, values.join(' ')]),
  );
}

// Names that set one value in one release or another: what `sshd -T` prints by one of them is no default where a block sets it by another.
const synonyms = [
  ['kbdinteractiveauthentication', 'challengeresponseauthentication', 'skeyauthentication'],
  ['pubkeyauthentication', 'dsaauthentication'],
] as const satisfies readonly (readonly string[])[];

function namesFor(keyword: string): readonly string[] {
  return synonyms.find((names: readonly string[]) => names.includes(keyword)) ?? [keyword];
}

/**
 * The names under which keyboard-interactive authentication is switched. Up to 8.6 ChallengeResponseAuthentication is an option of
 * its own, and the one that counts; later both names set one value.
 */
export function kbdintNames(version: OpensshVersion): readonly string[] {
  const old = 'challengeresponseauthentication';
  return atLeast(version, 8, 7) ? ['kbdinteractiveauthentication', old, 'skeyauthentication'] : [old];
}
