// What an audit rule is: something that should hold on every host, judged from facts alone. One file per rule in rules/.
import type { Contradictions } from '../access/contradicted.ts';
import type { KeyMeans } from '../access/key-means.ts';
import type { Distro } from '../distros/distro.ts';
import type { Account } from '../facts/accounts.ts';
import type { Fact, Facts } from '../facts/fact.ts';
import type { RuleId } from '../plan/refusal.ts';
import type { AccountMatrix } from './account-matrix.ts';
import type { Judgement } from './judgement.ts';
import type { PamReading } from './pam-reading.ts';
import type { Severity } from './severity.ts';

/**
 * One rule. `judge` is pure, and total over whatever the facts hold: a hostile host gives `unknown`. It never passes what it could not
 * see. It is called only where every fact in `facts` was answered.
 */
export interface Rule<P extends string = string> {
  /** `TFA-008`, for ever: people put it into exceptions and dashboards. The file is called `TFA-008-use-pam.ts`. */
  readonly id: RuleId;
  /** What is wrong where the rule fails, in a few words: `sshd does not use PAM`. */
  readonly title: string;
  readonly severity: Severity;
  /** Two sentences: what it leads to, and why this is the right answer. */
  readonly rationale: string;
  /** Only where certain. */
  readonly references: readonly Reference[];
  readonly remediation: Remediation;
  /** What a profile may set, with the defaults. */
  readonly parameters?: Readonly<Record<P, Parameter>>;
  /** Facts about accounts are asked for those that can log in, and for the managing account. */
  readonly facts: readonly Fact<unknown>[];
  judge(context: AuditContext, parameters: Readonly<Record<P, number>>): Judgement;
}

/** Everything that a rule may look at. */
export interface AuditContext {
  readonly facts: Facts;
  /** Whether the probes ran as root: without it, what they did not see may be there all the same. */
  readonly root: boolean;
  /** Seconds that the host's clock is ahead of ours; undefined when the host did not say. */
  readonly clockOffset: number | undefined;
  /** The account that the audit logs in as. */
  readonly managingAccount: string;
  /** Who gets in how; known where the facts of `matrixFacts` were answered and show the whole configuration. */
  readonly matrix: AccountMatrix;
  /** Logins that the matrix denies: of the host's log, and the audit's own. */
  readonly contradicted: Contradictions;
  /** What the keys of an account come to, for rules that name `keyFacts`; undefined where sshd does not tell what it uses. */
  readonly keysOf: (account: Account) => KeyMeans | undefined;
  /** What PAM does for sshd, for rules that name the fact `pamService`. */
  readonly pam: PamReading;
  /** The way in besides SSH that the inventory names (`keyturn_out_of_band`); undefined where it names none. */
  readonly outOfBand: string | undefined;
  /** Accounts whose state file holds another secret than the vault; undefined where there was no vault to compare with. */
  readonly otherSecrets?: readonly string[] | undefined;
  /** HOTP counters by account in an earlier report; undefined where there is none of this host. */
  readonly earlierCounters: ReadonlyMap<string, number> | undefined;
}

/** A place in a standard: `{ standard: 'CIS Ubuntu 24.04', place: '5.1.22' }`. */
export interface Reference {
  readonly standard: 'CIS Ubuntu 24.04' | 'STIG RHEL 9' | 'PCI DSS 4.0' | 'NIST SP 800-53' | 'RFC' | 'Keyturn';
  readonly place: string;
}

/** How to put it right. */
export interface Remediation {
  /** The exact lines of a file, or of a shell where they start with `$ `. Words in capitals are the reader's to fill in. */
  readonly lines: string;
  /** The lines on a host of a family; absent where they are the same everywhere. */
  readonly linesOn?: (family: Distro) => string;
  /** The playbook task that does it, as YAML; undefined where no task type does. */
  readonly task?: string;
}

/** A number that a profile may set; whole, within the bounds. */
export interface Parameter {
  readonly description: string;
  readonly default: number;
  readonly least: number;
  readonly most: number;
}
