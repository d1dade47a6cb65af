// How sure one access verdict is, by the evidence at hand and never by its label alone.
import type { AccessVerdict, Certainty } from '../../plan/access-verdict.ts';
import type { HostResult, TriedLogin } from '../../run/event.ts';

/** The logins of one account that did not go as planned. */
export function unmetLogins(host: HostResult, account: string): readonly TriedLogin[] {
  return host.logins.filter((login) => login.evidence.account === account && !login.met);
}

/**
 * The certainty to print. `proven` needs a login on record that was met, in the very way that the verdict names, with an outcome
 * that our client saw; a label without one is worth a prediction. A login that went otherwise makes it `unknown`.
 */
export function certaintyOf(host: HostResult, verdict: AccessVerdict): Certainty {
  if (unmetLogins(host, verdict.account).length > 0) return 'unknown';
  if (host.logins.some((login) => proves(login, verdict))) return 'proven';
  return verdict.certainty === 'proven' ? 'predicted' : verdict.certainty;
}

function proves(login: TriedLogin, verdict: AccessVerdict): boolean {
  return (
    login.met &&
    login.how === 'proven' &&
    login.evidence.account === verdict.account &&
    login.evidence.outcome === login.expected.outcome &&
    login.expected.ways.includes(verdict.after)
  );
}
