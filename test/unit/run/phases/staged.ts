// A transaction that is staged on a fake host, with the logins that a test wants, and what logins look like to our client.
import type { AuthStep, Evidence } from '../../../../src/connection/evidence.ts';
import { generatePrivateKey } from '../../../../src/connection/private-key.ts';
import { factsOf } from '../../../../src/facts/fact.ts';
import { expectationNamed, expectations } from '../../../../src/plan/expectation.ts';
import type { AccessVerdict } from '../../../../src/plan/access-verdict.ts';
import type { LoginExpectation } from '../../../../src/plan/task-plan.ts';
import type { Candidate } from '../../../../src/run/logins/login-plan.ts';
import type { Transaction } from '../../../../src/run/transaction.ts';
import { Secret } from '../../../../src/shell/secret.ts';
import { verdict } from '../../reporters/fixtures.ts';
import type { FakeHost } from './fake-host.ts';

export const id = { runId: 'run-1', nonce: '0123456789abcdef0123456789abcdef' };
/** What the staged stack asks with. */
export const prompt = 'Verification code (rehearsal 01234567): ';

const partialKey: AuthStep = { tried: 'publickey', methodsLeft: ['keyboard-interactive'], partialSuccess: true };
const code: AuthStep = { tried: 'keyboard-interactive', methodsLeft: [], partialSuccess: false };
const key: AuthStep = { tried: 'publickey', methodsLeft: [], partialSuccess: false };

export const expected = (name: string) => expectationNamed(name, expectations);

export function evidence(account: string, over: Partial<Evidence> = {}): Evidence {
  return { account, steps: [partialKey, code], prompts: [prompt], outcome: 'accepted', detail: '', ...over };
}

/** A login with a key alone. */
export function keyOnly(account: string, over: Partial<Evidence> = {}): Evidence {
  return evidence(account, { steps: [key], prompts: [], ...over });
}

/** A login that ends at the question. */
export function wrongCode(account: string): Evidence {
  return evidence(account, { outcome: 'refused', detail: 'the code is refused' });
}

const decoy = { secret: new Secret('DECOY'), text: new Secret('DECOY\n') };
const own = { secret: new Secret('OWN'), text: new Secret('OWN\n') };

/** Somebody who needs a key and a code, enrolled before this run, whose secret the vault has. */
export function withCode(account: string, over: Partial<Candidate> = {}): Candidate {
  const known = { expected: expected('publickey+otp'), rehearsal: decoy, own, enrolledBefore: true, ask: undefined };
  return { verdict: verdict(account, { before: 'key+code', after: 'key+code' }), ...known, ...over };
}

/** Somebody whose key is enough after the change, and whose session is not compared: before it a code was asked for. */
export function withKey(account: string, over: Partial<Candidate> = {}): Candidate {
  const known = { expected: expected('publickey'), rehearsal: undefined, own: undefined, enrolledBefore: true };
  return { verdict: verdict(account, { before: 'key+code', after: 'key' }), ...known, ask: undefined, ...over };
}

export interface StagedOptions {
  readonly candidates: readonly Candidate[];
  readonly named?: readonly LoginExpectation[];
  /** The staged PAM service. */
  readonly pam?: string;
  readonly access?: readonly AccessVerdict[];
}

export function staged(
  { lifeline }: FakeHost,
  { candidates, named = [], pam = 'auth required pam_google_authenticator.so\n', access }: StagedOptions,
): Transaction {
  const change = { kind: 'write-file', risk: 'login', path: '/etc/pam.d/sshd', content: { kind: 'text', text: pam } };
  const facts = factsOf(new Map([['pam-service', { path: '/etc/pam.d/sshd', text: '', files: [] }]]));
  const plan = {
    changes: [{ task: 'pam', change }],
    access: access ?? candidates.map(({ verdict: one }) => one),
    logins: named,
  };
  const logins = {
    key: generatePrivateKey('decoy'),
    candidates,
    rehearsal: { files: new Map([['pam', pam]]), prompt },
  };
  return { id, lifeline, seen: { facts, plan }, logins } as unknown as Transaction;
}
