// The reasoning of the model for one account as text: the line that decides first, what is as before only named.
import type { Explanation, ExplainedMethods, OriginGroup, Reasoning } from '../../access/explain.ts';
import type { AccountLine } from '../../access/explain/account-lines.ts';
import type { PamRun } from '../../access/explain/pam-runs.ts';
import type { SettingLine } from '../../access/explain/setting-lines.ts';
import { originText } from '../../access/origin.ts';
import type { WayIn } from '../../plan/access-verdict.ts';
import type { Paint, Style } from '../../terminal/style.ts';
import { displayWidth, padEnd } from '../../terminal/width.ts';

/** Lines for one account of one host: what is known of it, then for each group of origins how it can log in before and after. */
export function explanationLines(host: string, explanation: Explanation, style: Style): string[] {
  const { account, about, groups, leftOut } = explanation;
  return [
    style.paint('bold', style.text(`${account}@${host}`)),
    ...table(about.flatMap(aboutCells), '  ', style),
    ...groups.flatMap((group) => groupLines(group, style)),
    ...(leftOut === 0 ? [] : ['', `not looked at: ${leftOut} more rules by origin`]),
  ];
}

function aboutCells({ what, found, after }: AccountLine): readonly (readonly string[])[] {
  return [[what, found], ...(after === undefined ? [] : [['', `after: ${after}`]])];
}

function groupLines({ origins, before, after }: OriginGroup, style: Style): string[] {
  const from = origins.map((origin, index) => `${index === 0 ? 'from' : '    '} ${style.text(originText(origin))}`);
  return [
    '',
    ...from,
    ...reasoningLines('before', before, undefined, style),
    ...(after === undefined ? ['  after: the same'] : reasoningLines('after', after, before, style)),
  ];
}

function reasoningLines(when: string, reasoning: Reasoning, before: Reasoning | undefined, style: Style): string[] {
  const { way, settings, pam, lists } = reasoning;
  const heading = `  ${when}: ${style.paint(paintOf(way.way), way.way)}, ${style.text(way.reason)}`;
  return [
    heading,
    ...settingPart(settings, before?.settings ?? [], style),
    ...pam.flatMap((run) => pamPart(run, before?.pam ?? [], style)),
    ...(isSame(lists, before?.lists) ? ['    methods as before'] : table(lists.map(listCells), '    ', style)),
  ];
}

function paintOf(way: WayIn): Paint {
  return way === 'unknown' ? 'red' : way === 'refused' ? 'magenta' : 'green';
}

/** Lines of the configuration that say what they said before are not shown again. */
function settingPart(lines: readonly SettingLine[], before: readonly SettingLine[], style: Style): string[] {
  const news = lines.filter((line) => !before.some((other) => isSame(line, other)));
  const rest = news.length === lines.length ? [] : ['    the rest of sshd as before'];
  const cells = news.map(({ place, keyword, value }) => [place === '' ? 'default' : place, `${keyword} ${value}`]);
  return [...table(cells, '    ', style), ...(news.length === 0 ? ['    sshd as before'] : rest)];
}

function pamPart(run: PamRun, before: readonly PamRun[], style: Style): string[] {
  const { part, comesTo, why, steps } = run;
  const result = `    PAM ${part}: ${style.text(why === '' ? comesTo : `${comesTo}, ${why}`)}`;
  if (before.some((other) => isSame(unplaced(run), unplaced(other)))) return [`${result}, as before`];
  return [
    result,
    ...table(
      steps.map(({ place, text, answer }) => [place, text, answer]),
      '      ',
      style,
    ),
  ];
}

/** A plan that writes lines before others moves those. */
function unplaced({ steps, ...run }: PamRun): unknown {
  return { ...run, steps: steps.map(({ text, answer }) => [text, answer]) };
}

function listCells({ list, comesTo, why }: ExplainedMethods): readonly string[] {
  return [list, why === '' ? comesTo : `${comesTo}: ${why}`];
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Rows with every column but the last one as wide as its widest cell. */
function table(rows: readonly (readonly string[])[], indent: string, style: Style): string[] {
  const safe = rows.map((row) => row.map((cell) => style.text(cell.replace(/\s+/g, ' '))));
  const widths = (safe[0] ?? []).map((_, column) => Math.max(...safe.map((row) => displayWidth(row[column] ?? ''))));
  return safe.map((row) => {
    const cells = row.map((cell, column) => (column === row.length - 1 ? cell : padEnd(cell, widths[column] ?? 0)));
    return `${indent}${cells.join('  ')}`.trimEnd();
  });
}
