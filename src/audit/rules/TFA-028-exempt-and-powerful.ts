// Exempt accounts that become root, or get a shell from anywhere: the way around the second factor of everybody.
import { accounts } from '../../facts/accounts.ts';
import { sudoAccounts } from '../../facts/sudo-accounts.ts';
import { keyFacts } from '../../access/account-keys.ts';
import { matrixFacts } from '../account-matrix.ts';
import { judged, notApplicable, perhapsOthers, unknown, type Finding } from '../judgement.ts';
import type { AuditContext, Rule } from '../rule.ts';

export const exemptAndPowerful: Rule = {
  id: 'TFA-028',
  title: 'an exempt account can do more than its job',
  severity: 'high',
  rationale:
    'Anybody who has the key of an exempt account that becomes root has the whole host without a code, whatever is demanded of the others. ' +
    'Keys of robots should be good for one command, or at least for one address.',
  references: [],
  remediation: {
    lines:
      '# a person: enrol it and take it off `exempt`; a machine, in ~/.ssh/authorized_keys, with where it comes from:\nfrom="192.0.2.10" ssh-ed25519 AAAA…',
  },
  facts: [...new Set([...matrixFacts, ...keyFacts, sudoAccounts])],
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

function judgeAccount({ facts, root, keysOf }: AuditContext, name: string): Judged {
  const findings: Finding[] = [];
  const unjudged: string[] = [];
  const account = facts.get(accounts).accounts.find((one) => one.name === name);
  const { sudo, rights } = facts.get(sudoAccounts);
  const right = Object.hasOwn(rights, name) ? rights[name] : 'unknown';
  if (account?.uid === 0) findings.push(finding('it is root', name, 'uid 0', asPerson(name)));
  else if (right === 'free' || right === 'password')
    findings.push(finding('it becomes root', name, `sudo: ALL as root (${sudoWord(right)})`, asPerson(name)));
  else if (sudo && (right === 'unknown' || !root)) unjudged.push(`whether ${name} may become root is not known`);
  const keys = account && keysOf(account);
  const taken = keys === undefined || keys.can === 'no' ? [] : keys.keys;
  const free = taken.filter(({ key }) => !key.options.some((option) => bounds.includes(option.name)));
  if (free.length > 0)
    findings.push(
      finding(
        'its keys are good for a shell from anywhere',
        name,
        `${free.length} without restrict, from or command`,
        free.map(({ place }) => `# ${place}: before the key, where it comes from: from="ADDRESS"`).join('\n'),
      ),
    );
  else if (keys === undefined) unjudged.push(`what sshd uses for ${name} is not known`);
  else if (account?.keyFiles.some(({ complete }) => !complete) === true)
    unjudged.push(`the keys of ${name} could not all be read`);
  else if (keys.can === 'unknown') unjudged.push(`${name}: ${keys.why}`);
  return { findings, unjudged };
}

const bounds: readonly string[] = ['restrict', 'from', 'command'];

/** Who administers a host can type a code. */
function asPerson(name: string): string {
  return `# unless ${name} is what gets in when codes fail (\`break_glass\`): enrol it, and take it off \`exempt\` once its code is handed out`;
}

function finding(message: string, account: string, saw: string, fix: string): Finding {
  return { message, evidence: [{ accounts: [account], saw }], fix };
}

function sudoWord(right: 'free' | 'password'): string {
  return right === 'free' ? 'without a password' : 'with its password';
}
