// Keys that sshd does not take: others could have changed them, or the line is wrong; and enrolled accounts that have none.
import { keyFileTrust, type Trust } from '../../access/key-files.ts';
import { placesOf } from '../../access/key-means.ts';
import { optionProblem } from '../../formats/authorized-keys.ts';
import { accounts, type Account } from '../../facts/accounts.ts';
import { atLeast, opensshVersion } from '../../facts/openssh-version.ts';
import type { KeyFile } from '../../facts/probe/key-files.ts';
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
  remediation: { lines: '$ chmod go-w /home/USER /home/USER/.ssh /home/USER/.ssh/authorized_keys' },
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
    ...trusts.flatMap((trust) => (trust.taken === 'no' ? findingOf(account, trust) : [])),
    ...files.flatMap((file) => wrongLines(context, account, file)),
  ];
  const unjudged = [
    ...trusts.flatMap(({ taken, why }) => (taken === 'perhaps' ? [`${name}: ${why}`] : [])),
    ...places
      .filter((place) => account.hidden.includes(place))
      .map((place) => `the keys of ${name} in ${place} could not be seen`),
    ...files.filter(({ complete }) => !complete).map(({ path }) => `the keys in ${path} could not all be read`),
  ];
  return findings.length > 0 || unjudged.length > 0 ? { findings, unjudged } : judgeWithout(context, account);
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
function judgeWithout({ facts, pam, keysOf }: AuditContext, account: Account): Judged {
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
  return { findings: [{ message: 'enrolled, and without a key', evidence }], unjudged: [] };
}

function findingOf({ name, uid }: Account, { path, why }: Trust): readonly Finding[] {
  if (path === undefined) return [];
  const isForeign = path.uid !== uid && path.uid !== 0;
  const isOpen = (path.mode & 0o022) !== 0;
  return [
    {
      message: 'sshd does not take its keys',
      evidence: [{ file: path.path, accounts: [name], saw: why }],
      ...(isOpen && !isForeign ? shellLine('chmod -- go-w', path.path) : shellLine('chown --', name, path.path)),
    },
  ];
}
