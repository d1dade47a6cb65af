// An action is what a run does to each of its hosts: its file lists the phases in order.
import type { RunMode } from '../event.ts';
import type { Ending, HostContext } from '../host-context.ts';

/** One action. What differs between actions is said here, so that nothing else asks which one it is. */
export interface Action {
  readonly name: RunMode;
  /** Whether it changes hosts: then there is a journal, and batches, canary hosts and failure budgets hold. */
  readonly changesHosts: boolean;
  /** Whether its plan is made to be carried out: then the play must name a way in without a code. */
  readonly plansChanges: boolean;
  /** Whether a rehearsed login stands for other accounts of its shape; what is in place counts for its own account only. */
  readonly sharesEvidence: boolean;
  /** Carries it out on one host. Rejects only when nothing on the host has changed for logins. */
  run(host: HostContext): Promise<Ending>;
}
