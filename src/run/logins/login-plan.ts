// Which logins are tried on a host: of every account that the play names, and of one for each other shape there is.
import { causes } from '../../causes/causes.ts';
import { takesCode, type AccessVerdict } from '../../plan/access-verdict.ts';
import type { PrivateKey } from '../../connection/private-key.ts';
import { pamService } from '../../facts/pam-service.ts';
import { atLeast, opensshVersion } from '../../facts/openssh-version.ts';
import { sshdFiles } from '../../facts/sshd-files.ts';
import { stateFiles } from '../../facts/state-files.ts';
import type { Canary } from '../../host-protocol/manifest.ts';
import { rehearsalOf, type Rehearsal } from '../../host-protocol/rehearsal.ts';
import type { TransactionId } from '../../host-protocol/transaction-id.ts';
import type { Examination } from '../examination.ts';
import { enrolledBy } from '../../plan/enrolled-by.ts';
import type { HostContext } from '../host-context.ts';
import { expectationOf } from './judge.ts';
import { isTriable } from './triable.ts';
import { shapesIn } from './account-shape.ts';
import type { StateSecret } from '../services.ts';

/** An account whose login is tried, and the secret that its state file will have during the rehearsal. */
export interface Candidate {
  readonly verdict: AccessVerdict;
  /** Undefined for an account that needs no code, or has none. */
  readonly rehearsal: (StateSecret & { readonly isCanary: boolean }) | undefined;
  /** The account's own secret, where the vault opens: only with it is a login to the real state file possible. */
  readonly own: StateSecret | undefined;
}

/** Everything that the rehearsals and proofs of one transaction share. */
export interface LoginPlan {
  readonly key: PrivateKey;
  readonly candidates: readonly Candidate[];
  readonly rehearsal: Rehearsal;
  readonly canaries: readonly Canary[];
}

/** Plans the logins: keys, secrets and the files that the host needs for them. New enrolments are durable in the vault by then. */
export async function planLogins(host: HostContext, id: TransactionId, seen: Examination): Promise<LoginPlan> {
  const key = host.services.canaryKey();
  const candidates: Candidate[] = [];
  for (const verdict of chosen(seen)) candidates.push(await candidateOf(host, seen, verdict));
  return { key, candidates, rehearsal: rehearsalFor(id, seen, key.publicLine), canaries: canariesOf(seen, candidates) };
}

function chosen(seen: Examination): readonly AccessVerdict[] {
  const { plan } = seen;
  const named = new Set(plan.logins.map(({ account }) => account));
  const shapeOf = shapesIn(seen);
  const shapes = new Set<string>();
  // Those that the play names come first, so that they stand for their shape.
  const verdicts = plan.access.toSorted(
    (left, right) => Number(named.has(right.account)) - Number(named.has(left.account)),
  );
  return verdicts.filter((verdict) => {
    const isFirst = !shapes.has(shapeOf(verdict));
    shapes.add(shapeOf(verdict));
    // A canary key stands in for keys that an account does not have: of a refusal for want of a key it can show nothing.
    const expected = expectationOf(verdict.after);
    const showable =
      expected !== undefined &&
      isTriable(expected) &&
      (expected.outcome === 'accepted' || verdict.cause === causes.notEnrolled);
    // Through a tunnel an account meets no rule for an address: where one decides, the prediction is all there is.
    return showable && verdict.tunnelled === verdict.after && (isFirst || named.has(verdict.account));
  });
}

async function candidateOf(
  { services }: HostContext,
  { plan }: Examination,
  verdict: AccessVerdict,
): Promise<Candidate> {
  const { enrolments } = services;
  if (!takesCode(verdict.after)) return { verdict, rehearsal: undefined, own: undefined };
  const issuer = enrolledBy(plan.changes).get(verdict.account);
  const isKnown = issuer !== undefined || enrolments.entry(verdict.account) === 'open';
  const own = isKnown ? await enrolments.obtain(verdict.account, issuer ?? '') : undefined;
  // The state file that is being staged is rehearsed as it is; one that is live already must not be touched.
  const rehearsal =
    issuer !== undefined && own !== undefined
      ? { ...own, isCanary: false }
      : { ...enrolments.canary(verdict.account), isCanary: true };
  return { verdict, rehearsal, own };
}

function canariesOf({ facts }: Examination, candidates: readonly Candidate[]): readonly Canary[] {
  const { files } = facts.get(stateFiles);
  return candidates.flatMap(({ verdict: { account }, rehearsal }) => {
    const path = files.find((file) => file.account === account)?.path;
    return rehearsal?.isCanary === true && path !== undefined ? [{ account, path, text: rehearsal.text }] : [];
  });
}

function rehearsalFor(id: TransactionId, { facts, plan }: Examination, canaryKey: string): Rehearsal {
  const sshd = facts.get(sshdFiles);
  const pam = facts.get(pamService);
  return rehearsalOf(id, {
    changes: plan.changes.map(({ change }) => change),
    sshdFiles: new Map(sshd.files.map(({ path, text }) => [path, text ?? ''])),
    sshdMain: sshd.main,
    pamPath: pam.path,
    pamText: pam.text ?? '',
    hasPamServiceName: atLeast(facts.get(opensshVersion), 9, 8),
    canaryKey,
  });
}
