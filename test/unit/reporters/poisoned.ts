// A report of a run in which every text that may come from a host or a user's file is one text of choice.
import type { RefusalId, WarningId } from '../../../src/causes/causes.ts';
import type { RunReport } from '../../../src/run/report.ts';
import { changes, login, report, result } from './fixtures.ts';

export function poisoned(payload: string): RunReport {
  const evidence = {
    account: payload,
    steps: [{ tried: payload, methodsLeft: [payload], partialSuccess: false }],
    prompts: [payload],
    outcome: 'refused' as const,
    detail: payload,
  };
  const ends = { address: payload, host: payload, localAddress: payload, localPort: 22 };
  const origin = { kind: 'named' as const, ...ends, standsFor: payload };
  const access = [
    {
      account: payload,
      before: 'key' as const,
      after: 'key+code' as const,
      certainty: 'predicted' as const,
      reason: payload,
      origins: [{ origin, before: 'key' as const, after: 'unknown' as const, reason: payload, place: payload }],
      tunnelled: 'key+code' as const,
      originsLeftOut: 1,
    },
  ];
  const cause = payload as RefusalId & WarningId;
  const plan = {
    changes: changes.map(({ change }) => ({ task: payload, change: { ...change, summary: payload } })),
    access,
    refusals: [{ cause, account: payload, message: payload, help: payload }],
    warnings: [{ cause, message: payload, help: payload }],
    satisfied: 0,
  };
  const problem = { phase: 'prove' as const, message: payload, help: payload, output: payload };
  const host = { plan, problem, logins: [login(payload, { evidence, met: false })] };
  const hosts = [result(payload, 'changed', host), result(`${payload}2`, 'lost', host), result('x', 'failed', host)];
  return report(hosts, { play: payload, runId: payload });
}
