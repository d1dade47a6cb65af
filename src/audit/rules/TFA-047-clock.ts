// The host's clock against the controller's.
import { clock } from '../../facts/clock.ts';
import { judged, unknown } from '../judgement.ts';
import type { Rule } from '../rule.ts';

export const clockOffset: Rule<'seconds' | 'critical'> = {
  id: 'TFA-047',
  title: 'the clock is wrong',
  severity: 'high',
  rationale:
    'Codes follow the clock: half a minute off, and right codes are refused. ' +
    'Compared is the clock of the machine that audits, so that many hosts with the same offset point there.',
  references: [],
  remediation: { lines: '$ timedatectl set-ntp true' },
  parameters: {
    seconds: { description: 'So many seconds off are fine.', default: 5, least: 1, most: 3600 },
    critical: { description: 'With more than so many seconds off codes fail.', default: 30, least: 1, most: 3600 },
  },
  facts: [clock],
  judge: (context, { seconds, critical }) => {
    if (context.clockOffset === undefined) return unknown('the host did not tell the time');
    const off = Math.abs(Math.round(context.clockOffset));
    const saw = `${off} seconds ${context.clockOffset < 0 ? 'behind' : 'ahead'}`;
    const severity = off > critical ? ({ severity: 'critical' } as const) : {};
    const findings =
      off > seconds ? [{ message: "the clock differs from the controller's", ...severity, evidence: [{ saw }] }] : [];
    return judged(findings, [], `no more than ${seconds} seconds off`);
  },
};
