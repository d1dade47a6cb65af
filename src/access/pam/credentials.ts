// The auth part of a PAM service as pam_setcred(3) runs it. sshd calls that for every login, those with a key alone included, which never
// ran the part before; and for prompts it asked them in a process of its own, so that jumps follow what modules say here and not there.
import { moduleName } from '../../formats/pam-config.ts';
import { pamResults, type PamResult } from '../../formats/pam-control.ts';
import { dispatch, type StackAnswer, type StackEnding } from './dispatch.ts';
import { codeModule, isInstalled } from './modules.ts';
import type { PamHost } from './question.ts';
import type { StackRule } from './stack.ts';

/** What a module does then: something to the session, nothing without having asked before, or unknown. */
export type SessionEffect = 'acts' | 'idle' | 'unknown';

interface Credentials {
  readonly effect: Exclude<SessionEffect, 'unknown'>;
  readonly results: readonly PamResult[];
}

const acts = (...results: readonly PamResult[]): Credentials => ({ effect: 'acts', results });
const idle = (...results: readonly PamResult[]): Credentials => ({ effect: 'idle', results });
const named = (names: string, credentials: Credentials): readonly (readonly [string, Credentials])[] =>
  names.split(' ').map((name) => [`pam_${name}.so`, credentials]);

/** From their sources. What a module may answer beyond these is that something is broken on the host. */
const known: ReadonlyMap<string, Credentials> = new Map([
  ...named('env group cap afs_session', acts('success', 'ignore')),
  // A container may not have keyrings.
  ...named('keyinit', acts('success', 'ignore', 'cred_err')),
  ...named('unix permit shells securetty rootok localuser listfile wheel faillock tally2 mount', idle('success')),
  ...named('google_authenticator oath u2f', idle('success')),
  ...named('succeed_if access faildelay echo warn exec usertype sepermit', idle('ignore')),
  ...named('deny', idle('cred_err')),
  ...named('nologin', idle('success', 'ignore')),
  // These hand on what a password has brought them; without one they have nothing to hand on.
  ...named('sss ldap krb5 winbind systemd_home fscrypt ecryptfs gnome_keyring kwallet5', idle('success', 'ignore')),
]);

/** The modules of which the model knows it, for tests to ask. */
export const knownInCredentials: readonly string[] = [...known.keys()];

/** pam_sm_setcred(3) has no new_authtok_reqd. */
const anything = pamResults.filter((result) => result !== 'new_authtok_reqd');

/** What a rule does to the session of a login that was not asked by it. */
export function sessionEffect({ module }: StackRule): SessionEffect {
  return known.get(moduleName(module))?.effect ?? 'unknown';
}

/** A run of pam_setcred over the rules: every way in which it may end, undefined where there are too many, and the rules that it reaches. */
export interface CredentialRun {
  readonly endings: readonly StackEnding<undefined>[] | undefined;
  readonly reached: ReadonlySet<StackRule>;
}

/** Runs it. */
export function runCredentials(rules: readonly StackRule[], host: Pick<PamHost, 'modules'>): CredentialRun {
  const reached = new Set<StackRule>();
  const ask = (rule: StackRule): readonly StackAnswer<undefined>[] => {
    reached.add(rule);
    return results(rule, host).map((result) => ({ result, state: undefined }));
  };
  const endings = dispatch<undefined>(rules, undefined, ask);
  return { endings, reached };
}

function results({ module, args }: StackRule, host: Pick<PamHost, 'modules'>): readonly PamResult[] {
  const name = moduleName(module);
  // Whether it is there or still to be installed, the task that writes its line has looked.
  if (isInstalled(host, module) === 'no' && name !== codeModule) return ['module_unknown'];
  if (name === 'pam_debug.so') {
    const word = args.find((arg) => arg.startsWith('cred='))?.slice('cred='.length);
    return [pamResults.find((result) => result === word) ?? 'success'];
  }
  return known.get(name)?.results ?? anything;
}
