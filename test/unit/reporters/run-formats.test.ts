// Every format of run reports but the text and JSON, which have tests of their own: what its readers demand, and that no host can make it
// say something else.
import assert from 'node:assert/strict';
import { parse as parseJUnit } from 'junit2json';
import { reporters } from '../../../src/reporters/index.ts';
import { junit } from '../../../src/reporters/junit.ts';
import { markdown } from '../../../src/reporters/markdown.ts';
import type { RunReport } from '../../../src/run/report.ts';
import { createStyle } from '../../../src/terminal/style.ts';
import { causes } from '../../../src/causes/causes.ts';
import { forbidden, payloads } from '../terminal/payloads.ts';
import { login, planned, problem, report, result, settled, textOf, verdict } from './fixtures.ts';
import { markup, readXml } from './markup.ts';
import { poisoned } from './poisoned.ts';

const sample = payloads.filter((_, index) => index % 16 === 0);

const refusals = [
  { cause: causes.notEnrolled, account: 'carol', message: 'she has no one-time code', help: 'keyturn enrol carol' },
];
const refusedLogin = login('alice', {
  met: false,
  evidence: { ...login('alice').evidence, outcome: 'refused', detail: 'permission denied' },
});
const fleet = [
  result('web1', 'changed', {
    plan: planned([verdict('alice'), verdict('bob', { certainty: 'rehearsed' }), verdict('carol')]),
    logins: [login('alice')],
  }),
  result('web2', 'ok', { plan: settled }),
  result('old', 'refused', { plan: { ...planned(), refusals } }),
  result('db1', 'reverted', { plan: planned(), problem: problem({ phase: 'prove', message: 'alice was refused' }) }),
  result('db2', 'lost', { plan: planned(), problem: problem({ phase: 'confirm' }) }),
  result('db3', 'unreachable', { problem: problem() }),
  result('db4', 'failed', { plan: planned(), problem: problem({ phase: 'stage', output: 'No space left' }) }),
  result('db5', 'skipped'),
];

/** `web1: alice can still log in: pass`, by a reader of JUnit that is not ours. */
async function casesOf(reports: readonly RunReport[]): Promise<readonly string[]> {
  const suites = await parseJUnit(textOf(junit, reports));
  assert.ok(suites !== undefined && suites !== null && 'testsuite' in suites);
  return suites.testsuite.flatMap(({ name, testcase }) =>
    (testcase ?? []).map((one) => {
      const { failure, error, skipped } = one;
      assert.equal(one.classname, name);
      const found = [
        ...(failure ?? []).map(({ type, message }) => `failure ${type ?? ''}: ${message ?? ''}`),
        ...(error ?? []).map(({ type, message }) => `error ${type ?? ''}: ${message ?? ''}`),
        ...(skipped ?? []).map(({ message }) => `skipped: ${message ?? ''}`),
      ];
      assert.ok(found.length <= 1);
      return `${name ?? ''}, ${one.name ?? ''}: ${found[0] ?? 'pass'}`;
    }),
  );
}

