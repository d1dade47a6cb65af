// A cause: why a plan is refused, or warned of. Data for messages, for `keyturn explain` and for docs/safety.md.

/** A flag by which a user may go on all the same, and how far it goes. */
export interface Excuse {
  readonly flag: '--allow-lockout ACCOUNT' | '--accept-breaking ACCOUNT' | '--no-break-glass';
  /**
   * `every refusal` of the cause that names the account, or only `a predicted lock-out`: then what a task refuses stays refused, since
   * the line that it names concerns more than the one account.
   */
  readonly covers: 'every refusal' | 'a predicted lock-out';
}

/** What there is to know about one cause. Texts are for an administrator who meets it for the first time. */
export interface Cause {
  /** What reports, messages and people call it: `L6`, `pam-stack`. It never changes, and is never used again for something else. */
  readonly id: string;
  /** A few words, lower case, to stand behind the id. */
  readonly title: string;
  /** What happens, and why: full sentences. */
  readonly explanation: string;
  /** What Keyturn does where it meets the cause; lower case, without a full stop. */
  readonly response: string;
  /** What to do about it: general, and safe on every host. Full sentences. */
  readonly remedy: string;
  /** Absent where no flag helps. */
  readonly excuse?: Excuse;
  /** How a plan names it; absent: as a refusal. `never`: what is known, and prevented or not to be seen from here. */
  readonly raised?: 'warning' | 'both' | 'never';
  /** What tests it besides the cases that bear its id; where there are none, why. */
  readonly tested?: string;
}

/** Causes by the name that the code calls them. */
export type Causes = Readonly<Record<string, Cause>>;

/**
 * What a cause is about. `lock-out`: an account loses its way in. `not enforced`: it gets in with less than it must use. `host`: the host
 * is not as the plan needs it. `play`: the play asks for what cannot be.
 */
export type CauseKind = 'lock-out' | 'not enforced' | 'host' | 'play';
