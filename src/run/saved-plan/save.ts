// From the plans of a run to a saved plan.
import { differingOrigins, type OriginVerdict } from '../../plan/access-verdict.ts';
import type { Host } from '../../inventory/host.ts';
import type { Play } from '../../playbook/play.ts';
import type { Change } from '../../plan/change.ts';
import type { HostResult } from '../event.ts';
import type { Examination } from '../examination.ts';
import type { Review } from '../examination.ts';
import type { RunReport } from '../report.ts';
import type { SavedAccess, SavedChange, SavedHost, SavedPlay } from './document.ts';
import { sha256, sourcesOf } from './sources.ts';
import type { HostPlan, PlannedChange } from '../../plan/host-plan.ts';

/** What is planned for hosts while a run goes on. */
export interface PlanRecorder {
  readonly review: Review;
  /** By name; a host that was looked at twice as it was the last time. */
  readonly hosts: ReadonlyMap<string, SavedHost>;
}

/** Texts of files by their sha256; one for all plays of a plan. */
export type Texts = Map<string, string>;

/** Records the plans of one play. Hosts with refusals are recorded too: it is their end that tells. */
export function planRecorder(texts: Texts): PlanRecorder {
  const hosts = new Map<string, SavedHost>();
  const review: Review = (host, seen, managingAccount) => {
    hosts.set(host.name, savedHost(host, seen, managingAccount, keeping(texts)));
    return [];
  };
  return { review, hosts };
}

/** One play as it was planned. */
export interface PlannedPlay {
  readonly play: Play;
  /** Its place among the plays of its playbook, from 0. */
  readonly number: number;
  /** The playbook's absolute path and text. */
  readonly playbook: { readonly file: string; readonly text: string };
  readonly recorded: ReadonlyMap<string, SavedHost>;
  readonly report: RunReport;
}

/** The play as the file holds it. Hosts that could not be planned, or whose plan was refused, are left out by name. */
export function savedPlay({ play, number, playbook, recorded, report }: PlannedPlay, texts: Texts): SavedPlay {
  const isWhole = ({ status }: HostResult): boolean => status === 'ok' || status === 'changed';
  return {
    playbook: { file: playbook.file, sha256: keeping(texts)(playbook.text) },
    number,
    name: play.name,
    become: play.become,
    hosts: report.hosts.filter(isWhole).flatMap(({ host }) => recorded.get(host) ?? []),
    left_out: report.hosts.filter((result) => !isWhole(result)).map(({ host, status }) => ({ name: host, status })),
  };
}

type Keep = (text: string) => string;

function keeping(texts: Texts): Keep {
  return (text) => {
    const hash = sha256(text);
    texts.set(hash, text);
    return hash;
  };
}

function savedHost(host: Host, { facts, plan }: Examination, managingAccount: string, keep: Keep): SavedHost {
  return {
    name: host.name,
    address: host.address,
    port: host.port,
    user: managingAccount,
    private_key_file: host.privateKeyFile ?? null,
    become: host.become ?? null,
    groups: host.groups,
    sources: sourcesOf(facts, managingAccount),
    changes: plan.changes.map((change) => savedChange(change, keep)),
    access: savedAccess(plan),
  };
}

/** Who could log in, as the plan says it. */
export function savedAccess(plan: HostPlan): readonly SavedAccess[] {
  return plan.access.map((verdict) => {
    const { account, before, after } = verdict;
    return { account, before, after, elsewhere: differingOrigins(verdict).map(elsewhere) };
  });
}

/** Origins by what the configuration says of them: addresses of our own are others where somebody else carries the plan out. */
function elsewhere({ origin, before, after }: OriginVerdict): SavedAccess['elsewhere'][number] {
  return { from: origin.kind === 'named' ? origin.standsFor : origin.kind, before, after };
}

/** One change; `keep` takes each text of a file and gives its hash. */
export function savedChange({ task, change }: PlannedChange, keep: Keep): SavedChange {
  const { kind, summary, risk, notify } = change;
  return { task, kind, summary, risk, ...(notify && { notify }), ...ownKeys(change, keep) };
}

function ownKeys(change: Change, keep: Keep): Partial<SavedChange> {
  switch (change.kind) {
    case 'write-file': {
      const { path, before, content, mode, owner } = change;
      const what =
        content.kind === 'text'
          ? { text: keep(content.text) }
          : { state_file_of: content.account, issuer: content.issuer };
      return { path, before: before === undefined ? null : sha256(before), ...what, mode, owner };
    }
    case 'remove-file':
      return { path: change.path, before: sha256(change.before) };
    case 'install-package':
      return { packages: change.packages };
    case 'service':
      return { service: change.service, action: change.action };
  }
}
