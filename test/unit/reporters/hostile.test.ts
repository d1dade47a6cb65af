// Threat T6: nothing that a host, a playbook or an error says reaches the terminal as anything but text.
import assert from 'node:assert/strict';
import type { RefusalId, WarningId } from '../../../src/causes/causes.ts';
import { json } from '../../../src/reporters/json.ts';
import { table } from '../../../src/reporters/table.ts';
import type { RunReport } from '../../../src/run/report.ts';
import { createStyle } from '../../../src/terminal/style.ts';
import { forbidden, ownColours, payloads } from '../terminal/payloads.ts';
import { changes, login, plainStyle, report, result, textOf } from './fixtures.ts';

/** A report in which every text is the payload. */
function poisoned(payload: string): RunReport {
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

describe('reporters against hostile text', () => {
  const colour = createStyle(process.stdout, { LANG: 'C.UTF-8' }, 'always');

  it('table: no control character, no bidi, no escape but our own', () => {
    for (const payload of payloads) {
      const options = { diff: () => payload, verbosity: 2 };
      assert.doesNotMatch(textOf(table, [poisoned(payload)], { ...options, style: plainStyle }), forbidden);
      const painted = textOf(table, [poisoned(payload)], { ...options, style: colour });
      assert.doesNotMatch(painted.replaceAll(ownColours, ''), forbidden);
    }
  });

  it('json: the same, and the texts are exact', () => {
    for (const payload of payloads) {
      const text = textOf(json, [poisoned(payload)], { diff: () => payload });
      assert.doesNotMatch(text, forbidden);
      const { runs } = JSON.parse(text) as { runs: { play: string }[] };
      assert.equal(runs[0]?.play, payload);
    }
  });
});
