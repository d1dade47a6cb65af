// What an audit is told: the rules, the hosts, what is known from before, and what of the world it may touch.
import type { Acceptance } from '../../audit/baseline/baseline.ts';
import type { Profile } from '../../audit/profile/profile.ts';
import type { Host } from '../../inventory/host.ts';
import type { EventSink } from '../event.ts';
import type { Interrupt } from '../interrupt.ts';
import type { RunServices } from '../services.ts';
import type { EarlierReport } from './earlier.ts';

/** What of the world an audit touches: of the vault the codes of its own login, and secrets to compare with those of hosts. */
export type AuditServices = Pick<RunServices, 'managingAccount' | 'connect' | 'now' | 'nonce' | 'enrolments'>;

export interface AuditOptions {
  readonly profile: Profile;
  readonly hosts: readonly Host[];
  /** Hosts worked on at the same time. */
  readonly forks: number;
  /** Whether to probe as root, where the inventory does not say. */
  readonly become: boolean;
  /** What an earlier audit found, to compare with. */
  readonly earlier: EarlierReport | undefined;
  /** What the baseline accepts. */
  readonly acceptances: readonly Acceptance[];
  readonly services: AuditServices;
  readonly sink: EventSink;
  readonly interrupt: Pick<Interrupt, 'stopping'>;
}
