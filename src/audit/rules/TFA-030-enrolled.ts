// Accounts with a key that must give a code and cannot: they have no state file.
import { enrolledState } from '../../access/enrolled.ts';
import { accounts, type Account } from '../../facts/accounts.ts';
import { pamService } from '../../facts/pam-service.ts';
import { effectiveFor, sshdEffective, type SshdValues } from '../../facts/sshd-effective.ts';
import { stateFiles } from '../../facts/state-files.ts';
import { keyFacts } from '../../access/account-keys.ts';
import { judged, notApplicable, perhapsOthers, unknown, type Finding } from '../judgement.ts';
import { methodLists } from '../methods.ts';
import { enrolUser } from '../remedies.ts';
import type { AuditContext, Rule } from '../rule.ts';
import { secretsElsewhere } from '../secret-places.ts';

export const enrolled: Rule = {
  id: 'TFA-030',
  title: 'somebody must give a code and is not enrolled',
  severity: 'critical',
  rationale:
    'The account has a key, so somebody logs in with it, and there is no secret that a code could be checked against: it is locked out. ' +
    'Who needs no code has to be exempt, and who does not log in any more needs no key.',
  references: [],
  remediation: { lines: '$ google-authenticator -t -d -f -r 3 -R 30 -w 3', task: enrolUser },
  facts: [...keyFacts, stateFiles, pamService],
  judge: (context) => {
    const { facts } = context;
    const elsewhere = secretsElsewhere(context.pam);
    if (elsewhere !== undefined) return unknown(elsewhere);
    if (context.pam.demand.code.demand !== 'required') return notApplicable('PAM does not require a code');
    const withKeys = facts
      .get(accounts)
      .accounts.filter(({ loginCapable }) => loginCapable)
      .map((account) => ({ account, keys: context.keysOf(account)?.can ?? 'unknown' }))
      .filter(({ keys }) => keys !== 'no');
    const asked = withKeys.map((one) => ({ ...one, demand: demandFor(context, one.account) }));
    const states = asked
      .filter(({ demand }) => demand === 'code')
      .map((one) => ({ ...one, ...enrolledState(facts.get(stateFiles), one.account.name, undefined) }));
    const absent = states.filter(({ state }) => state === 'absent');
    const missing = absent.filter(({ keys }) => keys === 'yes').map(({ account }) => account.name);
    const unjudged = [
      ...asked
        .filter(({ demand }) => demand === 'unknown')
        .map(({ account }) => `what sshd demands of ${account.name} is not known`),
      ...states
        .filter(({ state }) => state === 'unknown')
        .map(({ account }) => `whether ${account.name} is enrolled is not known`),
      ...absent
        .filter(({ keys }) => keys === 'unknown')
        .map(({ account }) => `whether ${account.name}, which is not enrolled, has a key is not known`),
      ...perhapsOthers(facts.get(accounts).unlisted),
    ];
    const saw = 'a key, and no state file';
    const findings: readonly Finding[] =
      missing.length === 0 ? [] : [{ message: 'not enrolled', evidence: [{ accounts: missing, saw }] }];
    return judged(findings, unjudged, 'everybody with a key who must give a code is enrolled');
  },
};

function demandFor({ facts }: AuditContext, { name, uid }: Account): 'code' | 'none' | 'unknown' {
  const asked = effectiveFor(facts.get(sshdEffective), name);
  if (!asked.known) return 'unknown';
  const lists = methodLists(asked.values);
  // root has a rule of its own where it may show keys only.
  if (uid === 0 && !maySay(asked.values)) return 'none';
  const demands = lists?.every((list) => list.includes('keyboard-interactive')) ?? false;
  return demands ? 'code' : 'none';
}

function maySay(values: SshdValues): boolean {
  return Object.hasOwn(values, 'permitrootlogin') && values['permitrootlogin']?.[0] === 'yes';
}
