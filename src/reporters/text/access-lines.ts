// Who logs in how, before → after, and how sure that is. Accounts with the same fate share a line.
import { originText } from '../../access/origin.ts';
import { differingOrigins, type AccessVerdict, type Certainty, type OriginVerdict } from '../../plan/access-verdict.ts';
import type { HostResult, TriedLogin } from '../../run/event.ts';
import { foldNamesShort } from '../../terminal/fold-names.ts';
import type { Paint, Style } from '../../terminal/style.ts';
import { displayWidth, padEnd } from '../../terminal/width.ts';
import { certaintyOf, unmetLogins } from '../summary/certainty.ts';

const paints: Readonly<Record<Certainty, Paint>> = {
  predicted: 'yellow',
  rehearsed: 'cyan',
  proven: 'green',
  unknown: 'red',
};

interface Row {
  readonly accounts: string[];
  readonly way: string;
  readonly certainty: Certainty;
  readonly reason: string;
  /** Origins with another verdict, and which. */
  readonly elsewhere: readonly string[];
}

/** Lines for the access verdicts of a host, and for each login that did not go as planned. Empty when there is nothing to say. */
export function accessLines(host: HostResult, style: Style): string[] {
  const rows = rowsOf(host, style);
  const unmet = [...new Set(host.logins.map((login) => login.evidence.account))]
    .flatMap((account) => unmetLogins(host, account))
    .map((login) => `    ${style.paint('red', style.text(unmetLoginText(login)))}`);
  if (rows.length + unmet.length === 0) return [];
  const names = rows.map((row) => style.text(foldNamesShort(row.accounts, 6, ', ')));
  const [nameColumn, wayColumn] = [columns(names), columns(rows.map((row) => row.way))];
  const lines = rows.flatMap((row, index) => {
    const certainty = style.paint(paints[row.certainty], row.certainty.padEnd('predicted'.length));
    const cells = [padEnd(names[index] ?? '', nameColumn), padEnd(row.way, wayColumn), certainty];
    const elsewhere = row.elsewhere.map((line) => `      ${style.text(line)}`);
    return [`    ${cells.join('  ')}  ${style.text(row.reason)}`.trimEnd(), ...elsewhere];
  });
  return ['  logins', ...lines, ...leftOutLines(host), ...unmet, ...sessionLines(host, style)];
}

/** What the sessions of people have otherwise than before; the run is refused where that was not accepted. */
function sessionLines({ logins }: HostResult, style: Style): readonly string[] {
  const changed = logins.flatMap(({ evidence, sessionChanges = [] }) =>
    sessionChanges.length === 0 ? [] : [`${evidence.account}: its session: ${sessionChanges.join(', ')}`],
  );
  const unseen = logins.filter((login) => login.sessionUnseen).map(({ evidence }) => evidence.account);
  const names = foldNamesShort(unseen, 6, ', ');
  const notCompared = unseen.length === 0 ? [] : [`sessions not compared, for none opens in a rehearsal: ${names}`];
  return [...changed, ...notCompared].map((line) => `    ${style.paint('yellow', style.text(line))}`);
}

function rowsOf(host: HostResult, style: Style): Row[] {
  const rows = new Map<string, Row>();
  for (const verdict of host.plan?.access ?? []) {
    const row = {
      way: wayText(verdict, style),
      certainty: certaintyOf(host, verdict),
      reason: verdict.reason,
      elsewhere: elsewhereOf(verdict, style),
    };
    const key = JSON.stringify(row);
    const known = rows.get(key) ?? { accounts: [], ...row };
    known.accounts.push(verdict.account);
    rows.set(key, known);
  }
  return [...rows.values()];
}

/** A line for each fate that is not the account's own, with the origins that have it in common. */
function elsewhereOf(verdict: AccessVerdict, style: Style): readonly string[] {
  const fates = new Map<string, string[]>();
  for (const { origin, reason, ...ways } of differingOrigins(verdict)) {
    const fate = `${wayText(ways, style)}, ${ways.after === 'unknown' ? 'unknown' : 'predicted'}: ${reason}`;
    fates.set(fate, [...(fates.get(fate) ?? []), originText(origin)]);
  }
  return [...fates].map(([fate, origins]) => {
    const more = origins.length > maxShown ? ` and ${origins.length - maxShown} more` : '';
    return `from ${origins.slice(0, maxShown).join(', ')}${more}: ${fate}`;
  });
}

/** Origins on one line; the JSON report has all of them. */
const maxShown = 4;

function leftOutLines({ plan }: HostResult): readonly string[] {
  const leftOut = Math.max(0, ...(plan?.access ?? []).map(({ originsLeftOut }) => originsLeftOut));
  return leftOut === 0 ? [] : [`    not looked at: ${leftOut} more rules by origin`];
}

function wayText({ before, after }: Pick<OriginVerdict, 'before' | 'after'>, style: Style): string {
  return before === after ? `${after} (as before)` : `${before} ${style.symbols.arrow} ${after}`;
}

/** `alice: planned was key and code, the login was refused: …`, raw. */
export function unmetLoginText({ evidence, expected }: TriedLogin): string {
  return `${evidence.account}: planned was ${expected.words.seen}, the login was ${evidence.outcome}: ${evidence.detail}`;
}

function columns(cells: readonly string[]): number {
  return Math.max(0, ...cells.map(displayWidth));
}
