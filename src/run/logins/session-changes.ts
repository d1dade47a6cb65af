// What a change does to the sessions that people get: a rehearsed login's, against one on the configuration in place.
import type { Facts } from '../../facts/fact.ts';
import { pamService } from '../../facts/pam-service.ts';
import { parseSession, sessionChanges } from '../../formats/login-session.ts';
import type { DetailedPlan } from '../examination.ts';
import { RefusedError } from '../problem.ts';
import type { TriedLogin } from '../event.ts';
import { takesCode } from '../../plan/access-verdict.ts';
import type { Candidate } from './login-plan.ts';

/** Whether an account can be logged in to before the change, with a key alone, and the change may touch its session. */
export function isComparable({ verdict: { before } }: Candidate, { changes }: DetailedPlan): boolean {
  const touches = changes.some(
    ({ change }) => change.risk === 'login' && change.kind === 'write-file' && change.content.kind === 'text',
  );
  const removes = changes.some(({ change }) => change.risk === 'login' && change.kind === 'remove-file');
  return (touches || removes) && before !== 'refused' && !takesCode(before);
}

/**
 * Whether the groups of a session may hang on the name of the PAM service, which is another one in a rehearsal: group.conf(5) may say so. Then
 * they show nothing, and what gives them stays by the plan of the task `pam`.
 */
export function groupsFollowService(facts: Facts): boolean {
  const { text = '', files } = facts.get(pamService);
  return [text, ...files.map((file) => file.text ?? '')].some((one) => one.includes('pam_group.so'));
}

/**
 * The login with what changes in its session. `look` logs in on the configuration in place, and gives undefined where the account cannot be
 * compared; it is asked once more where something differs, so that what differs between any two logins does not count. A login
 * that is accepted and shows no session has lost it where there was one before; where there was none either (a shell that runs no commands, a
 * PAM stack that opens none in a tunnel) the session is unseen, which is said.
 */
export async function withSessionChanges(
  login: TriedLogin,
  look: () => Promise<Look>,
  ignoreGroups: boolean,
): Promise<TriedLogin> {
  const { session, ...evidence } = login.evidence;
  const plain: TriedLogin = { ...login, evidence };
  if (evidence.outcome !== 'accepted') return plain;
  const first = await look();
  if (first === undefined) return plain;
  const [before, after] = [parseSession(first.printed ?? ''), parseSession(session ?? '')];
  if (before === undefined) return { ...plain, sessionUnseen: true };
  if (after === undefined) return { ...plain, sessionChanges: ['no session opens'] };
  const changes = sessionChanges(before, after);
  if (changes.size === 0) return { ...plain, sessionChanges: [] };
  const again = parseSession((await look())?.printed ?? '');
  const restless = again === undefined ? new Map<string, string>() : sessionChanges(before, again);
  const lasting = [...changes].filter(
    ([subject]) => !restless.has(subject) && !(ignoreGroups && subject.startsWith('group ')),
  );
  return { ...plain, sessionChanges: lasting.map(([, text]) => text) };
}

/** What a login on the configuration in place printed, if anything; undefined where the account is not compared. */
export type Look = { readonly printed: string | undefined } | undefined;

/** Rejects with a RefusedError where a session changes of somebody for whom that was not accepted. */
export function requireSameSessions(tried: readonly TriedLogin[], accepted: readonly string[]): void {
  const changed = tried.filter(
    ({ evidence, sessionChanges: changes = [] }) => changes.length > 0 && !accepted.includes(evidence.account),
  );
  if (changed.length === 0) return;
  const texts = changed.map(
    ({ evidence, sessionChanges: changes = [] }) => `${evidence.account}: ${changes.join(', ')}`,
  );
  const flags = changed.map(({ evidence }) => `--accept-breaking ${evidence.account}`).join(' ');
  throw new RefusedError(`sessions would change: ${texts.join('; ')}`, {
    help: `find the line of the PAM service or of sshd_config that sets this up, and put it where the plan keeps it; or accept it with \`${flags}\``,
  });
}
