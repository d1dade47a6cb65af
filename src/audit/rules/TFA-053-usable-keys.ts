// Keys that sshd does not take because others could have changed them, and enrolled accounts that have none.
import { keyFileTrust, type Trust } from '../../access/key-files.ts';
import { accounts, type Account } from '../../facts/accounts.ts';
import { effectiveFor, effectiveValue, sshdEffective } from '../../facts/sshd-effective.ts';
import { stateFiles } from '../../facts/state-files.ts';
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
    'sshd ignores keys that others than their user and root can change (StrictModes), and those that their user cannot read, without a word to whoever logs in. ' +
    'An account that is enrolled for codes and has no key at all cannot log in either where both are demanded.',
  references: [{ standard: 'STIG RHEL 9', place: 'RHEL-09-255035' }],
  remediation: { lines: '$ chmod go-w /home/USER /home/USER/.ssh /home/USER/.ssh/authorized_keys' },
  facts: [accounts, ...stateFacts, sshdEffective],
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

function judgeKeys({ facts, pam }: AuditContext, account: Account): Judged {
  const { name, authorizedKeys } = account;
  const effective = effectiveFor(facts.get(sshdEffective), name);
  if (!effective.known) return { findings: [], unjudged: [`what sshd uses for ${name} is not known`] };
  if (effectiveValue(effective, 'authorizedkeysfile')?.startsWith('.ssh/authorized_keys') !== true) {
    return { findings: [], unjudged: [`the keys of ${name} are elsewhere than in its home`] };
  }
  if (authorizedKeys === 'unknown') return { findings: [], unjudged: [`the keys of ${name} could not be read`] };
  if (authorizedKeys === 'present') return judgeFiles(account, effectiveValue(effective, 'strictmodes') !== 'no');
  const otherwise = ['authorizedkeyscommand', 'trustedusercakeys'].some(
    (keyword) => (effectiveValue(effective, keyword) ?? 'none') !== 'none',
  );
  const asksKey = effectiveValue(effective, 'authenticationmethods')?.includes('publickey') === true;
  if (!asksKey || otherwise) return { findings: [], unjudged: [] };
  const elsewhere = secretsElsewhere(pam);
  if (elsewhere !== undefined) return { findings: [], unjudged: [elsewhere] };
  const isEnrolled = facts
    .get(stateFiles)
    .files.some(({ account: own, file }) => own === name && file.kind === 'regular');
  if (!isEnrolled) return { findings: [], unjudged: [] };
  return {
    findings: [{ message: 'enrolled, and without a key', evidence: [{ accounts: [name], saw: 'no key in ~/.ssh' }] }],
    unjudged: [],
  };
}

function judgeFiles(account: Account, strict: boolean): Judged {
  const trusts = account.keyFiles.map((file) => keyFileTrust(account, file, strict));
  return {
    findings: trusts.flatMap((trust) => (trust.taken === 'no' ? findingOf(account, trust) : [])),
    unjudged: trusts.flatMap(({ taken, why }) => (taken === 'perhaps' ? [`${account.name}: ${why}`] : [])),
  };
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
