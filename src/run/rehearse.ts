// Rehearse: real logins through `sshd -i` on the staged configuration, tunnelled in the lifeline. Production is untouched.
import type { Evidence } from '../connection/evidence.ts';
import { parsePamConfig } from '../formats/pam-config.ts';
import { rehearsalScript } from '../host-protocol/rehearsal.ts';
import type { TransactionId } from '../host-protocol/transaction-id.ts';
import type { TriedLogin } from './event.ts';
import { becomes } from './examine.ts';
import type { HostRun } from './host-run.ts';
import type { Candidate, LoginPlan } from './logins/login-plan.ts';
import { judge, policyOf } from './logins/judge.ts';
import type { LoginCode } from './services.ts';

/** Milliseconds until the host's sshd must have started. */
const startTimeout = 15_000;

/** Tries every planned login, and a wrong code once. All that were tried are in the result, met or not. */
export async function rehearse(run: HostRun, id: TransactionId, logins: LoginPlan): Promise<readonly TriedLogin[]> {
  const tried: TriedLogin[] = [];
  for (const candidate of logins.candidates) {
    const expected = policyOf(candidate.verdict.after) ?? 'refused';
    tried.push(judge(await attempt(run, id, logins, candidate, false), expected, 'rehearsed'));
  }
  const forWrong = mayTryWrongCode(logins)
    ? logins.candidates.findLast(({ rehearsal }) => rehearsal !== undefined)
    : undefined;
  if (forWrong !== undefined) {
    const login = judge(await attempt(run, id, logins, forWrong, true), 'refused', 'rehearsed');
    // A login that never got as far as the prompt shows nothing about the code.
    tried.push({ ...login, met: login.met && login.evidence.prompts.length > 0 });
  }
  return tried.map((login) => (askedByOurs(login, logins) ? login : { ...login, met: false }));
}

function attempt(
  run: HostRun,
  id: TransactionId,
  { key }: LoginPlan,
  { verdict, rehearsal }: Candidate,
  wrong: boolean,
): Promise<Evidence> {
  const { host, options, timeline, lifeline } = run;
  const { services, interrupt } = options;
  const code: LoginCode | undefined = rehearsal && {
    secret: rehearsal.secret,
    copy: rehearsal.isCanary ? id.nonce : undefined,
    wrong,
  };
  const script = { text: rehearsalScript(id), become: becomes(run), timeout: startTimeout };
  return services.login(host, { account: verdict.account, key, code }, timeline, interrupt.revertNow, () =>
    lifeline.open(script, interrupt.revertNow),
  );
}

/** Only the staged stack asks with our prompt: any other one asking means that something else was rehearsed. */
function askedByOurs({ evidence }: TriedLogin, { rehearsal }: LoginPlan): boolean {
  return evidence.prompts.every((prompt) => prompt.includes(rehearsal.prompt.trim()));
}

/** Modules that count failures do so for the real account, whichever service they are asked in; includes may hold one. */
function mayTryWrongCode({ rehearsal }: LoginPlan): boolean {
  return parsePamConfig(rehearsal.files.get('pam') ?? '').every((line) => {
    if (line.kind === 'include') return !/auth/.test(line.service);
    if (line.kind !== 'rule' || line.rule.type !== 'auth') return line.kind !== 'broken' && line.kind !== 'cut';
    return !/include|substack/.test(line.rule.control) && !/faillock|tally|abl/.test(line.rule.module);
  });
}
