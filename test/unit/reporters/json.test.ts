import assert from 'node:assert/strict';
import { causes } from '../../../src/causes/causes.ts';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { json } from '../../../src/reporters/json.ts';
import { fromOffice, login, planned, problem, report, result, settled, textOf, verdict } from './fixtures.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../../schemas/report.schema.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;
const validate = new Ajv({ strict: true, allErrors: true }).compile(schema);

const refusals = [
  { cause: causes.notEnrolled, account: 'carol', message: 'no code', help: 'enrol her' },
  { cause: causes.methodsNotTaken, message: 'unknown PAM stack', help: 'look at it' },
];
const everything = [
  report([
    result('web1', 'changed', {
      plan: planned([verdict('alice', { origins: [fromOffice()], originsLeftOut: 2 }), verdict('bob')]),
      logins: [login('alice')],
    }),
    result('web2', 'ok', { plan: settled }),
    result('old', 'refused', { plan: { ...planned(), refusals } }),
    result('db1', 'reverted', { plan: planned(), problem: problem({ help: undefined, phase: 'revert' }) }),
    result('db2', 'lost', { plan: planned() }),
    result('db3', 'unreachable', { problem: problem(), durationMs: 1.25 }),
    result('__proto__', 'skipped'),
  ]),
  report([result('web1', 'changed', { plan: planned() })], { mode: 'plan', interrupted: true }),
];

function documentOf(...args: Parameters<typeof textOf> extends [unknown, ...infer Rest] ? Rest : never): unknown {
  return JSON.parse(textOf(json, ...args));
}

describe('reporters/json', () => {
  it('is valid by its published schema', () => {
    for (const reports of [[], everything]) {
      for (const diff of [undefined, () => '@@ -1 +1 @@', () => undefined]) {
        assert.equal(validate(documentOf(reports, { diff })), true, JSON.stringify(validate.errors, undefined, 2));
      }
    }
  });

  it('tells the exit code, the answer and the totals', () => {
    const document = documentOf(everything) as Record<string, unknown>;
    assert.equal(document['version'], 1);
    assert.equal(document['exit_code'], 9);
    assert.equal((document['logins'] as Record<string, unknown>)['answer'], 'unknown');
    assert.deepEqual(document['totals'], { add: 2, change: 4, remove: 0, hosts: 1 });
  });

  it('never says proven without a login to show for it', () => {
    const text = textOf(json, [
      report([result('web1', 'changed', { plan: planned([verdict('alice', { certainty: 'proven' })]) })]),
    ]);
    assert.ok(!text.includes('proven"'), text);
  });

  it('has what holds by origin', () => {
    const verdicts = [verdict('alice', { origins: [fromOffice({ after: 'refused' })], originsLeftOut: 2 })];
    const text = textOf(json, [report([result('web1', 'changed', { plan: planned(verdicts) })], { mode: 'plan' })]);
    const document = JSON.parse(text) as { runs: { hosts: { access: Record<string, unknown>[] }[] }[] };
    const [access] = document.runs[0]?.hosts[0]?.access ?? [];
    assert.equal(access?.['origins_left_out'], 2);
    assert.deepEqual(access['origins'], [
      {
        ...{ kind: 'named', address: '10.0.0.1', host: '10.0.0.1', local_address: '192.0.2.9', local_port: 22 },
        ...{ stands_for: '10.0.0.0/8', before: 'key', after: 'refused' },
        ...{ reason: 'AuthenticationMethods at /etc/ssh/sshd_config:9', place: '/etc/ssh/sshd_config:9' },
      },
    ]);
  });

  it('holds no file contents', () => {
    assert.ok(!textOf(json, everything).includes('pam_google_authenticator.so'));
  });

  it('describes every property in its schema', () => {
    const missing: string[] = [];
    walk(schema, '#', missing);
    assert.deepEqual(missing, []);
  });
});

/** Collects the places of properties, items and definitions that have no description. */
function walk(node: unknown, path: string, missing: string[]): void {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, child] of Object.entries(node)) {
    const named = /\/(properties|definitions)$/.test(path) || key === 'items' || key === 'additionalProperties';
    const isSchema = typeof child === 'object' && child !== null && !Array.isArray(child);
    if (named && isSchema && !('description' in child) && !('$ref' in child && key === 'items')) {
      missing.push(`${path}/${key}`);
    }
    walk(child, `${path}/${key}`, missing);
  }
}
