// What one invocation is to do: which plays on which hosts, and what the journal has to know of it.
import type { Host, Inventory } from '../inventory/host.ts';
import type { Play } from '../playbook/play.ts';
import type { ReporterOf } from '../reporters/reporter.ts';
import type { InputFile } from '../run/journal/journal.ts';
import type { JournalState } from '../run/journal/state.ts';
import type { Review } from '../run/examination.ts';

/** A play, the hosts that it is for, and the run that it rolls back. */
export interface PlayToRun {
  readonly play: Play;
  readonly hosts: readonly Host[];
  readonly undoes?: string;
  /** Reviews the plans of its hosts. */
  readonly review?: Review;
  /** Accounts to look at, whether they can log in or not. */
  readonly accounts?: readonly string[];
}

/** What is to be done, and what the journal has to know of it. */
export interface Job {
  readonly playbooks: readonly string[];
  /** The files that it was read from. */
  readonly files: readonly InputFile[];
  readonly plays: readonly PlayToRun[];
  /** Takes the place of `--format` on standard output. */
  readonly reporter?: ReporterOf<'run'>;
  /** The run that is rolled back. */
  readonly undoes?: string | undefined;
  /** The run that this one continues, and where its hosts are. */
  readonly resumes?: { readonly state: JournalState; readonly inventory: Inventory };
}
