// The command line as a whole: which subcommands there are, and how an error becomes a message and an exit code.
import { Command, CommanderError } from 'commander';
import { formatDiagnostics } from '../diagnostics/format.ts';
import { InputError, KeyturnError, UsageError } from '../diagnostics/errors.ts';
import type { CommandContext } from './context.ts';

type Load = (context: CommandContext) => Promise<Command>;

/** Every subcommand with its one-line description and its module, which is loaded when the command is used. */
const commands: Readonly<Record<string, { readonly summary: string; readonly load: Load }>> = {
  plan: {
    summary: 'dry run: show what apply would change, and write nothing (the same as apply --check --diff)',
    load: async (context) => (await import('./plan.ts')).planCommand(context),
  },
  apply: {
    summary: 'bring hosts to the desired state of a playbook, or of a saved plan; idempotent',
    load: async (context) => (await import('./apply.ts')).applyCommand(context),
  },
  verify: {
    summary: 'check hosts for drift from a playbook, by real logins, and write nothing',
    load: async (context) => (await import('./verify.ts')).verifyCommand(context),
  },
  resume: {
    summary: 'continue a run that was killed',
    load: async (context) => (await import('./resume.ts')).resumeCommand(context),
  },
  rollback: {
    summary: 'undo the changes of a finished run, as safely as they were made',
    load: async (context) => (await import('./rollback.ts')).rollbackCommand(context),
  },
  audit: {
    summary: 'check hosts against rules about logins and every way around them, and write nothing',
    load: async (context) => (await import('./audit.ts')).auditCommand(context),
  },
  status: {
    summary: 'show hosts with a pending automatic rollback, and when it fires',
    load: async (context) => (await import('./status.ts')).statusCommand(context),
  },
  init: {
    summary: 'make a folder to start from: inventory, playbooks, schemas',
    load: async (context) => (await import('./init.ts')).initCommand(context),
  },
  validate: {
    summary: 'check inventories and playbooks, and show every problem at once',
    load: async (context) => (await import('./validate.ts')).validateCommand(context),
  },
  inventory: {
    summary: 'show the hosts and groups of an inventory',
    load: async (context) => (await import('./inventory.ts')).inventoryCommand(context),
  },
  vault: {
    summary: 'make and list the folder of encrypted one-time-code secrets',
    load: async (context) => (await import('./vault.ts')).vaultCommand(context),
  },
  handout: {
    summary: 'show the QR code and the recovery codes of users',
    load: async (context) => (await import('./handout.ts')).handoutCommand(context),
  },
  explain: {
    summary: 'print the page of a cause, an audit rule or a diagnostic code: what it means, and what to do',
    load: async (context) => (await import('./explain.ts')).explainCommand(context),
  },
  schema: {
    summary: 'print the JSON schema of inventories, playbooks, profiles, saved plans or reports',
    load: async (context) => (await import('./schema.ts')).schemaCommand(context),
  },
};

/** Parses argv and runs the subcommand. Resolves to the exit code; what went wrong is on stderr by then. */
export async function runProgram(argv: readonly string[], version: string, context: CommandContext): Promise<number> {
  try {
    const program = await buildProgram(argv, version, context);
    await program.parseAsync([...argv], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    return explain(error, context);
  }
}

/** The program with every subcommand loaded, for those who describe it: the manual page, completions. */
export async function describedProgram(version: string, context: CommandContext): Promise<Command> {
  const program = rootCommand(version);
  for (const { load, summary } of Object.values(commands)) program.addCommand((await load(context)).summary(summary));
  return program;
}

function rootCommand(version: string): Command {
  return new Command('keyturn')
    .description(
      'Rolls out SSH two-factor authentication (a key and a one-time code) to inventories of hosts, and locks nobody out.',
    )
    .version(version)
    .showHelpAfterError('(see keyturn --help)');
}

async function buildProgram(argv: readonly string[], version: string, context: CommandContext): Promise<Command> {
  const program = rootCommand(version);
  const [first, second] = argv.filter((word) => !word.startsWith('-'));
  const chosen = first === 'help' ? second : first;
  for (const [name, { summary, load }] of Object.entries(commands)) {
    if (name === chosen) program.addCommand((await load(context)).summary(summary));
    else program.command(name).description(summary);
  }
  adopt(program, context);
  return program;
}

/** Nothing below writes to the process's own streams or ends the process. */
function adopt(command: Command, context: CommandContext): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => void context.stdout.write(text),
    writeErr: (text) => void context.stderr.write(text),
  });
  for (const child of command.commands) adopt(child, context);
}

function explain(error: unknown, context: CommandContext): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 64;
  if (error instanceof InputError) {
    context.stderr.write(formatDiagnostics(error.diagnostics, { sources: error.sources }));
    return 65;
  }
  if (error instanceof KeyturnError) {
    context.stderr.write(`keyturn: ${error.message}\n${error.help === undefined ? '' : `  hint: ${error.help}\n`}`);
    return error instanceof UsageError ? 64 : 1;
  }
  context.stderr.write(`keyturn: this is a bug in keyturn ${String(error instanceof Error ? error.stack : error)}\n`);
  return 1;
}
