// Whether a host is still what its saved plan was made from, and if not, what changed since.
import { causes } from '../../causes/causes.ts';
import { isDeepStrictEqual } from 'node:util';
import { codeModule } from '../../access/pam/modules.ts';
import type { Refusal } from '../../plan/refusal.ts';
import type { Examination } from '../examination.ts';
import type { SavedAccess, SavedChange, SavedHost, Sources } from './document.ts';
import { savedAccess, savedChange } from './save.ts';
import { sha256, sourcesOf } from './sources.ts';

/**
 * No refusal when the plan of now is the saved one, or what a run of it left to do that was cut after its preparations, or when all that
 * it says is done already. Else one refusal that names what changed: the sources of the plan, or what the plan would be now.
 */
export function driftRefusals(
  saved: SavedHost,
  { facts, plan }: Examination,
  managingAccount: string,
): readonly Refusal[] {
  const sources = sourcesOf(facts, managingAccount);
  const changes = plan.changes.map((change) => savedChange(change, sha256));
  if (changes.length === 0 && isDone(saved, sources)) return [];
  const prepared = without(saved.changes, changes).filter(isPreparation);
  const differences = [
    ...sourceDifferences(leavingOut(prepared, saved.sources), leavingOut(prepared, sources)),
    ...changeDifferences(without(saved.changes, prepared), changes),
    ...accessDifferences(saved, savedAccess(plan)),
  ];
  if (differences.length === 0) return [];
  return [
    {
      cause: causes.drift,
      message: `the host has changed since the plan was made: ${differences.join('; ')}`,
      help: 'see who else changes it, then make a new plan for it: keyturn plan -o',
    },
  ];
}

/** Whether a change is carried out before the transaction, and never undone. */
function isPreparation({ kind, risk }: SavedChange): boolean {
  return kind === 'install-package' || (kind === 'service' && risk === 'none');
}

/** Where a package was to be installed and is, the module is there too. */
function leavingOut(prepared: readonly SavedChange[], sources: Sources): Sources {
  if (!prepared.some(({ kind }) => kind === 'install-package')) return sources;
  return Object.fromEntries(Object.entries(sources).filter(([name]) => name !== codeModule));
}

/** Whether every file is as the plan leaves it: the plan was carried out here before. */
function isDone({ changes }: SavedHost, sources: Sources): boolean {
  return changes.every(({ path, text, state_file_of: account }) => {
    if (path === undefined) return true;
    if (account !== undefined) return sources[path] !== undefined;
    return sources[path] === text;
  });
}

function sourceDifferences(then: Sources, now: Sources): readonly string[] {
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])];
  return names.flatMap((name) => {
    const [old, found] = [then[name], now[name]];
    if (old === found) return [];
    if (old === undefined) return [`${name} is new`];
    return [found === undefined ? `${name} is gone` : `${name} differs${inWords(old, found)}`];
  });
}

/** Hashes tell a reader nothing. */
function inWords(old: string, found: string): string {
  const isHash = (word: string): boolean => /^[0-9a-f]{64}$/.test(word);
  return isHash(old) || isHash(found) ? '' : ` (${old} then, ${found} now)`;
}

function changeDifferences(then: readonly SavedChange[], now: readonly SavedChange[]): readonly string[] {
  const gone = without(then, now).map(({ summary }) => `no longer to do: ${summary}`);
  const added = without(now, then).map(({ summary }) => `to do now: ${summary}`);
  const sorted = gone.length + added.length === 0 && !isDeepStrictEqual(then, now);
  return [...gone, ...added, ...(sorted ? ['the changes would come in another order'] : [])];
}

function without(some: readonly SavedChange[], others: readonly SavedChange[]): readonly SavedChange[] {
  return some.filter((change) => !others.some((other) => isDeepStrictEqual(other, change)));
}

function accessDifferences({ access }: SavedHost, now: SavedHost['access']): readonly string[] {
  const then = new Map(access.map((entry) => [entry.account, entry]));
  const found = new Map(now.map((entry) => [entry.account, entry]));
  return [...new Set([...then.keys(), ...found.keys()])].flatMap((account) => {
    const [old, other] = [wayText(then.get(account)), wayText(found.get(account))];
    return old === other ? [] : [`${account}: ${old} in the plan, ${other} now`];
  });
}

function wayText(entry: SavedAccess | undefined): string {
  if (entry === undefined) return 'no way in';
  const others = entry.elsewhere.map((other) => `${beforeAndAfter(other)} from ${other.from}`);
  return [beforeAndAfter(entry), ...others].join(', ');
}

function beforeAndAfter({ before, after }: Pick<SavedAccess, 'before' | 'after'>): string {
  return `${before} before and ${after} after`;
}