describe('formats of run reports', function () {
  this.timeout(60_000);

  for (const reporter of reporters.filter(({ run }) => run !== undefined)) {
    it(`${reporter.name}: nothing that steers a terminal, and a newline at the end`, () => {
      for (const text of [...sample, ...markup]) {
        const written = textOf(reporter, [poisoned(text)], { diff: () => text, verbosity: 2 });
        assert.doesNotMatch(written, forbidden, JSON.stringify(text));
        assert.match(written, /[^\n]\n$/);
      }
      assert.match(textOf(reporter, []), /[^\n]\n$/);
    });
  }

  it('junit: a case per play and per account, and only what was proven passes', async () => {
    assert.deepEqual(await casesOf([report(fleet)]), [
      'web1, play: Two factors: pass',
      'web1, alice can still log in: pass',
      'web1, bob can still log in: skipped: rehearsed, not proven: staged logins',
      'web1, carol can still log in: skipped: predicted, not proven: not tried by a login',
      'web2, play: Two factors: pass',
      'web2, everyone can still log in: skipped: as before: nothing to change',
      'old, play: Two factors: failure refused: refused: she has no one-time code',
      'old, everyone can still log in: skipped: as before: refused, not touched',
      'db1, play: Two factors: failure reverted: reverted: alice was refused',
      'db1, everyone can still log in: skipped: as before: reverted, not tried by a login',
      'db2, play: Two factors: error lost: lost: connection refused',
      'db2, everyone can still log in: skipped: unknown: contact lost after a change; an automatic rollback is pending',
      'db3, play: Two factors: error unreachable: unreachable: connection refused',
      'db3, everyone can still log in: skipped: unknown: not reached, not touched',
      'db4, play: Two factors: error failed: failed: connection refused',
      'db4, everyone can still log in: skipped: as before: failed before logins were touched',
      'db5, play: Two factors: skipped: skipped',
      'db5, everyone can still log in: skipped: as before: not started',
    ]);
  });

  it('junit: a plan proves nothing', async () => {
    const locksOut = planned([verdict('alice'), verdict('mallory', { after: 'refused' })]);
    const plan = report([result('web1', 'changed', { plan: locksOut })], { mode: 'plan' });
    assert.deepEqual(await casesOf([plan]), [
      'web1, play: Two factors: pass',
      'web1, alice can still log in: skipped: predicted, not proven: nothing written yet',
      'web1, mallory can still log in: failure no: refused by this plan, predicted',
    ]);
  });

  it('junit: drift, and a login that did not go as planned, are failures of a verify', async () => {
    const bob = login('bob', { met: false, evidence: { ...login('bob').evidence, outcome: 'unknown' } });
    const plan = planned([verdict('alice'), verdict('bob')]);
    const drift = problem({ phase: 'prove', message: 'two logins' });
    const host = result('web1', 'failed', { plan, problem: drift, logins: [refusedLogin, bob] });
    assert.deepEqual(await casesOf([report([host], { mode: 'verify' })]), [
      'web1, play: Two factors: failure failed: failed: two logins',
      'web1, alice can still log in: failure no: a fresh login was refused',
      'web1, bob can still log in: failure unknown: a fresh login did not go as planned',
    ]);
    const text = textOf(junit, [report([host], { mode: 'verify' })]);
    assert.match(text, />alice: planned was [^<]*, the login was refused: permission denied<\/failure>/);
  });

  it('junit: a host has one suite over all plays, and the plays of one name are told apart', async () => {
    const first = report([result('web1', 'changed', { plan: planned(), logins: [login('alice')] })]);
    const second = report([result('web1', 'ok', { plan: settled }), result('web2', 'skipped')], { interrupted: true });
    assert.deepEqual(await casesOf([first, second]), [
      'web1, play 1: Two factors: pass',
      'web1, play 2: Two factors: pass',
      'web1, alice can still log in: pass',
      'web2, play 2: Two factors: skipped: skipped: interrupted',
      'web2, everyone can still log in: skipped: as before: interrupted before logins were touched',
    ]);
  });

  it('junit: names of suites and cases are the same before and after the change', async () => {
    const names = async (...hosts: RunReport['hosts']): Promise<readonly string[]> =>
      (await casesOf([report(hosts)])).map((line) => line.replace(/: (?:pass|failure|error|skipped)\b.*$/, ''));
    const before = await names(result('web1', 'changed', { plan: planned() }));
    assert.deepEqual(await names(result('web1', 'changed', { plan: planned(), logins: [refusedLogin] })), before);
  });

  it('junit: its sums are right', () => {
    const elements = readXml([textOf(junit, [report(fleet)])])[0] ?? [];
    const count = (name: string): number => elements.filter(([tag]) => tag === name).length;
    const [, sums] = elements[0] ?? [];
    assert.deepEqual(
      [sums?.['name'], sums?.['tests'], sums?.['failures'], sums?.['errors'], sums?.['skipped']],
      ['keyturn apply', ...[count('testcase'), count('failure'), count('error'), count('skipped')].map(String)],
    );
    assert.deepEqual([count('testcase'), count('failure'), count('error')], [18, 2, 3]);
    assert.match(textOf(junit, [report(fleet)]), /refused, L6[^<]*carol[^<]*help: keyturn enrol carol/);
    assert.match(textOf(junit, [report(fleet)]), /No space left/);
  });

  it('junit: a real reader finds what was written, and nothing of a host becomes markup', () => {
    const texts = [...markup, ...sample];
    const files = ['plain', ...texts].map((text) => textOf(junit, [poisoned(text)]));
    const [expected, ...read] = readXml(files).map((elements) => elements.map(([tag]) => tag));
    for (const [index, tags] of read.entries()) assert.deepEqual(tags, expected, JSON.stringify(texts[index]));
  });

  it('junit: colours of a terminal stay out', () => {
    const style = createStyle(process.stdout, { LANG: 'C.UTF-8' }, 'always');
    for (const reporter of [junit, markdown]) {
      assert.equal(textOf(reporter, [report(fleet)], { style }), textOf(reporter, [report(fleet)]));
    }
  });

  it('markdown: the answer first, a row per host, and the text of each group', () => {
    const hosts = [...fleet.slice(0, 3), result('web3', 'ok', { plan: settled })];
    const text = textOf(markdown, [report(hosts)]);
    const expected = [
      '# Keyturn apply',
      /^\*\*Can everyone still log in\?\*\* Predicted\\, not proven\\,\\? for carol on web1/,
      'Applied\\: 1 added\\, 2 changed\\, 0 removed\\, on 1 host\\.',
      '| host | ok | changed | unreachable | failed | skipped | refused | reverted | lost |',
      '| web1 | 4 | 2 | 0 | 0 | 0 | 0 | 0 | 0 |',
      '| old | 2 | 0 | 0 | 0 | 0 | 1 | 0 | 0 |',
      '## Two factors',
      '### web\\[2\\-3\\]: nothing to change (2 hosts)',
      '### web1: changed',
      '    ~ reload ssh',
      '### old: refused, not touched',
      /^ {2}refused, L6.*\(carol\): she has no one-time code$/,
    ];
    const lines = text.split('\n');
    let from = 0;
    for (const wanted of expected) {
      const found = lines.findIndex(
        (line, index) => index >= from && (typeof wanted === 'string' ? line === wanted : wanted.test(line)),
      );
      assert.notEqual(found, -1, `${String(wanted)} after line ${from} of\n${text}`);
      from = found + 1;
    }
  });

  it('markdown: a host can make no heading, no table, no link, and end no code block', () => {
    // What stands in a code block means nothing.
    const outside = (text: string): string => {
      let fence = '';
      const kept = textOf(markdown, [poisoned(text)])
        .split('\n')
        .filter((line) => {
          const marks = /^`{3,}/.exec(line)?.[0] ?? '';
          if (fence === '') fence = marks;
          else if (line === fence) fence = '';
          return fence === '' && marks === '';
        });
      assert.equal(fence, '', 'every block ends');
      return kept.join('\n');
    };
    const marks = (text: string): readonly string[] =>
      outside(text)
        .split('\n')
        .map((line) => /^(?:#+|\||-)/.exec(line)?.[0] ?? '');
    for (const text of markup) {
      assert.deepEqual(marks(text), marks('plain'), text);
      assert.doesNotMatch(outside(text).replaceAll(/\\[!-/:-@[-`{-~]/g, ''), /\]\(|<(?:script|img)/);
    }
  });
});
