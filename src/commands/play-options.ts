// The flags that plan and apply share besides those for connecting.
import type { Command, Option } from 'commander';
import { addConnectionOptions, type ConnectionFlags } from './connection-options.ts';
import { addReportOptions, type ReportFlags } from './report-options.ts';

/** What the flags say, after defaults. */
export interface PlayFlags extends ConnectionFlags, ReportFlags<'run'> {
  readonly become?: boolean;
  readonly allowLockout: readonly string[];
  readonly acceptBreaking: readonly string[];
  /** Whether a play for several hosts must name break-glass access; on by default. */
  readonly breakGlass?: boolean;
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly listHosts?: boolean;
  readonly listTasks?: boolean;
  readonly detailedExitcode?: boolean;
  /** Where the plan is to be saved. */
  readonly out?: string;
  /** The account whose reasoning is shown: `ACCOUNT@HOST`. */
  readonly explain?: string;
  /** Seconds; undefined for the default. */
  readonly revertAfter?: number;
  readonly breakLock?: string;
  /** Whether one canary host of each configuration is changed before the others; on by default. */
  readonly canary?: boolean;
  /** Hosts. */
  readonly maxLost?: number;
  readonly maxUnreachable?: number;
}

/** Adds the shared flags to a command. */
export function addPlayOptions(command: Command, inventory?: Option): Command {
  const connecting = addConnectionOptions(command.argument('<playbook...>', 'playbooks, run in this order'), inventory);
  return addReportOptions(connecting, 'run')
    .option('-b, --become', 'run as root through sudo, whatever the play says')
    .option('--allow-lockout <account>', 'go on although this account could not log in afterwards', repeated, [])
    .option(
      '--accept-breaking <account>',
      'go on although machines log in to this account, which needs codes afterwards, or its session changes',
      repeated,
      [],
    )
    .option('--no-break-glass', 'go on without break-glass access: an account or a console that needs no code')
    .option('--list-hosts', 'list the hosts, and do nothing else')
    .option('--list-tasks', 'list the tasks, and do nothing else');
}

/** For an option that may be given several times. */
export function repeated(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
