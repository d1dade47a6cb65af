// pam_listfile and pam_time: whom they let in. test/docker/access-pam.test.ts asks the modules themselves.
import assert from 'node:assert/strict';
import { demandOf } from '../../../src/access/pam/demand.ts';
import { namedClients, tableKinds } from '../../../src/access/pam/clients.ts';
import { authenticate, mayLogIn, type PamView } from '../../../src/access/pam/login.ts';
import { pamStack } from '../../../src/access/pam/stack.ts';
import type { PamTable, PamService } from '../../../src/facts/pam-service.ts';
import type { Account } from '../../../src/facts/accounts.ts';
import { personOf, serviceOf } from './pam-service.ts';

const modules = ['unix', 'permit', 'google_authenticator', 'listfile', 'time'].map(
  (name) => `/lib/security/pam_${name}.so`,
);
const code = 'auth required pam_google_authenticator.so\n';
const alice = personOf({ groups: ['alice', 'staff'] });

function viewOf(text: string, tables: readonly PamTable[], now?: PamService['now']): PamView {
  const service = serviceOf(text, {}, { tables, modules });
  const { stateFile } = service;
  const asked = { nologin: false, shells: undefined, today: undefined, now, service: service.service };
  return {
    service: 'sshd',
    stack: pamStack(service),
    host: { modules: new Set(modules), stateFile, tables, ...asked },
  };
}

const list = '/etc/security/list';

/** What a line of pam_listfile in the account part makes of alice, who comes from 10.1.2.3. */
function listed(options: string, table: Partial<PamTable> | undefined, host: string | null = '10.1.2.3'): string {
  const tables = table === undefined ? [] : [{ path: list, text: '', ...table }];
  const view = viewOf(`account required pam_listfile.so ${options} file=${list}\n`, tables);
  const { verdict } = mayLogIn(view, { ...alice, client: { address: host ?? undefined, host: host ?? undefined } });
  return verdict.can === 'yes' ? 'yes' : `${verdict.can}: ${verdict.why}`;
}

describe('a list of pam_listfile', () => {
  for (const [options, table, expected] of [
    ['item=user sense=allow', { text: 'bob\nalice\n' }, /^yes$/],
    ['item=user sense=allow', { text: 'bob\n# alice\n' }, /^no: \/etc\/security\/list does not list it/],
    ['item=user sense=deny', { text: 'bob\nalice' }, /^no: \/etc\/security\/list:2 lists it/],
    ['item=user sense=deny', { text: 'bob\n' }, /^yes$/],
    ['item=group sense=deny', { text: 'staff\r\n' }, /^no: .*:1 lists it/],
    ['item=group sense=allow', { text: 'Staff\n' }, /^no/],
    ['item=shell sense=allow', { text: '/bin/bash\n' }, /^yes$/],
    ['item=rhost sense=allow', { text: '10.1.2.3\n' }, /^yes$/],
    ['item=rhost sense=allow', { text: '10.1.2\n' }, /^no/],
    ['item=tty sense=deny', { text: '/dev/ssh\n' }, /^no/],
    ['item=ruser sense=deny', { text: 'alice\n' }, /^yes$/],
    ['item=ruser sense=allow', { text: 'alice\n' }, /^no/],
    ['item=user sense=deny', undefined, /^no: \/etc\/security\/list is not there/],
    ['item=user sense=deny onerr=succeed', undefined, /^yes$/],
    ['item=user sense=deny', { text: '', loose: true }, /^no: .* everybody may write it/],
    ['item=user sense=deny', { text: undefined }, /^unknown: .*could not be read/],
    ['item=user sense=maybe', { text: '' }, /^unknown/],
    ['item=user sense=deny strange=1', { text: '' }, /^unknown/],
    // Only the terminal and the host can be limited to somebody.
    ['item=rhost sense=allow apply=bob', { text: '' }, /^no: no account line/],
    ['item=user sense=allow apply=bob', { text: 'alice\n' }, /^yes$/],
    ['item=rhost sense=deny apply=@staff', { text: '10.1.2.3\n' }, /^no: .*:1 lists it/],
  ] as const) {
    it(`${options} with ${JSON.stringify(table)} ${String(expected)}`, () => {
      assert.match(listed(options, table), expected);
    });
  }

  it('by origin of a login from nowhere', () => {
    assert.match(listed('item=rhost sense=allow', { text: '10.1.2.3\n' }, null), /^unknown/);
    assert.match(listed('item=rhost sense=deny', { text: '' }, null), /^yes/);
  });

  it('tells clients apart for those that it names', () => {
    const view = viewOf(`auth required pam_listfile.so item=rhost sense=allow file=${list}\n`, [
      { path: list, text: '10.1.2.3\nhost.example\n\n# x y\n' },
    ]);
    assert.deepEqual(namedClients(view, alice.account), ['10.1.2.3', 'host.example']);
    const kind = tableKinds(view, alice.account);
    assert.notEqual(kind({ address: '10.1.2.3', host: '10.1.2.3' }), kind({ address: '10.1.2.4', host: '10.1.2.4' }));
  });
});

