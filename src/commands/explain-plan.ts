// keyturn plan --explain ACCOUNT@HOST: why one account can log in to one host as it does, before and after. Writes nothing.
import { explainAccess, type Explanation } from '../access/explain.ts';
import { UsageError } from '../diagnostics/errors.ts';
import { suggestion } from '../diagnostics/suggest.ts';
import { accounts } from '../facts/accounts.ts';
import { json } from '../reporters/json.ts';
import type { ReporterOf, RunReporterOptions } from '../reporters/reporter.ts';
import { table } from '../reporters/table.ts';
import { explanationLines } from '../reporters/text/explanation-lines.ts';
import { refusalLines } from '../reporters/text/problem-lines.ts';
import { runText } from '../reporters/text/run-report.ts';
import type { Review } from '../run/examination.ts';
import { plan } from '../run/actions/plan.ts';
import type { RunReport } from '../run/report.ts';
import type { CommandContext } from './context.ts';
import type { PlayFlags } from './play-options.ts';
import { readInputs } from './read-inputs.ts';
import { runPlays } from './run-plays.ts';

/** The account that the user asks about. */
interface Asked {
  readonly account: string;
  readonly host: string;
}

/**
 * Plans for the one host, and shows the reasoning in the place of the report; a host that could not be planned is reported as always.
 * Rejects with a UsageError for a host that no play is for, and for an account that the host does not know.
 */
export async function explainPlan(
  context: CommandContext,
  playbooks: readonly string[],
  flags: PlayFlags & { readonly explain: string },
): Promise<void> {
  const asked = askedFor(flags);
  const { inventory, plays: inputs, files } = await readInputs(context, flags, playbooks);
  const { host } = asked;
  if (!inventory.hosts.has(host)) {
    throw new UsageError(`the inventory has no host "${host}"`, {
      help: suggestion(host, [...inventory.hosts.keys()], 'hosts') ?? 'see `keyturn inventory`',
    });
  }
  const forHost = inputs.map((input) => ({ ...input, hosts: input.hosts.filter(({ name }) => name === host) }));
  const work = forHost.filter(({ hosts }) => hosts.length > 0).map((input) => ({ ...input, seen: seenBy(asked) }));
  if (work.length === 0) {
    const patterns = inputs.map(({ play }) => `"${play.hosts}"`).join(', ');
    const within = flags.limit === undefined ? '' : ` (within --limit "${flags.limit}")`;
    throw new UsageError(`no play is for the host "${host}"`, { help: `the plays are for ${patterns}${within}` });
  }
  const plays = work.map(({ play, hosts, seen }) => ({ play, hosts, review: seen.review, accounts: [asked.account] }));
  const reporter = reporterOf(
    asked,
    work.map(({ seen }) => seen),
  );
  await runPlays(context, flags, plan, { playbooks, files, plays, reporter });
  const missing = work.find(({ seen }) => seen.others !== undefined && seen.explanation === undefined);
  if (missing === undefined) return;
  throw new UsageError(`the host "${host}" has no account "${asked.account}"`, {
    help: suggestion(asked.account, missing.seen.others ?? []) ?? 'see `getent passwd` there',
  });
}

function askedFor({ explain, format, report, out }: PlayFlags & { readonly explain: string }): Asked {
  const at = explain.lastIndexOf('@');
  if (at < 1 || at === explain.length - 1) {
    throw new UsageError(`--explain takes ACCOUNT@HOST, not "${explain}"`, {
      help: 'the host is named as in the inventory: --explain alice@web1',
    });
  }
  const others = [
    ...(format === table ? [] : [`--${format === json ? 'json' : `format ${format.name}`}`]),
    ...(report.length === 0 ? [] : ['--report']),
    ...(out === undefined ? [] : ['--out']),
  ];
  if (others.length > 0) {
    throw new UsageError(`--explain is for people, and does not go with ${others.join(', ')}`, {
      help: 'the JSON report has every verdict with its reason',
    });
  }
  return { account: explain.slice(0, at), host: explain.slice(at + 1) };
}

/** What came of one play. `others` are the names of the host's accounts, once it was looked at. */
interface Seen {
  readonly review: Review;
  explanation: Explanation | undefined;
  others: readonly string[] | undefined;
}

function seenBy({ account }: Asked): Seen {
  const seen: Seen = {
    explanation: undefined,
    others: undefined,
    review: (_, { facts, plan }) => {
      const changes = plan.changes.map(({ change }) => change);
      seen.others = facts.get(accounts).accounts.map(({ name }) => name);
      seen.explanation = explainAccess(facts, changes, account);
      return [];
    },
  };
  return seen;
}

/** In the place of the usual text: an explanation for each play that came to one. */
function reporterOf({ host }: Asked, seen: readonly Seen[]): ReporterOf<'run'> {
  const textOf = (report: RunReport, index: number, options: RunReporterOptions): string => {
    const { explanation, others } = seen[index] ?? {};
    if (explanation === undefined) return others === undefined ? runText([report], options) : '';
    const { style } = options;
    const play = seen.length > 1 ? [style.paint('bold', style.text(`PLAY [${report.play}]`))] : [];
    const refusals = refusalLines(report.hosts[0]?.plan?.refusals ?? [], style);
    const verdict = refusals.length === 0 ? [] : ['', 'the plan for this host is refused', ...refusals];
    return `${[...play, ...explanationLines(host, explanation, style), ...verdict].join('\n')}\n`;
  };
  return {
    ...table,
    run: (reports, options) => reports.map((report, index) => textOf(report, index, options)).join(''),
  };
}
