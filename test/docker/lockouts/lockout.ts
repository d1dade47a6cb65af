// A case of the catalogue of lock-outs (L) and of second factors that are not asked for (N), as data.

/** The accounts of a lab host, and root, which has a key where a case gives it one. */
export type User = 'admin' | 'alice' | 'bob' | 'backup-bot' | 'root';

/**
 * What a person has at hand. `no-code` types six digits that are no code; the password is everybody's same one. `key-for-sftp` is a key that
 * opens files and no shell.
 */
export type Factors =
  'key' | 'key-for-sftp' | 'key+code' | 'key+no-code' | 'key+password' | 'password' | 'code' | 'no-code';

/** Somebody comes so often before: to guess, or with the right code. All that comes after uses that same code once more. */
export interface Before {
  readonly with: 'key+no-code' | 'no-code' | 'key+code';
  readonly times: number;
}

/** How somebody comes who is not at their best, or whose client is not. */
export interface Clumsy {
  /** How long they look for their phone before they type the code. */
  readonly seconds?: number;
  /** Wrong codes that they type first. */
  readonly slips?: number;
  /** A key that does not fit comes before the right one. */
  readonly otherKey?: true;
}

export type Kind = 'plain' | 'socket' | 'second';

export interface Lockout {
  /** The catalogue's id, and what is special where a cause has several cases: `L6`, `L6-allowed`. */
  readonly id: string;
  readonly title: string;
  /** The image of the host: a folder below docker/, one with systemd for the kinds `socket` and `second`. */
  readonly image: string;
  /**
   * `plain`: without the PAM module; `socket`: systemd listens for sshd; `second`: another sshd runs beside it. Otherwise sshd alone, with
   * the module installed.
   */
  readonly kind?: Kind;
  /** Shell that makes the host such that the cause lies in wait. Logins are as before. */
  readonly fault?: string;
  /** Shell that does by hand, after the fault and without Keyturn, what people do to get two factors. */
  readonly byHand: string;
  /** What comes of it: somebody is locked out whatever they show, or gets in with something that is not two factors. */
  readonly harm:
    | { readonly lockedOut: User; readonly after?: Before; readonly clumsy?: Clumsy }
    | { readonly letIn: User; readonly with: Factors; readonly after?: Before; readonly at?: 'second' };
  /** How an account gets in before Keyturn comes, where it is not with its key. */
  readonly before?: Readonly<Partial<Record<User, Factors>>>;
  /** Accounts whose phone has the secret that was set up by hand, not the vault's. */
  readonly ownSecret?: readonly User[];
  /** What differs from the usual playbook and command line. */
  readonly play?: {
    readonly enrol?: readonly User[];
    readonly flags?: readonly string[];
    /** The task that asks for codes in PAM is left out: what stands there is the administrator's own. */
    readonly withoutPam?: true;
    /** A group that is exempt, besides backup-bot. */
    readonly exemptGroup?: string;
  };
  readonly expect: Expected;
}

/** How Keyturn must end. */
export type Expected =
  /** Exit 6, nothing written. Every cause must be among the refusals; `says` must stand in one of them, help included. */
  | { readonly status: 'refused'; readonly causes: readonly string[]; readonly account?: User; readonly says?: RegExp }
  /** Exit 8, as before. */
  | { readonly status: 'reverted'; readonly says: RegExp }
  /**
   * Exit 0. A key alone lets nobody in but who is exempt, nor does what let people in before. `despite` comes first. What is only warned
   * of goes on as it was: `warns` holds the causes of all warnings.
   */
  | {
      readonly status: 'changed';
      readonly user?: User;
      readonly lockedOut?: User;
      /** Somebody who is exempt besides backup-bot, and gets in as before. */
      readonly exempt?: User;
      readonly despite?: Before;
      readonly warns?: readonly string[];
    };
