// The flags of commands that find everything else in the journal of a run: how to show the outcome.
import { Option, type Command } from 'commander';
import { colourFlags, type ColourFlag } from '../terminal/colour.ts';

/** What the flags say, after defaults. */
export interface DisplayFlags {
  readonly json?: boolean;
  readonly verbose: number;
  readonly color: ColourFlag;
  readonly diff?: boolean;
}

/** Adds the flags to a command. */
export function addDisplayOptions(command: Command): Command {
  return command
    .option('--json', 'one JSON document on stdout')
    .option('-v, --verbose', 'more of what happens; may be repeated', (_, before: number) => before + 1, 0)
    .addOption(new Option('--color <when>', 'colours').choices(colourFlags).default('auto'));
}
