// The flags that plan and apply share besides those for connecting.
import type { Command, Option } from 'commander';
import { addConnectionOptions, type ConnectionFlags } from './connection-options.ts';
import { addReportOptions, type ReportFlags } from './report-options.ts';

/** What the flags say, after defaults. */
export interface PlayFlags extends ConnectionFlags, ReportFlags<'run'> {
  readonly become?: boolean;
  readonly allowLockout: readonly string[];
  readonly acceptBreaking: readonly string[];
  /** Whether fleets need a way in without a code; on by default. */
  readonly breakGlass?: boolean;
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly listHosts?: boolean;
  readonly listTasks?: boolean;
  readonly detailedExitcode?: boolean;
  /** Where the plan is to be saved. */
  readonly out?: string;
  /** Of whom the reasoning is to be shown: `ACCOUNT@HOST`. */
  readonly explain?: string;
  /** Seconds; undefined where the user leaves it to us. */
  readonly revertAfter?: number;
  readonly breakLock?: string;
  /** Whether one host of each configuration goes first; on by default. */
  readonly canary?: boolean;
  /** Hosts. */
  readonly maxLost?: number;
  readonly maxUnreachable?: number;
}

/** Adds the shared flags to a command. */
export function addPlayOptions(command: Command, inventory?: Option): Command {
  const connecting = addConnectionOptions(
    command.argument('<playbook...>', 'playbooks, run one after another'),
    inventory,
  );
  return addReportOptions(connecting, 'run')
    .option('-b, --become', 'run as root through sudo, whatever the play says')
    .option('--allow-lockout <account>', 'go on although this account could not log in afterwards', repeated, [])
    .option(
      '--accept-breaking <account>',
      'go on although machines log in to this account, which needs codes afterwards',
      repeated,
      [],
    )
    .option('--no-break-glass', 'go on although no way in without a code is named')
    .option('--list-hosts', 'show the hosts that would be worked on, and do nothing')
    .option('--list-tasks', 'show the tasks that would be run, and do nothing');
}

/** For an option that may be given several times. */
export function repeated(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
