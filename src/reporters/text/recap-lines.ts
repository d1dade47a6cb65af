// PLAY RECAP in Ansible's shape, so that scripts and eyes that know it find what they look for.
import type { HostStatus } from '../../run/event.ts';
import type { RunReport } from '../../run/report.ts';
import type { Paint, Style } from '../../terminal/style.ts';
import { displayWidth, padEnd } from '../../terminal/width.ts';
import { recapOf, recapWords, type RecapRow } from '../summary/recap.ts';
import { ruled } from './rule.ts';

/** Up to so many hosts all have their line; beyond, only those that need a look, and one line counts the others. */
const maxRows = 50;

const paints: Readonly<Record<HostStatus, Paint>> = {
  ok: 'green',
  changed: 'yellow',
  skipped: 'cyan',
  unreachable: 'red',
  refused: 'magenta',
  failed: 'red',
  reverted: 'red',
  lost: 'red',
};

/** The heading and a line per host. */
export function recapLines(reports: readonly RunReport[], style: Style): string[] {
  const rows = recapOf(reports);
  const fine = rows.filter((row) => row.status === 'ok' || row.status === 'changed');
  const shown = rows.length > maxRows ? rows.filter((row) => !fine.includes(row)) : rows;
  const column = Math.max(26, ...shown.map((row) => displayWidth(style.text(row.host))));
  const lines = shown.map((row) => rowLine(row, column, style));
  return [ruled('PLAY RECAP', style), ...lines, ...(rows.length > maxRows ? [countLine(fine, rows, style)] : [])];
}

function rowLine(row: RecapRow, column: number, style: Style): string {
  const name = style.paint(paints[row.status], padEnd(style.text(row.host), column));
  const cells = recapWords.map((word) => {
    const cell = `${word}=${String(row.counts[word]).padEnd(4)}`;
    return row.counts[word] > 0 ? style.paint(paints[word], cell) : cell;
  });
  return `${name} : ${cells.join(' ')}`.trimEnd();
}

function countLine(fine: readonly RecapRow[], rows: readonly RecapRow[], style: Style): string {
  const changed = fine.filter((row) => row.status === 'changed').length;
  const text = `${fine.length} of ${rows.length} hosts are fine: ${changed} changed, ${fine.length - changed} unchanged`;
  return style.paint('green', text);
}
