// The commands as they define themselves, flat: what the manual page and the completions are made from, so that neither can go stale.
import type { Command } from 'commander';
import { describedProgram } from '../../src/commands/program.ts';

export interface DescribedOption {
  /** `--inventory` and, where there is one, `-i`. */
  readonly names: readonly string[];
  /** As help has it: `-i, --inventory <file>`. */
  readonly term: string;
  readonly description: string;
  readonly takesValue: boolean;
  /** What its value may be; none where it is free. */
  readonly choices: readonly string[];
}

export interface DescribedCommand {
  /** `['vault', 'init']`; none for the program itself. */
  readonly path: readonly string[];
  readonly usage: string;
  readonly description: string;
  /** One line of it, for a list of commands. */
  readonly summary: string;
  readonly arguments: readonly {
    readonly term: string;
    readonly description: string;
    readonly choices: readonly string[];
  }[];
  readonly options: readonly DescribedOption[];
  readonly subcommands: readonly string[];
}

/** Every command, the program first. */
export async function commandTree(version: string): Promise<readonly DescribedCommand[]> {
  const { stdin, stdout, stderr, env } = process;
  return describe(await describedProgram(version, { stdin, stdout, stderr, env, cwd: process.cwd(), exitCode: 0 }), []);
}

function describe(command: Command, path: readonly string[]): readonly DescribedCommand[] {
  const help = command.createHelp();
  const summary = command.summary() === '' ? command.description() : command.summary();
  const described: DescribedCommand = {
    path,
    usage: help.commandUsage(command),
    description: command.description(),
    summary,
    arguments: command.registeredArguments.map((argument) => ({
      term: help.argumentTerm(argument),
      description: help.argumentDescription(argument),
      choices: argument.argChoices ?? [],
    })),
    options: help.visibleOptions(command).map((option) => ({
      names: [option.long, option.short].flatMap((name) => name ?? []),
      term: help.optionTerm(option),
      description: help.optionDescription(option),
      takesValue: option.required || option.optional,
      choices: option.argChoices ?? [],
    })),
    subcommands: command.commands.map((child) => child.name()),
  };
  return [described, ...command.commands.flatMap((child) => describe(child, [...path, child.name()]))];
}