/** What time.conf makes of alice, on Wednesday at noon. */
function timed(text: string | undefined, args = ''): string {
  const tables = [{ path: '/etc/security/time.conf', text }];
  const view = viewOf(`account required pam_time.so ${args}\n`, tables, { day: 3, minute: 1200 });
  const { verdict } = mayLogIn(view, alice);
  return verdict.can === 'yes' ? 'yes' : `${verdict.can}: ${verdict.why}`;
}

describe('time.conf', () => {
  for (const [text, expected] of [
    ['# sshd;*;alice;!Al0000-2400\n', /^yes$/],
    ['sshd;*;bob;!Al0000-2400\n', /^yes$/],
    [
      'sshd;*;alice;!Al0000-2400\n',
      /^no: "sshd;\*;alice;!Al0000-2400" at \/etc\/security\/time\.conf:1 lets it in at no time/,
    ],
    ['\nsshd ; ssh ; al* | bob ; ! Al0000-2400 # never\n', /time\.conf:2 lets it in at no time/],
    ['login;*;alice;!Al0000-2400\n', /^yes$/],
    ['sshd;tty*;alice;!Al0000-2400\n', /^yes$/],
    ['sshd;*;alice;Wk0000-2400 | Wd0000-2400\n', /^yes$/],
    ['sshd;*;alice;Wk0800-1800\n', /^unknown: .* at some times only, and now is one$/],
    ['sshd;*;alice;Wd0000-2400\n', /^unknown: .* at some times only, and now is none$/],
    ['sshd;*;alice;Wk2200-0600\n', /now is none$/],
    ['sshd;*;alice;Wk0800-1800\nsshd;*;*;!Al0000-2400\n', /^no: .*time\.conf:2 lets it in at no time/],
    ['sshd;*;alice\nsshd;*;alice;!Al0000-2400', /^unknown/],
    ['sshd;*;@admins;!Al0000-2400\n', /^unknown/],
    ['sshd;*;@@wheel;!Al0000-2400\n', /^yes$/],
    ['sshd;*;@@staff;!Al0000-2400\n', /^unknown/],
    [undefined, /^unknown: .*could not be read/],
  ] as const) {
    it(`${JSON.stringify(text)} ${String(expected)}`, () => {
      assert.match(timed(text), expected);
    });
  }

  it('may be another one in newer releases', () => {
    assert.match(timed('sshd;*;alice;!Al0000-2400\n', 'conffile=/etc/x'), /^unknown/);
  });
});

describe('a gate before the code', () => {
  const tables = [{ path: list, text: 'bob\n' }];
  const gate = `auth [success=1 default=ignore] pam_listfile.so item=user sense=allow file=${list}\n${code}auth required pam_permit.so\n`;
  const somebody = (name: string): Account => ({ ...alice.account, name });
  const asked = (text: string, people?: readonly Account[]): string => {
    const { code: demand, problem, byAccount } = demandOf(serviceOf(text, {}, { tables, modules }), text, people);
    const what = demand.demand === 'weak' ? `${demand.cause} for ${demand.for}` : demand.demand;
    return [what, ...(problem === undefined ? [] : ['problem']), ...(byAccount ? ['by account'] : [])].join(', ');
  };

  for (const [what, text, people, expected] of [
    ['lets some past', gate, undefined, 'N7 for some, by account'],
    ['lets past whom it lists', gate, [somebody('bob')], 'N7 for all, by account'],
    ['asks the others', gate, [somebody('alice')], 'required, by account'],
    [
      'only keeps out',
      `auth requisite pam_listfile.so item=user sense=deny file=${list}\n${code}`,
      undefined,
      'required, by account',
    ],
  ] as const) {
    it(`${what}: ${expected}`, () => {
      assert.equal(asked(text, people), expected);
    });
  }

  it('is not what keeps somebody out where a line behind it does', () => {
    const view = viewOf(gate, tables);
    const { verdict } = authenticate(view, { ...alice, enrolled: { state: 'absent' } }, 'prompts');
    assert.ok(verdict.can === 'no' && verdict.cause === 'L6', JSON.stringify(verdict));
  });
});
