// A fault that comes over a run: in which phases, on which hosts, in which ways.
import type { LabHost } from '../../../docker/host.ts';
import type { Outcome, RunningCli } from '../../support/cli.ts';
import type { Relay } from './relay.ts';

/** The phases in which a fault may hit. */
export const phases = ['connect', 'gather', 'stage', 'rehearse', 'apply', 'prove', 'confirm', 'converge'] as const;
export type Phase = (typeof phases)[number];

/** Hosts with sshd alone, those without the PAM module, and those with systemd that starts sshd or listens for it. */
export type Kind = 'debian11' | 'debian12' | 'debian13' | 'bare11' | 'bare12' | 'bare13' | 'service' | 'socket';

export const plainKinds: readonly Kind[] = ['debian11', 'debian12', 'debian13'];
export const systemdKinds: readonly Kind[] = ['service', 'socket'];

/** One host and the run that is upon it. */
export interface Scene {
  readonly host: LabHost;
  /** What is between the controller and the host's port. */
  readonly relay: Relay;
  readonly running: RunningCli;
  /** The same operator's next commands: the same once more, or to go on with what was cut. */
  readonly again: () => Promise<Outcome>;
  readonly resume: () => Promise<Outcome>;
}

/** A fault that is ready to come. */
export interface Armed {
  /** Resolves once it has taken hold; rejects when it does not. */
  inject(): Promise<void>;
  /** Ends it; also what `arm` took, when it never came. */
  heal(): Promise<void>;
}

/** One way in which a fault comes. */
export interface Variant {
  readonly name: string;
  /** Milliseconds until it ends. `late`: not before the host has settled without help, or ought to have; the controller may wait on. */
  readonly heals: number | 'late' | 'after the run';
  /** Does what would take too long at the moment itself. */
  readonly arm: (scene: Scene) => Promise<Armed>;
}

export interface Fault {
  readonly name: string;
  readonly phases: readonly Phase[];
  readonly kinds: readonly Kind[];
  readonly variants: readonly Variant[];
}

/** Phases before the host is touched, and the last one, are alike on all hosts: two kinds in turn stand for all. */
export const alikeEverywhere: readonly Phase[] = ['connect', 'gather', 'converge'];
