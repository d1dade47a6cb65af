// Keys that sshd does not take because others could have changed them, and enrolled accounts that have none.
import { accounts } from '../../facts/accounts.ts';
import { authorizedKeys, type AccountKeys } from '../../facts/authorized-keys.ts';
import { effectiveFor, effectiveValue, sshdEffective } from '../../facts/sshd-effective.ts';
import { stateFiles } from '../../facts/state-files.ts';
import { judged, type Finding } from '../judgement.ts';
import type { AuditContext, Rule } from '../rule.ts';

export const usableKeys: Rule = {
  id: 'TFA-053',
  title: 'a key that sshd does not take',
  severity: 'medium',
  rationale:
    'With StrictModes sshd ignores keys below a folder that others than their user and root can write, without a word to whoever logs in. ' +
    'An account that is enrolled for codes and has no key at all cannot log in either where both are demanded.',
  references: [{ standard: 'STIG RHEL 9', place: 'RHEL-09-255035' }],
  remediation: { lines: '$ chmod go-w /home/USER /home/USER/.ssh /home/USER/.ssh/authorized_keys' },
  facts: [authorizedKeys, accounts, stateFiles, sshdEffective],
  judge: (context) => {
    const found = context.facts.get(authorizedKeys).map((keys) => judgeKeys(context, keys));
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

function judgeKeys({ facts }: AuditContext, keys: AccountKeys): Judged {
  const { account } = keys;
  const effective = effectiveFor(facts.get(sshdEffective), account);
  if (!effective.known) return { findings: [], unjudged: [`what sshd uses for ${account} is not known`] };
  if (effectiveValue(effective, 'authorizedkeysfile')?.startsWith('.ssh/authorized_keys') !== true) {
    return { findings: [], unjudged: [`the keys of ${account} are elsewhere than in its home`] };
  }
  if (!keys.complete) return { findings: [], unjudged: [`the keys of ${account} could not be read`] };
  const strict = effectiveValue(effective, 'strictmodes') !== 'no';
  const findings = keys.keys.length > 0 && strict ? looseFindings(keys) : [];
  const isEnrolled = facts
    .get(stateFiles)
    .files.some((file) => file.account === account && file.file.kind === 'regular');
  const byCommand = effectiveValue(effective, 'authorizedkeyscommand') !== 'none';
  const asksKey = effectiveValue(effective, 'authenticationmethods')?.includes('publickey') === true;
  if (keys.keys.length > 0 || !isEnrolled || !asksKey || byCommand) return { findings, unjudged: [] };
  return {
    findings: [
      { message: 'enrolled, and without a key', evidence: [{ accounts: [account], saw: 'no key in ~/.ssh' }] },
    ],
    unjudged: [],
  };
}

function looseFindings({ account, uid, paths }: AccountKeys): readonly Finding[] {
  const loose = paths.filter(
    (path) => (path.uid !== uid && path.uid !== 0) || (Number.parseInt(path.mode, 8) & 0o022) !== 0,
  );
  return loose.map(({ path, mode, uid: owner }) => ({
    message: 'others than its user and root can change its keys',
    evidence: [{ file: path, accounts: [account], saw: `mode ${mode}, uid ${owner}` }],
    fix: owner === uid || owner === 0 ? `$ chmod go-w ${path}` : `$ chown ${account} ${path}`,
  }));
}
