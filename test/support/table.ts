// How many cases there were, and how they ended.

/** One line per fault, one column per ending: what the controller said, and what the host was. */
export function table(endings: readonly (readonly [fault: string, ending: string])[]): string {
  const faults = [...new Set(endings.map(([fault]) => fault))].sort();
  const kinds = [...new Set(endings.map(([, ending]) => ending))].sort();
  const count = (fault: string, kind?: string): number =>
    endings.filter(([a, b]) => (fault === '' || a === fault) && (kind === undefined || b === kind)).length;
  const widths = kinds.map((kind) => Math.max(kind.length, 4) + 2);
  const row = (name: string, cells: readonly (string | number)[], total: string | number): string =>
    `    ${name.padEnd(22)}${cells.map((cell, at) => String(cell).padStart(widths[at] ?? 0)).join('')}${String(total).padStart(8)}`;
  const rowOf = (name: string, fault: string): string =>
    row(
      name,
      kinds.map((kind) => count(fault, kind) || '·'),
      count(fault),
    );
  return [row('fault', kinds, 'cases'), ...faults.map((fault) => rowOf(fault, fault)), rowOf('all', '')].join('\n');
}
