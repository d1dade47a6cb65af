// Exempt accounts that become root, or get a shell from anywhere: the way around the second factor of everybody.
import { accounts } from '../../facts/accounts.ts';
import { authorizedKeys, type AccountKeys } from '../../facts/authorized-keys.ts';
import { sudoAccounts } from '../../facts/sudo-accounts.ts';
import { matrixFacts } from '../account-matrix.ts';
import { judged, notApplicable, perhapsOthers, unknown, type Finding } from '../judgement.ts';
import type { AuditContext, Rule } from '../rule.ts';

export const exemptAndPowerful: Rule = {
  id: 'TFA-028',
  title: 'an exempt account can do more than its job',
  severity: 'high',
  rationale:
    'Whoever has the key of an exempt account that becomes root has the whole host without a code, whatever is demanded of the others. ' +
    'Keys of robots should be good for one command, or at least for one address.',
  references: [],
  remediation: {
    lines: '# ~/.ssh/authorized_keys\nrestrict,from="192.0.2.10",command="/usr/local/bin/backup" ssh-ed25519 AAAA…',
  },
  facts: [...new Set([...matrixFacts, authorizedKeys, sudoAccounts])],
  judge: (context) => {
    const { matrix } = context;
    if (!matrix.known) return unknown(matrix.reason);
    const exempt = matrix.rows.filter(({ protection }) => protection === 'exempt').map(({ account }) => account);
    const others = perhapsOthers(matrix.unlisted);
    if (exempt.length === 0 && others.length === 0) return notApplicable('nobody is exempt');
    const found = exempt.map((account) => judgeAccount(context, account));
    return judged(
      found.flatMap(({ findings }) => findings),
      [...found.flatMap(({ unjudged }) => unjudged), ...others],
      'exempt accounts become nobody else, and their keys are bound',
    );
  },
};

interface Judged {
  readonly findings: readonly Finding[];
  readonly unjudged: readonly string[];
}

function judgeAccount({ facts, root }: AuditContext, name: string): Judged {
  const findings: Finding[] = [];
  const unjudged: string[] = [];
  const isRoot = facts.get(accounts).accounts.some((account) => account.name === name && account.uid === 0);
  const { sudo, rights } = facts.get(sudoAccounts);
  const right = Object.hasOwn(rights, name) ? rights[name] : 'unknown';
  if (isRoot) findings.push(finding('it is root', name, 'uid 0'));
  else if (right === 'free' || right === 'password')
    findings.push(finding('it becomes root', name, `sudo: ALL as root (${sudoWord(right)})`));
  else if (sudo && (right === 'unknown' || !root)) unjudged.push(`whether ${name} may become root is not known`);
  const keys = facts.get(authorizedKeys).find(({ account }) => account === name);
  const free = keys?.keys.filter(({ options }) => !options.some((option) => bounds.includes(option))) ?? [];
  if (free.length > 0)
    findings.push(
      finding('its keys are good for a shell from anywhere', name, `${free.length} without restrict, from or command`),
    );
  else if (!isWhole(keys)) unjudged.push(`the keys of ${name} could not be read`);
  return { findings, unjudged };
}

const bounds: readonly string[] = ['restrict', 'from', 'command'];

function isWhole(keys: AccountKeys | undefined): boolean {
  return keys?.complete === true && keys.keys.length > 0;
}

function finding(message: string, account: string, saw: string): Finding {
  return { message, evidence: [{ accounts: [account], saw }] };
}

function sudoWord(right: 'free' | 'password'): string {
  return right === 'free' ? 'without a password' : 'with its password';
}
