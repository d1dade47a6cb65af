import assert from 'node:assert/strict';
import { refusedLogin as noLogin } from '../../../src/plan/expectation.ts';
import type { HostResult } from '../../../src/run/event.ts';
import type { RunReport } from '../../../src/run/report.ts';
import { answerOf } from '../../../src/reporters/summary/answer.ts';
import { fromOffice, login, planned, problem, report, result, settled, verdict } from './fixtures.ts';

interface Case {
  readonly title: string;
  readonly hosts: readonly HostResult[];
  readonly over?: Partial<RunReport>;
  readonly text: string;
}

const both = planned([verdict('alice'), verdict('bob')]);
const refusedLogin = login('alice', {
  met: false,
  evidence: { ...login('alice').evidence, outcome: 'refused', detail: 'permission denied' },
});

const cases: readonly Case[] = [
  {
    title: 'a plan that is only predicted',
    hosts: [result('web1', 'changed', { plan: both }), result('web2', 'changed', { plan: both })],
    over: { mode: 'plan' },
    text: 'Predicted yes for alice, bob on web[1-2] (nothing written yet).',
  },
  {
    title: 'a plan that takes a login away',
    hosts: [result('web1', 'changed', { plan: planned([verdict('mallory', { after: 'refused' })]) })],
    over: { mode: 'plan' },
    text: 'No for mallory on web1 (refused by this plan, predicted).',
  },
  {
    title: 'a plan that takes a login away from somewhere',
    hosts: [
      result('web1', 'changed', { plan: planned([verdict('alice', { origins: [fromOffice({ after: 'refused' })] })]) }),
    ],
    over: { mode: 'plan' },
    text: 'No for alice on web1 (refused from 10.0.0.1 to 192.0.2.9:22 (10.0.0.0/8), predicted).',
  },
  {
    title: 'a plan that must be refused',
    hosts: [result('web1', 'refused', { plan: both })],
    over: { mode: 'plan' },
    text: 'As before on web1 (refused: apply leaves it alone).',
  },
  {
    title: 'a check with every login tried, and one that was not as expected',
    hosts: [
      result('web1', 'ok', { plan: { ...settled, access: both.access }, logins: [login('alice'), login('bob')] }),
      result('web2', 'failed', {
        plan: { ...settled, access: both.access },
        logins: [refusedLogin, login('bob')],
        problem: problem({ phase: 'prove' }),
      }),
    ],
    over: { mode: 'verify' },
    text: 'No for alice on web2 (a fresh login was refused). Proven for alice, bob on web1, for bob on web2 (fresh logins).',
  },
  {
    title: 'a check that found a host as the playbook does not want it',
    hosts: [result('web1', 'failed', { plan: both, problem: problem({ phase: 'plan' }) })],
    over: { mode: 'verify' },
    text: 'Unknown on web1 (no login was tried).',
  },
  {
    title: 'an apply with every login proven',
    hosts: [
      result('web1', 'changed', { plan: both, logins: [login('alice'), login('bob')] }),
      result('web2', 'changed', { plan: both, logins: [login('alice'), login('bob')] }),
    ],
    text: 'Yes. Proven for alice, bob on web[1-2] (fresh logins).',
  },
  {
    title: 'an apply with some logins only predicted or rehearsed',
    hosts: [
      result('web1', 'changed', {
        plan: planned([verdict('alice'), verdict('bob'), verdict('carol', { certainty: 'rehearsed' })]),
        logins: [login('alice')],
      }),
    ],
    text:
      'Predicted, not proven, for bob on web1 (not tried by a login). ' +
      'Rehearsed, not proven, for carol on web1 (staged logins). Proven for alice on web1 (fresh logins).',
  },
  {
    title: 'a label that says proven without a login to show for it',
    hosts: [result('web1', 'changed', { plan: planned([verdict('alice', { certainty: 'proven' })]) })],
    text: 'Predicted, not proven, for alice on web1 (not tried by a login).',
  },
  {
    title: 'a login that proved something else than the verdict says',
    hosts: [
      result('web1', 'changed', {
        plan: planned([verdict('alice')]),
        logins: [login('alice', { expected: noLogin, evidence: { ...login('alice').evidence, outcome: 'refused' } })],
      }),
    ],
    text: 'Predicted, not proven, for alice on web1 (not tried by a login).',
  },
  {
    title: 'a login that was refused on a host that stays changed',
    hosts: [result('web1', 'changed', { plan: planned([verdict('alice')]), logins: [refusedLogin] })],
    text: 'No for alice on web1 (a fresh login was refused).',
  },
  {
    title: 'nothing to do',
    hosts: [result('web1', 'ok', { plan: settled }), result('web2', 'ok', { plan: settled })],
    text: 'As before on web[1-2] (nothing to change).',
  },
  {
    title: 'a host that was refused',
    hosts: [result('web1', 'refused', { plan: both })],
    text: 'As before on web1 (refused, not touched).',
  },
  {
    title: 'a host that was put back',
    hosts: [result('web1', 'reverted', { plan: both, logins: [refusedLogin] })],
    text: 'As before on web1 (reverted, not tried by a login).',
  },
  {
    title: 'a host that was lost beside one that is proven',
    hosts: [
      result('web1', 'lost', { plan: both }),
      result('web2', 'changed', { plan: planned([verdict('alice')]), logins: [login('alice')] }),
    ],
    text:
      'Unknown on web1 (contact lost after a change; an automatic rollback is pending). ' +
      'Proven for alice on web2 (fresh logins).',
  },
  {
    title: 'a host that could not be reached',
    hosts: [result('db1', 'unreachable', { problem: problem() })],
    text: 'Unknown on db1 (not reached, not touched).',
  },
  {
    title: 'an interrupted run',
    hosts: [result('web1', 'ok', { plan: settled }), result('web2', 'skipped')],
    over: { interrupted: true },
    text: 'As before on web1 (nothing to change), on web2 (interrupted before logins were touched).',
  },
  {
    title: 'a failure before logins were touched',
    hosts: [result('web1', 'failed', { plan: both, problem: problem({ phase: 'prepare' }) })],
    text: 'As before on web1 (failed before logins were touched).',
  },
  {
    title: 'a failure after a change',
    hosts: [result('web1', 'failed', { plan: both, problem: problem({ phase: 'confirm' }) })],
    text: 'Unknown on web1 (failed in confirm after a change).',
  },
  {
    title: 'changes to logins without any account looked at',
    hosts: [result('web1', 'changed', { plan: planned([]) })],
    text: 'Unknown on web1 (no account was looked at).',
  },
  {
    title: 'a verdict that the model cannot give',
    hosts: [
      result('web1', 'changed', { plan: planned([verdict('alice', { after: 'unknown', certainty: 'unknown' })]) }),
    ],
    text: 'Unknown for alice on web1 (the model cannot tell).',
  },
  { title: 'no hosts at all', hosts: [], text: 'As before: no host was touched.' },
];

describe('reporters: can everyone still log in?', () => {
  for (const { title, hosts, over, text } of cases) {
    it(title, () => {
      assert.equal(answerOf([report(hosts, over)]).text, text);
    });
  }

  it('lets a later play speak for a host that an earlier one left alone', () => {
    const proven = result('web1', 'changed', { plan: planned(), logins: [login('alice')] });
    const ok = result('web1', 'ok', { plan: settled });
    const expected = { answer: 'proven', text: 'Yes. Proven for alice on web1 (fresh logins).' };
    assert.deepEqual(answerOf([report([ok]), report([proven])]), expected);
    assert.deepEqual(answerOf([report([proven]), report([ok])]), expected);
  });

  it('stays short for a fleet', () => {
    const hosts = Array.from({ length: 500 }, (_, index) => {
      const accounts = Array.from({ length: 1 + (index % 9) }, (_, user) => verdict(`user${user}`));
      return result(`web${index}`, 'changed', { plan: planned(accounts) });
    });
    assert.ok(answerOf([report(hosts)]).text.length < 2000);
  });
});
