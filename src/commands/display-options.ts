// The flags of commands that find everything else in the journal of a run: how to show the outcome.
import { Option, type Command } from 'commander';
import { colourFlags, type ColourFlag } from '../terminal/colour.ts';
import { addReportOptions, type ReportFlags } from './report-options.ts';

/** What the flags say, after defaults. */
export interface DisplayFlags extends ReportFlags<'run'> {
  readonly color: ColourFlag;
  readonly diff?: boolean;
}

/** Adds the flags to a command. */
export function addDisplayOptions(command: Command): Command {
  return addReportOptions(command, 'run').addOption(
    new Option('--color <when>', 'colours').choices(colourFlags).default('auto'),
  );
}
