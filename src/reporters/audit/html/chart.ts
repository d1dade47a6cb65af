// How many hosts have which severity as their worst, as one bar.
import { severities } from '../../../audit/severity.ts';
import type { AuditReport } from '../../../run/audit/report.ts';
import { worstOf } from '../summary.ts';
import { counted } from '../words.ts';

const width = 1000;

export function chart({ hosts }: AuditReport): string {
  const kinds = hosts.map((host) => (host.status === 'ok' ? (worstOf(host) ?? 'none') : 'missed'));
  const labels = [...severities, 'none', 'missed'] as const;
  const shares = labels.map((label) => ({ label, hosts: kinds.filter((kind) => kind === label).length }));
  let x = 0;
  const bars = shares.map(({ label, hosts: count }) => {
    const length = hosts.length === 0 ? 0 : (count / hosts.length) * width;
    const bar = `<rect class="${label}" x="${x.toFixed(1)}" y="0" width="${length.toFixed(1)}" height="24"/>`;
    x += length;
    return count === 0 ? '' : bar;
  });
  const legend = shares
    .filter(({ hosts: count }) => count > 0)
    .map(
      ({ label, hosts: count }) =>
        `<li><span class="key ${label}"></span>${counted(count, 'host')} ${meanings[label]}</li>`,
    );
  return `<section id="overview">
<h2>Hosts by their worst finding</h2>
<svg viewBox="0 0 ${width} 24" preserveAspectRatio="none" role="img" aria-label="hosts by their worst finding">${bars.join('')}</svg>
<ul class="legend">${legend.join('')}</ul>
</section>`;
}

const meanings = {
  critical: 'with a critical finding',
  high: 'with high as the worst',
  medium: 'with medium as the worst',
  low: 'with low as the worst',
  info: 'with info as the worst',
  none: 'without findings',
  missed: 'not audited',
} as const;
