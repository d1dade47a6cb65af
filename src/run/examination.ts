// What was seen of a host and what follows from it: what the phases after `plan` work from.
import type { Prediction } from '../access/predict.ts';
import type { Demand } from '../access/unenforced.ts';
import type { Distro } from '../distros/distro.ts';
import type { Facts } from '../facts/fact.ts';
import type { Host } from '../inventory/host.ts';
import type { SshdAssertion } from '../plan/change.ts';
import type { HostPlan } from '../plan/host-plan.ts';
import type { Refusal } from '../plan/refusal.ts';
import type { LoginExpectation } from '../plan/task-plan.ts';

/** A host's plan with what the transaction and the proofs need besides the changes. */
export interface DetailedPlan extends HostPlan {
  readonly access: readonly Prediction[];
  readonly assertions: readonly SshdAssertion[];
  readonly logins: readonly LoginExpectation[];
  /** Who needs what once the play is applied; undefined where no task has a say. */
  readonly demand: Demand | undefined;
}

/** The facts of a host, its family, and what the play wants of it. */
export interface Examination {
  readonly facts: Facts;
  readonly distro: Distro;
  readonly plan: DetailedPlan;
  /** Accounts whose state file holds another secret than the vault; absent where nothing was compared. */
  readonly otherSecrets?: readonly string[];
}

/** Takes in what was seen of a host and planned for it, and says why it must not be carried out, if that is so. */
export type Review = (host: Host, seen: Examination, managingAccount: string) => readonly Refusal[];
