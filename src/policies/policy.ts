// A policy: what it takes to log in, and everything that follows from it. One file of this folder per policy.
import type { OpensshVersion } from '../facts/openssh-version.ts';
import type { Factor, PamFactor } from './factor.ts';

/** What our client must have seen of a login. What is left out does not matter. */
export interface Shown {
  readonly outcome: 'accepted' | 'refused';
  /** Methods that the host answers with a partial success, which says that each is accepted and not enough; none where empty. */
  readonly partial?: readonly string[];
  /** Questions that the host asks. */
  readonly prompts?: number;
}

/** A login that proves something: what is given, in the order in which it is asked for, and what that must show. */
export interface ProvingLogin {
  readonly factors: readonly Factor[];
  readonly shows: Shown;
}

/** One list of AuthenticationMethods, all of which is asked for: `publickey,keyboard-interactive:pam`. */
export interface MethodList extends ProvingLogin {
  readonly methods: string;
}

/** A line of sshd for everybody. `required`: no Match block may say otherwise for anybody who is not exempt. */
export interface SshdSetting {
  readonly keyword: string;
  readonly value: string;
  readonly required: boolean;
}

/** What `sshd_config: {policy: …}` does. `meaning` follows the policy's name in the manual, `summary` is a change's. */
export interface SshdPart {
  readonly meaning: string;
  readonly summary: string;
  /** What Keyturn writes, AuthenticationMethods aside; absent where it removes what it wrote. */
  readonly lines?: {
    /** What everybody is asked for then: "a key and a one-time code". */
    readonly demands: string;
    settings(version: OpensshVersion): readonly SshdSetting[];
  };
}

/** What `pam: {policy: …}` does. */
export interface PamPart {
  readonly meaning: string;
  readonly summary: string;
  /** What PAM asks for, in order; empty where the file is as it was before Keyturn wrote it. */
  readonly asks: readonly PamFactor[];
}

/** A login policy. */
export interface Policy {
  /** As playbooks write it. The file has the same name, with `-` for what is neither a letter nor a digit. */
  readonly name: string;
  /** Lists of which any one is enough. */
  readonly lists: readonly [MethodList, ...MethodList[]];
  /** What a login with a wrong code must show; absent where no code is asked for. */
  readonly wrongCode?: Shown;
  readonly sshd: SshdPart;
  readonly pam: PamPart;
  /** `takes` as in "must use a key and a code", `seen` as in "planned was key and code". */
  readonly words: { readonly takes: string; readonly seen: string };
}

/** The policy of a name that a schema has accepted. */
export function policyNamed(name: string, policies: readonly Policy[]): Policy {
  const found = policies.find((policy) => policy.name === name);
  if (found === undefined) throw new TypeError(`there is no policy "${name}"`);
  return found;
}

/** The value of AuthenticationMethods. */
export function methodsOf({ lists }: Policy): string {
  return lists.map(({ methods }) => methods).join(' ');
}

/** Whether everybody who is not exempt needs a one-time code, whichever list they choose. */
export function asksForCode({ lists }: Policy): boolean {
  return lists.every(({ factors }) => factors.includes('code'));
}
