import assert from 'node:assert/strict';
import type { HostStatus } from '../../../src/run/event.ts';
import { exitCodeOf, worstExitCode } from '../../../src/run/exit-code.ts';
import type { RunReport } from '../../../src/run/report.ts';
import { planned, report, result, settled } from '../reporters/fixtures.ts';

interface Case {
  readonly hosts: readonly HostStatus[];
  readonly over?: Partial<RunReport>;
  readonly detailed?: boolean;
  readonly code: number;
}

const cases: readonly Case[] = [
  { hosts: [], code: 0 },
  { hosts: ['ok', 'changed', 'skipped'], code: 0 },
  { hosts: ['ok', 'unreachable'], code: 4 },
  { hosts: ['unreachable', 'refused'], code: 6 },
  { hosts: ['refused', 'failed', 'unreachable'], code: 2 },
  { hosts: ['failed'], over: { interrupted: true }, code: 130 },
  { hosts: ['reverted', 'failed'], over: { interrupted: true }, code: 8 },
  { hosts: ['reverted', 'lost', 'failed'], code: 9 },
  { hosts: ['skipped'], over: { interrupted: true }, code: 130 },
  { hosts: ['changed'], over: { mode: 'plan' }, code: 0 },
  { hosts: ['changed'], over: { mode: 'plan' }, detailed: true, code: 5 },
  { hosts: ['ok'], over: { mode: 'plan' }, detailed: true, code: 0 },
  { hosts: ['changed'], detailed: true, code: 0 },
  { hosts: ['changed', 'unreachable'], over: { mode: 'plan' }, detailed: true, code: 4 },
];

describe('run/exit-code', () => {
  for (const { hosts, over, detailed, code } of cases) {
    const flags = `${over?.mode ?? 'apply'}${over?.interrupted === true ? ', interrupted' : ''}${detailed === true ? ' --detailed-exitcode' : ''}`;
    it(`${hosts.join(', ') || 'no hosts'} (${flags}): ${code}`, () => {
      const results = hosts.map((status) =>
        result('web1', status, { plan: status === 'changed' ? planned() : settled }),
      );
      assert.equal(exitCodeOf([report(results, over)], { detailedExitcode: detailed ?? false }), code);
    });
  }

  it('takes the worst of all plays', () => {
    assert.equal(exitCodeOf([report([result('a', 'failed')]), report([result('a', 'ok')])]), 2);
    assert.equal(exitCodeOf([]), 0);
  });

  it('orders as the table of the manual does', () => {
    const order = [9, 8, 1, 130, 2, 6, 4, 3, 5, 0] as const;
    order.forEach((code, index) => {
      assert.equal(worstExitCode(order.slice(index)), code);
      assert.equal(worstExitCode([...order.slice(index)].reverse()), code);
    });
  });
});
