import assert from 'node:assert/strict';
import { causes } from '../../../src/causes/causes.ts';
import { table } from '../../../src/reporters/table.ts';
import { createStyle } from '../../../src/terminal/style.ts';
import { changes, fromOffice, login, planned, problem, report, result, settled, textOf, verdict } from './fixtures.ts';

const zero = 'unreachable=0    failed=0    skipped=0    refused=0    reverted=0    lost=0';

describe('reporters/table', () => {
  it('shows a plan: hosts folded, changes under their task, access with its certainty', () => {
    const plan = planned([verdict('alice'), verdict('bob'), verdict('deploy', { after: 'key', reason: 'exempt' })]);
    const hosts = [result('web1', 'changed', { plan }), result('web2', 'changed', { plan })];
    assert.equal(
      textOf(table, [report(hosts, { mode: 'plan' })]),
      `PLAY [Two factors] *************************************************************
run 20261121-101500-ab12: a plan, nothing was written

web[1-2]  would change  (2 hosts)
  Install the module
    + package libpam-google-authenticator
  Ask for a code
    ~ /etc/pam.d/sshd: ask for a one-time code
    ~ reload ssh
  logins
    alice, bob  key → key+code   predicted  AuthenticationMethods publickey,keyboard-interactive
    deploy      key (as before)  predicted  exempt

PLAY RECAP *********************************************************************
web1                       : ok=4    changed=2    ${zero}
web2                       : ok=4    changed=2    ${zero}

Plan: 2 to add, 4 to change, 0 to remove, on 2 hosts.
Can everyone still log in? Predicted yes for alice, bob, deploy on web[1-2] (nothing written yet).
`,
    );
  });

  it('shows an origin only where something else holds', () => {
    const same = fromOffice({ before: 'key', after: 'key+code' });
    const access = [
      verdict('alice', { origins: [same, fromOffice()] }),
      verdict('bob', { origins: [same, fromOffice()] }),
      verdict('carol', {
        origins: [same, fromOffice({ after: 'unknown', reason: 'nobody knows' })],
        originsLeftOut: 3,
      }),
      verdict('dave', { origins: [same] }),
    ];
    const text = textOf(table, [report([result('web1', 'changed', { plan: planned(access) })], { mode: 'plan' })]);
    const methods = 'AuthenticationMethods publickey,keyboard-interactive';
    const expected = `  logins
    alice, bob  key → key+code  predicted  ${methods}
      from 10.0.0.1 to 192.0.2.9:22 (10.0.0.0/8): key (as before), predicted: AuthenticationMethods at /etc/ssh/sshd_config:9
    carol       key → key+code  predicted  ${methods}
      from 10.0.0.1 to 192.0.2.9:22 (10.0.0.0/8): key → unknown, unknown: nobody knows
    dave        key → key+code  predicted  ${methods}
    not looked at: 3 more rules by origin
`;
    assert.ok(text.includes(expected), text);
  });

  it('says plainly that a second apply had nothing to do', () => {
    assert.equal(
      textOf(table, [report([result('web1', 'ok', { plan: settled }), result('web2', 'ok', { plan: settled })])]),
      `PLAY [Two factors] *************************************************************
run 20261121-101500-ab12

web[1-2]  nothing to change  (2 hosts)

PLAY RECAP *********************************************************************
web1                       : ok=4    changed=0    ${zero}
web2                       : ok=4    changed=0    ${zero}

Nothing was changed: 2 hosts already in the desired state.
Can everyone still log in? As before on web[1-2] (nothing to change).
`,
    );
  });

  it('shows why a host was refused, and what went wrong on another, the worst last', () => {
    const refusals = [
      { cause: causes.notEnrolled, account: 'carol', message: 'she has no one-time code', help: 'keyturn enrol carol' },
      {
        cause: causes.nullok,
        message: '"nullok" is set',
        help: 'write',
        diff: '--- /x\n+++ /x\n@@ -1,1 +1,1 @@\n-a\n+b\n',
      },
    ];
    const text = textOf(table, [
      report([
        result('db1', 'reverted', {
          plan: planned(),
          problem: problem({ phase: 'prove', message: 'alice was refused', output: 'one\ntwo\n', help: undefined }),
        }),
        result('old', 'refused', { plan: { ...settled, refusals } }),
        result('web1', 'changed', { plan: planned(), logins: [login('alice')] }),
      ]),
    ]);
    const expected = `
web1  changed
  Install the module
    + package libpam-google-authenticator
  Ask for a code
    ~ /etc/pam.d/sshd: ask for a one-time code
    ~ reload ssh
  logins
    alice  key → key+code  proven     AuthenticationMethods publickey,keyboard-interactive

old  refused, not touched
  refused, L6, not enrolled for one-time codes (carol): she has no one-time code
    help: keyturn enrol carol
  refused, N5, nullok: "nullok" is set
    help: write
          --- /x
          +++ /x
          @@ -1,1 +1,1 @@
          -a
          +b

db1  reverted: as before the run
  what was planned:
  Install the module
    + package libpam-google-authenticator
  Ask for a code
    ~ /etc/pam.d/sshd: ask for a one-time code
    ~ reload ssh
  logins
    alice  key → key+code  predicted  AuthenticationMethods publickey,keyboard-interactive
  in prove: alice was refused
    │ one
    │ two

PLAY RECAP`;
    assert.ok(text.includes(expected), text);
    assert.ok(text.includes('\nApplied: 1 added, 2 changed, 0 removed, on 1 host.\n'), text);
  });

  it('shows a login that did not go as planned', () => {
    const evidence = { ...login('alice').evidence, outcome: 'refused' as const, detail: 'permission denied' };
    const host = result('web1', 'reverted', { plan: planned(), logins: [login('alice', { met: false, evidence })] });
    const text = textOf(table, [report([host])]);
    assert.ok(text.includes('    alice: planned was key and code, the login was refused: permission denied\n'), text);
    assert.ok(text.includes('key → key+code  unknown'), text);
  });

  it('shows diffs only when it is given a way to make them', () => {
    const diff = (): string => '--- /etc/pam.d/sshd\n+++ /etc/pam.d/sshd\n@@ -1 +1 @@\n-old\n+new\n';
    const hosts = [result('web1', 'changed', { plan: { ...planned(), changes: changes.slice(1, 2) } })];
    assert.ok(!textOf(table, [report(hosts)]).includes('@@'));
    const text = textOf(table, [report(hosts)], { diff });
    assert.ok(text.includes('ask for a one-time code\n      --- /etc/pam.d/sshd\n'), text);
    assert.ok(text.includes('      -old\n      +new\n  logins'), text);
  });

  it('keeps only the last lines of a long output', () => {
    const output = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n');
    const text = textOf(table, [report([result('web1', 'failed', { problem: problem({ output }) })])]);
    assert.ok(text.includes('… 80 earlier lines\n    │ line 80\n'), text);
    assert.ok(!text.includes('line 79\n'));
  });

  it('lists only the hosts that need a look when there are more than 50', () => {
    const hosts = Array.from({ length: 500 }, (_, index) =>
      index === 7
        ? result('web7', 'failed', { problem: problem() })
        : result(`web${index}`, index % 2 === 0 ? 'changed' : 'ok', { plan: index % 2 === 0 ? planned() : settled }),
    );
    const recap =
      textOf(table, [report(hosts)])
        .split('PLAY RECAP')[1]
        ?.split('\n') ?? [];
    assert.match(recap[1] ?? '', /^web7 +: ok=0 .* failed=1 /);
    assert.equal(recap[2], '499 of 500 hosts are fine: 250 changed, 249 unchanged');
    assert.equal(recap.length, 7);
  });

  it('adds the plays of one invocation up in one recap', () => {
    const one = report([result('web1', 'changed', { plan: planned() })]);
    const two = report([result('web1', 'ok', { plan: settled })], { play: 'Audit' });
    assert.match(textOf(table, [one, two]), /web1 +: ok=8 +changed=2 /);
  });

  it('says that a run was interrupted', () => {
    const text = textOf(table, [report([result('web1', 'skipped')], { interrupted: true })]);
    assert.ok(text.includes('\ninterrupted before it was done\n'), text);
  });

  it('tells times and round trips with -v', () => {
    const text = textOf(table, [report([result('web1', 'ok', { plan: settled })])], { verbosity: 1 });
    assert.ok(text.includes('web1  nothing to change  at most 1.2s, 9 round trips\n'), text);
  });

  it('uses ASCII in other locales, and the colours of the style', () => {
    const stream = Object.assign(Object.create(process.stdout) as NodeJS.WriteStream, { columns: 40 });
    const hosts = [result('web1', 'changed', { plan: planned() })];
    const ascii = textOf(table, [report(hosts)], { style: createStyle(stream, { LANG: 'C' }, 'never') });
    assert.match(ascii, /^[ -~\n]*$/);
    assert.ok(ascii.includes('key -> key+code'));
    assert.equal(ascii.split('\n')[0]?.length, 40);
    const colour = textOf(table, [report(hosts)], { style: createStyle(stream, { LANG: 'C.UTF-8' }, 'always') });
    assert.ok(colour.includes('\x1b[33m~ reload ssh\x1b[39m'));
    assert.ok(colour.includes('\x1b[33mweb1                      \x1b[39m : \x1b[32mok=4   \x1b[39m '));
  });
});
