// keyturn validate: every problem of every file at once.
import { Command, Option } from 'commander';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatDiagnostics, hasErrors, sortDiagnostics } from '../diagnostics/format.ts';
import type { SourceText } from '../diagnostics/source.ts';
import { documentKind } from '../documents/kind.ts';
import type { DocumentKind } from '../documents/limits.ts';
import { readText } from '../documents/read.ts';
import type { CommandContext } from './context.ts';

interface ValidateFlags {
  readonly kind?: DocumentKind;
  readonly format: 'text' | 'json';
}

interface Checked {
  readonly file: string;
  readonly kind: DocumentKind | undefined;
  readonly source: SourceText;
  readonly diagnostics: readonly Diagnostic[];
  /** What is in a file that is fine: `12 hosts`. */
  readonly summary: string;
}

/** `keyturn validate FILE…` */
export function validateCommand(context: CommandContext): Command {
  return new Command('validate')
    .description(
      'check inventories, playbooks, and profiles and baselines of audits, and show every problem of every file',
    )
    .argument('<file...>', 'files to check, - for standard input')
    .addOption(
      new Option('--kind <kind>', 'the kind of the files').choices(['inventory', 'playbook', 'profile', 'baseline']),
    )
    .addOption(new Option('--format <format>', 'how to print problems').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      '\nA file that holds a list is a playbook, any other an inventory; profiles and baselines need --kind. Exits with 65 if there is an error.',
    )
    .action(async (files: readonly string[], flags: ValidateFlags) => {
      const checked: Checked[] = [];
      for (const file of new Set(files)) checked.push(await check(context, file, flags.kind));
      if (flags.format === 'json') context.stdout.write(`${json(checked)}\n`);
      else report(context, checked);
      if (checked.some(({ diagnostics }) => hasErrors(diagnostics))) context.exitCode = 65;
    });
}

async function check(context: CommandContext, file: string, forced: DocumentKind | undefined): Promise<Checked> {
  const { text, source, diagnostics } = await readText(file, { ...context, ...(forced && { kind: forced }) });
  if (text === undefined) return { file, kind: forced, source, diagnostics, summary: '' };
  const kind = forced ?? documentKind(text);
  return { file, kind, source, ...(await loaders[kind](text, file)) };
}

type Loader = (text: string, file: string) => Promise<Pick<Checked, 'diagnostics' | 'summary'>>;

const loaders: Readonly<Record<DocumentKind, Loader>> = { inventory, playbook, profile, baseline };

async function inventory(text: string, file: string): Promise<Pick<Checked, 'diagnostics' | 'summary'>> {
  const { loadInventory } = await import('../inventory/load.ts');
  const { inventory: loaded, diagnostics } = loadInventory(text, file);
  return { diagnostics, summary: count(loaded?.hosts.size ?? 0, 'host') };
}

async function playbook(text: string, file: string): Promise<Pick<Checked, 'diagnostics' | 'summary'>> {
  const { loadPlaybook } = await import('../playbook/load.ts');
  const { taskTypes } = await import('../tasks/index.ts');
  const { plays, diagnostics } = loadPlaybook(text, file, taskTypes);
  return { diagnostics, summary: count(plays.length, 'play') };
}

async function profile(text: string, file: string): Promise<Pick<Checked, 'diagnostics' | 'summary'>> {
  const { loadProfile } = await import('../audit/profile/load.ts');
  const { rules } = await import('../audit/rules/index.ts');
  const { profile: loaded, diagnostics } = loadProfile(text, file, rules);
  return { diagnostics, summary: count(loaded?.rules.length ?? 0, 'rule') };
}

async function baseline(text: string, file: string): Promise<Pick<Checked, 'diagnostics' | 'summary'>> {
  const { loadBaseline } = await import('../audit/baseline/load.ts');
  const { rules } = await import('../audit/rules/index.ts');
  const { acceptances, diagnostics } = loadBaseline(text, file, rules);
  return { diagnostics, summary: count(acceptances?.length ?? 0, 'acceptance') };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Problems on standard error, which files are fine on standard output. */
function report(context: CommandContext, checked: readonly Checked[]): void {
  const sources = checked.map(({ source }) => source);
  context.stderr.write(formatDiagnostics(allOf(checked), { sources }));
  for (const { file, kind, diagnostics, summary } of checked) {
    if (!hasErrors(diagnostics)) context.stdout.write(`${file}: ${kind ?? 'file'} is valid, ${summary}\n`);
  }
}

function allOf(checked: readonly Checked[]): readonly Diagnostic[] {
  return checked.flatMap(({ diagnostics }) => diagnostics);
}

/** One document. Nothing in it can steer a terminal: what JSON does not escape of itself is escaped here. */
function json(checked: readonly Checked[]): string {
  const files = checked.map(({ file, kind, diagnostics }) => ({ file, kind, valid: !hasErrors(diagnostics) }));
  const text = JSON.stringify({ version: 1, files, diagnostics: sortDiagnostics(allOf(checked)) }, null, 2);
  const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return text.replace(/[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, escape);
}
