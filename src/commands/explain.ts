// keyturn explain: the page of whatever a message names: a cause, an audit rule, or a diagnostic code.
import { Command } from 'commander';
import { rules } from '../audit/rules/index.ts';
import type { CauseKind } from '../causes/cause.ts';
import { causesByKind } from '../causes/causes.ts';
import { UsageError } from '../diagnostics/errors.ts';
import { suggestion } from '../diagnostics/suggest.ts';
import { createStyle, type Style } from '../terminal/style.ts';
import type { CommandContext } from './context.ts';
import { causePage, kindTitles } from './explain-causes.ts';
import { codePages } from './explain-codes.ts';
import { rulePage } from './explain-rules.ts';
import { pageText, type Page } from './page.ts';

interface Shelf {
  readonly title: string;
  readonly pages: readonly Page[];
}

/** `keyturn explain [ID…]` */
export function explainCommand(context: CommandContext): Command {
  return new Command('explain')
    .description(
      'print the page of a cause (L6), an audit rule (TFA-004) or a diagnostic code (bad-port): what it means, and what to do; without an id, list them all',
    )
    .argument('[id...]', 'what a message names, in capitals or not')
    .action((ids: readonly string[]) => {
      const style = createStyle(context.stdout, context.env, 'never');
      context.stdout.write(ids.length === 0 ? listText(style) : pagesText(ids, style));
    });
}

function shelves(): readonly Shelf[] {
  return [
    ...(Object.keys(causesByKind) as CauseKind[]).map((kind) => ({
      title: kindTitles[kind],
      pages: causesByKind[kind].map((cause) => causePage(cause, kind)),
    })),
    { title: 'Rules of the audit', pages: rules.map(rulePage) },
    { title: "Diagnostics: what can be wrong in a user's files", pages: codePages() },
  ];
}

/** The pages asked for, each once. Throws a UsageError before it prints anything where one id is not known. */
function pagesText(ids: readonly string[], style: Style): string {
  const pages = shelves().flatMap((shelf) => shelf.pages);
  const known = new Map(pages.map((page) => [page.id.toLowerCase(), page]));
  const wanted = ids.map((id) => {
    const page = known.get(id.toLowerCase());
    if (page !== undefined) return page;
    const help = suggestion(
      id,
      pages.map((one) => one.id),
    );
    throw new UsageError(`nothing is called "${id}"`, { help: help ?? '`keyturn explain` lists what there is' });
  });
  return [...new Set(wanted)].map((page) => pageText(page, style)).join('\n\n');
}

function listText(style: Style): string {
  const blocks = shelves().map(({ title, pages }) => {
    const column = Math.max(...pages.map(({ id }) => id.length));
    return [title, ...pages.map((page) => `  ${page.id.padEnd(column)}  ${style.text(page.title)}`)].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}
