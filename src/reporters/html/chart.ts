// How many hosts have which severity as their worst, as one bar.
import { severities } from '../../audit/severity.ts';
import type { AuditReport } from '../../run/audit/report.ts';
import { worstOf } from '../summary/findings.ts';
import { bar } from './bar.ts';

export function chart({ hosts }: AuditReport): string {
  const kinds = hosts.map((host) => (host.status === 'ok' ? (worstOf(host) ?? 'none') : 'missed'));
  const shares = ([...severities, 'none', 'missed'] as const).map((kind) => {
    return { kind, count: kinds.filter((one) => one === kind).length, label: meanings[kind] };
  });
  return `<section id="overview">
<h2>Hosts by their worst finding</h2>
${bar(shares, 'hosts by their worst finding', 'host')}
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
