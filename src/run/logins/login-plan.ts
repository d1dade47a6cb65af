// Which logins are tried on a host: of every account that it concerns; where those are too many, of all that the play names, and of one
// for each other shape there is.
import { causes } from '../../causes/causes.ts';
import type { Prediction } from '../../access/predict.ts';
import type { AccessVerdict } from '../../plan/access-verdict.ts';
import { expectations, type Expectation } from '../../plan/expectation.ts';
import type { KeyQuestions } from '../../connection/key-questions.ts';
import type { PrivateKey } from '../../connection/private-key.ts';
import { pamService } from '../../facts/pam-service.ts';
import { atLeast, opensshVersion } from '../../facts/openssh-version.ts';
import { sshdFiles } from '../../facts/sshd-files.ts';
import { stateFiles, type StateFile } from '../../facts/state-files.ts';
import { stateSettings } from '../../formats/state-settings.ts';
import type { DecoyFile } from '../../host-protocol/manifest.ts';
import { rehearsalOf, type Rehearsal } from '../../host-protocol/rehearsal.ts';
import type { TransactionId } from '../../host-protocol/transaction-id.ts';
import type { DetailedPlan, Examination } from '../examination.ts';
import { enrolledBy } from '../../plan/enrolled-by.ts';
import type { HostContext } from '../host-context.ts';
import { expectationOf } from './judge.ts';
import { keysToAsk, mayAskKeys } from './own-keys.ts';
import { isTriable } from './triable.ts';
import { shapesIn } from './account-shape.ts';
import type { StateSecret } from '../services.ts';
import { Secret } from '../../shell/secret.ts';

/** An account whose login is tried, and the secret that its state file will have during the rehearsal. */
export interface Candidate {
  readonly verdict: AccessVerdict;
  /** What its login must show. */
  readonly expected: Expectation;
  /** The decoy secret of its rehearsal. Undefined for an account that needs no code, or has none. */
  readonly rehearsal: StateSecret | undefined;
  /** Whether its state file was there before this run: the secret in it may be another than the vault's. */
  readonly enrolledBefore: boolean;
  /** Its own keys, which the host's sshd is asked about; undefined where it cannot be. */
  readonly ask: KeyQuestions | undefined;
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
  const each = plan.access.flatMap((verdict) => {
    const expected = expectationFor(verdict, plan);
    // The user accepts that nothing is known of it.
    const isAccepted = verdict.after === 'unknown' && allowLockout.includes(verdict.account);
    if (expected === undefined || isAccepted || !isShowable(verdict, expected)) return [];
    // Of whom the model knows nothing, only a rehearsal can say something: where stage cannot make its file, the host is refused.
    const isPredicted = verdict.after !== 'unknown' && asksForCode(expected) && !takesDecoy(seen, verdict.account);
    return isPredicted ? [] : [{ verdict, expected }];
  });
  const wanted = onePerStateFile(seen, each);
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

/**
 * Two names of one uid and home have one state file: codes count for both together, and one file is staged. One of them is tried, the one that
 * is enrolled by this plan before others; of the others it stays predicted.
 */
function onePerStateFile({ facts, plan }: Examination, wanted: readonly Wanted[]): readonly Wanted[] {
  const pathOf = new Map(facts.get(stateFiles).files.map(({ account, path }) => [account, path]));
  const enrolled = enrolledBy(plan.changes);
  const chosenFor = new Map<string, string>();
  const first = wanted.toSorted(
    (left, right) => Number(enrolled.has(right.verdict.account)) - Number(enrolled.has(left.verdict.account)),
  );
  for (const { verdict, expected } of first) {
    const path = pathOf.get(verdict.account);
    if (path !== undefined && asksForCode(expected) && !chosenFor.has(path)) chosenFor.set(path, verdict.account);
  }
  return wanted.filter(({ verdict: { account }, expected }) => {
    const holder = chosenFor.get(pathOf.get(account) ?? '');
    return !asksForCode(expected) || holder === undefined || holder === account;
  });
}

/** What the plan says of an account; where the model cannot tell, what the play wants of it. */
function expectationFor({ account, after }: AccessVerdict, { demand }: DetailedPlan): Expectation | undefined {
  if (after !== 'unknown') return expectationOf(after);
  if (demand?.accounts.includes(account) === true) return expectations.find(({ name }) => name === demand.policy.name);
  return expectationOf('key');
}

/**
 * Whether a state file for rehearsals can be made beside the account's own. A file that its module never writes works where nobody can write,
 * or only another account may: there the prediction is all there is.
 */
function takesDecoy({ facts }: Examination, account: string): boolean {
  const file = facts.get(stateFiles).files.find((one) => one.account === account);
  if (file === undefined) return true;
  const isRoots = file.home.uid === 0 && /[0145]{2}$/.test(file.home.mode ?? '');
  return file.room !== 'read-only' && (file.mayWrite !== 'no' || isRoots);
}

/** A decoy key stands in for keys that an account does not have: of a refusal for want of a key it can show nothing. */
function isShowable({ after, tunnelled, cause }: Prediction, expected: Expectation): boolean {
  // Through a tunnel an account meets no rule for an address: where one decides, the prediction is all there is.
  if (tunnelled !== after || !isTriable(expected)) return false;
  return expected.outcome === 'accepted' || cause === causes.notEnrolled;
}

async function candidateOf({ services }: HostContext, seen: Examination, wanted: Wanted): Promise<Candidate> {
  const { facts, plan, otherSecrets = [] } = seen;
  const { enrolments } = services;
  const { account } = wanted.verdict;
  const issuer = enrolledBy(plan.changes).get(account);
  const enrolledBefore = issuer === undefined;
  const ask = wanted.expected.outcome === 'accepted' ? keysToAsk(facts, account) : undefined;
  const known = { ...wanted, ask, enrolledBefore };
  if (!asksForCode(wanted.expected)) return { ...known, rehearsal: undefined, own: undefined };
  // Codes of the vault's secret would be refused, and counted against the account.
  const isOther = issuer === undefined && otherSecrets.includes(account);
  const isKnown = issuer !== undefined || (enrolments.entry(account) === 'open' && !isOther);
  const own = isKnown ? await enrolments.obtain(account, issuer ?? '') : undefined;
  return { ...known, rehearsal: enrolments.decoy(account), own };
}

/** Whether a login that shows it gives a code. */
function asksForCode({ outcome, logins }: Expectation): boolean {
  return outcome === 'accepted' && logins.some(({ factors }) => factors.includes('code'));
}

function decoysOf({ facts }: Examination, candidates: readonly Candidate[]): readonly DecoyFile[] {
  const { files } = facts.get(stateFiles);
  return candidates.flatMap(({ verdict: { account }, rehearsal, enrolledBefore }): readonly DecoyFile[] => {
    const file = files.find((one) => one.account === account);
    if (rehearsal === undefined || file === undefined) return [];
    const { path } = file;
    return enrolledBefore && isTimed(file)
      ? [{ account, path, kind: 'copy', text: new Secret(`${rehearsal.secret.reveal()}\n`) }]
      : [{ account, path, kind: 'secret', text: rehearsal.text }];
  });
}

/** Whether the codes that the file takes are those that we make: by the time, a new one every 30 seconds. */
function isTimed({ file, text }: StateFile): boolean {
  if (file.kind !== 'regular' || text === undefined) return false;
  const { codes, stepSize, faults } = stateSettings(text);
  return (codes === 'time' && stepSize === 30) || faults.length > 0;
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
    keepsKeyFiles: mayAskKeys(facts),
  });
}
