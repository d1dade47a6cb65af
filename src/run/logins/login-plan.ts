// Which logins are tried on a host: of every account that it concerns; where those are too many, of all that the play names, and of one
// for each other shape there is.
import { causes } from '../../causes/causes.ts';
import type { Prediction } from '../../access/predict.ts';
import type { AccessVerdict } from '../../plan/access-verdict.ts';
import { expectations, type Expectation } from '../../plan/expectation.ts';
import type { PrivateKey } from '../../connection/private-key.ts';
import { pamService } from '../../facts/pam-service.ts';
import { atLeast, opensshVersion } from '../../facts/openssh-version.ts';
import { sshdFiles } from '../../facts/sshd-files.ts';
import { stateFiles } from '../../facts/state-files.ts';
import type { DecoyFile } from '../../host-protocol/manifest.ts';
import { rehearsalOf, type Rehearsal } from '../../host-protocol/rehearsal.ts';
import type { TransactionId } from '../../host-protocol/transaction-id.ts';
import type { DetailedPlan, Examination } from '../examination.ts';
import { enrolledBy } from '../../plan/enrolled-by.ts';
import type { HostContext } from '../host-context.ts';
import { expectationOf } from './judge.ts';
import { isTriable } from './triable.ts';
import { shapesIn } from './account-shape.ts';
import type { StateSecret } from '../services.ts';

/** An account whose login is tried, and the secret that its state file will have during the rehearsal. */
export interface Candidate {
  readonly verdict: AccessVerdict;
  /** What its login must show. */
  readonly expected: Expectation;
  /** Undefined for an account that needs no code, or has none. */
  readonly rehearsal: (StateSecret & { readonly isDecoy: boolean }) | undefined;
  /** The account's own secret, where the vault opens: only with it is a login to the real state file possible. */
  readonly own: StateSecret | undefined;
}

/** Everything that the rehearsals and proofs of one transaction share. */
export interface LoginPlan {
  readonly key: PrivateKey;
  readonly candidates: readonly Candidate[];
  readonly rehearsal: Rehearsal;
  readonly decoys: readonly DecoyFile[];
}

/** Plans the logins: keys, secrets and the files that the host needs for them. New enrolments are durable in the vault by then. */
export async function planLogins(host: HostContext, id: TransactionId, seen: Examination): Promise<LoginPlan> {
  const key = host.services.decoyKey();
  const candidates: Candidate[] = [];
  for (const one of chosen(seen, host.work.allowLockout)) candidates.push(await candidateOf(host, seen, one));
  return { key, candidates, rehearsal: rehearsalFor(id, seen, key.publicLine), decoys: decoysOf(seen, candidates) };
}

/** Up to so many accounts are each tried for themselves. */
const mostAccounts = 50;

/** An account, and what its login must show. */
type Wanted = Pick<Candidate, 'verdict' | 'expected'>;

function chosen(seen: Examination, allowLockout: readonly string[]): readonly Wanted[] {
  const { plan } = seen;
  const wanted = plan.access.flatMap((verdict) => {
    const expected = expectationFor(verdict, plan);
    // The user accepts that nothing is known of it.
    const isAccepted = verdict.after === 'unknown' && allowLockout.includes(verdict.account);
    return expected !== undefined && !isAccepted && isShowable(verdict, expected) ? [{ verdict, expected }] : [];
  });
  if (wanted.length <= mostAccounts) return wanted;
  const named = new Set(plan.logins.map(({ account }) => account));
  const enrolled = enrolledBy(plan.changes);
  const isNamed = ({ verdict: { account } }: Wanted): boolean => named.has(account) || enrolled.has(account);
  const shapeOf = shapesIn(seen);
  const shapes = new Set<string>();
  // Those that the play names come first, so that they stand for their shape.
  const ordered = wanted.toSorted((left, right) => Number(isNamed(right)) - Number(isNamed(left)));
  return ordered.filter((one) => {
    const isFirst = !shapes.has(shapeOf(one.verdict));
    shapes.add(shapeOf(one.verdict));
    return isFirst || isNamed(one);
  });
}

/** What the plan says of an account; where the model cannot tell, what the play wants of it. */
function expectationFor({ account, after }: AccessVerdict, { demand }: DetailedPlan): Expectation | undefined {
  if (after !== 'unknown') return expectationOf(after);
  if (demand?.accounts.includes(account) === true) return expectations.find(({ name }) => name === demand.policy.name);
  return expectationOf('key');
}

/** A decoy key stands in for keys that an account does not have: of a refusal for want of a key it can show nothing. */
function isShowable({ after, tunnelled, cause }: Prediction, expected: Expectation): boolean {
  // Through a tunnel an account meets no rule for an address: where one decides, the prediction is all there is.
  if (tunnelled !== after || !isTriable(expected)) return false;
  return expected.outcome === 'accepted' || cause === causes.notEnrolled;
}

async function candidateOf({ services }: HostContext, { plan }: Examination, wanted: Wanted): Promise<Candidate> {
  const { enrolments } = services;
  const { account } = wanted.verdict;
  if (!asksForCode(wanted.expected)) return { ...wanted, rehearsal: undefined, own: undefined };
  const issuer = enrolledBy(plan.changes).get(account);
  const isKnown = issuer !== undefined || enrolments.entry(account) === 'open';
  const own = isKnown ? await enrolments.obtain(account, issuer ?? '') : undefined;
  // The state file that is being staged is rehearsed as it is; one that is live already must not be touched.
  const rehearsal =
    issuer !== undefined && own !== undefined
      ? { ...own, isDecoy: false }
      : { ...enrolments.decoy(account), isDecoy: true };
  return { ...wanted, rehearsal, own };
}

/** Whether a login that shows it gives a code. */
function asksForCode({ outcome, logins }: Expectation): boolean {
  return outcome === 'accepted' && logins.some(({ factors }) => factors.includes('code'));
}

function decoysOf({ facts }: Examination, candidates: readonly Candidate[]): readonly DecoyFile[] {
  const { files } = facts.get(stateFiles);
  return candidates.flatMap(({ verdict: { account }, rehearsal }) => {
    const path = files.find((file) => file.account === account)?.path;
    return rehearsal?.isDecoy === true && path !== undefined ? [{ account, path, text: rehearsal.text }] : [];
  });
}

function rehearsalFor(id: TransactionId, { facts, plan }: Examination, decoyKey: string): Rehearsal {
  const sshd = facts.get(sshdFiles);
  const pam = facts.get(pamService);
  return rehearsalOf(id, {
    changes: plan.changes.map(({ change }) => change),
    sshdFiles: new Map(sshd.files.map(({ path, text }) => [path, text ?? ''])),
    sshdMain: sshd.main,
    pamPath: pam.path,
    pamText: pam.text ?? '',
    stateFile: pam.stateFile,
    hasPamServiceName: atLeast(facts.get(opensshVersion), 9, 8),
    decoyKey,
  });
}
