// Keys that sshd does not take: others could have changed them, or the line is wrong; and enrolled accounts that have none.
import { keyFileTrust, type Trust } from '../../access/key-files.ts';
import { placesOf } from '../../access/key-means.ts';
import { optionProblem } from '../../formats/authorized-keys.ts';
import { accounts, type Account } from '../../facts/accounts.ts';
import { atLeast, opensshVersion } from '../../facts/openssh-version.ts';
import type { KeyFile, KeyPath } from '../../facts/probe/key-files.ts';
import { effectiveFor, effectiveValue, sshdEffective } from '../../facts/sshd-effective.ts';
import { stateFiles } from '../../facts/state-files.ts';
import { keyFacts, keySettingsOf } from '../../access/account-keys.ts';
import { judged, type Finding } from '../judgement.ts';
import { shellLine } from '../remedies.ts';
import type { AuditContext, Rule } from '../rule.ts';
import { secretsElsewhere } from '../secret-places.ts';
import { stateFacts } from '../state-files.ts';

export const usableKeys: Rule = {
  id: 'TFA-053',
  title: 'a key that sshd does not take',
  severity: 'medium',
  rationale:
    'sshd ignores keys that others than their user and root can change (StrictModes), those that their user cannot read, and lines with an option that it does not know, without a word to anybody who logs in. ' +
    'An account that is enrolled for codes and has no key at all cannot log in either where both are demanded.',
  references: [{ standard: 'STIG RHEL 9', place: 'RHEL-09-255035' }],
  remediation: { lines: '# what of the key, its file and the folders above it the finding names' },
  facts: [...new Set([...keyFacts, ...stateFacts])],
  judge: (context) => {
    const found = context.facts
      .get(accounts)
      .accounts.filter(({ loginCapable }) => loginCapable)
      .map((account) => judgeKeys(context, account));
    return judged(
      found.flatMap(({ findings }) => findings),
      found.flatMap(({ unjudged }) => unjudged),
      'sshd takes the keys of everybody who has some',
    );
  },
};

interface Judged {
  readonly findings: readonly Finding[];
  readonly unjudged: readonly string[];
}

function judgeKeys(context: AuditContext, account: Account): Judged {
  const { facts } = context;
  const { name } = account;
  const settings = keySettingsOf(facts, name);
  if (settings === undefined) return { findings: [], unjudged: [`what sshd uses for ${name} is not known`] };
  const places = placesOf(settings);
  const files = account.keyFiles.filter(({ place }) => places.includes(place));
  const strict = settings.strictModes.value !== 'no';
  const trusts = files.filter(holdsKeys).map((file) => keyFileTrust(account, file, strict));
  const findings = [
    ...trusts.flatMap((trust) => (trust.taken === 'no' ? findingOf(account, files, trust) : [])),
    ...files.flatMap((file) => wrongLines(context, account, file)),
  ];
  const unjudged = [
    ...trusts.flatMap(({ taken, why }) => (taken === 'perhaps' ? [`${name}: ${why}`] : [])),
    ...places
      .filter((place) => account.hidden.includes(place))
      .map((place) => `the keys of ${name} in ${place} could not be seen`),
    ...files.filter(({ complete }) => !complete).map(({ path }) => `the keys in ${path} could not all be read`),
  ];
  return findings.length > 0 || unjudged.length > 0 ? { findings, unjudged } : judgeWithout(context, account, places);
}

function holdsKeys({ lines, complete }: KeyFile): boolean {
  return !complete || lines.some(({ found }) => found.kind === 'key');
}

/** Lines that somebody meant to be keys. */
function wrongLines({ facts }: AuditContext, { name }: Account, { path, lines }: KeyFile): readonly Finding[] {
  const version = facts.get(opensshVersion);
  const knows = ([major, minor]: readonly [number, number]): boolean =>
    !version.known || atLeast(version, major, minor);
  return lines.flatMap(({ line, found }) => {
    const problem =
      found.kind === 'broken' ? found.problem : found.kind === 'key' ? optionProblem(found.options, knows) : undefined;
    if (problem === undefined) return [];
    const evidence = [{ file: path, line, accounts: [name], saw: problem }];
    return [{ message: 'sshd passes over a line', evidence, ...shellLine('ssh-keygen -lf', path) }];
  });
}

/** Of an account that has nothing wrong: whether it has a key where it needs one. */
function judgeWithout({ facts, pam, keysOf }: AuditContext, account: Account, places: readonly string[]): Judged {
  const { name } = account;
  const asked = effectiveValue(effectiveFor(facts.get(sshdEffective), name), 'authenticationmethods');
  const keys = keysOf(account);
  if (asked?.includes('publickey') !== true || keys?.can !== 'no') return { findings: [], unjudged: [] };
  const elsewhere = secretsElsewhere(pam);
  if (elsewhere !== undefined) return { findings: [], unjudged: [elsewhere] };
  const isEnrolled = facts
    .get(stateFiles)
    .files.some(({ account: own, file }) => own === name && file.kind === 'regular');
  if (!isEnrolled) return { findings: [], unjudged: [] };
  const evidence = [{ accounts: [name], saw: keys.why }];
  const place = places[0] ?? 'a file that AuthorizedKeysFile names';
  const file = /^[/%]|^a file/.test(place) ? place : `~${name}/${place}`;
  const fix = `# the public key of ${name} into ${file}, owned by ${name} and writable by it alone`;
  return { findings: [{ message: 'enrolled, and without a key', evidence, fix }], unjudged: [] };
}

function findingOf(account: Account, files: readonly KeyFile[], { path, why }: Trust): readonly Finding[] {
  if (path === undefined) return [];
  return [
    {
      message: 'sshd does not take its keys',
      evidence: [{ file: path.path, accounts: [account.name], saw: why }],
      ...trusted(account, files, path),
    },
  ];
}

/** A folder of root's may be a jail, and one outside of the home is for others too: neither is given away. */
function trusted(
  { name, uid, home }: Account,
  files: readonly KeyFile[],
  { path, uid: owner, mode }: KeyPath,
): Pick<Finding, 'fix'> {
  const isFile = files.some((file) => file.path === path);
  const isOwn = owner === uid;
  if ((isOwn || owner === 0) && (mode & 0o022) !== 0) return shellLine('chmod -- go-w', path);
  if (isOwn) return shellLine('chmod --', isFile ? 'u+r' : 'u+x', path);
  const isIn = path === home || path.startsWith(`${home}/`);
  if (isFile || (isIn && owner !== 0)) return shellLine('chown --', name, path);
  return {
    fix: `# see whom ${path} is for before its owner or mode is changed; or keep the keys of ${name} where it and root alone decide`,
  };
}
