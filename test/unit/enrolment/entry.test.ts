import assert from 'node:assert/strict';
import { accountOf, entryName } from '../../../src/enrolment/entry-name.ts';
import { parseEntry, printEntry } from '../../../src/enrolment/entry-text.ts';
import { Secret } from '../../../src/shell/secret.ts';
import { enrolmentOf, saying } from './fixtures.ts';

describe('entry name', () => {
  for (const [account, name] of [
    ['alice', 'alice.age'],
    ['svc_backup-2', 'svc_backup-2.age'],
    ['alice@example.org', 'alice@example.org.age'],
    ['EXAMPLE\\alice', 'EXAMPLE%5Calice.age'],
    ['machine$', 'machine%24.age'],
    ['domain users', 'domain%20users.age'],
    ['../../etc/passwd', '%2E./../etc/passwd'.replaceAll('/', '%2F') + '.age'],
    ['..', '%2E..age'],
    ['.hidden', '%2Ehidden.age'],
    ['jörg', 'j%C3%B6rg.age'],
    ['%41', '%2541.age'],
  ] as const) {
    it(`of ${account} is ${name}`, () => {
      assert.equal(entryName(account), name);
      assert.equal(accountOf(name), account);
    });
  }

  for (const account of ['', 'x'.repeat(250), '\ud800']) {
    it(`is refused for ${JSON.stringify(account.slice(0, 5))} of length ${account.length}`, () => {
      assert.throws(() => entryName(account), saying(/cannot name a vault entry/));
    });
  }

  for (const name of [
    'recipients.txt',
    '.alice.age.0123456789abcdef.tmp',
    '.age',
    'a b.age',
    '%41.age',
    '%ff.age',
    'a.txt',
  ]) {
    it(`is not ${name}`, () => {
      assert.equal(accountOf(name), undefined);
    });
  }
});

describe('entry text', () => {
  const entry = JSON.parse(printEntry(enrolmentOf('alice')).reveal()) as Record<string, unknown>;

  it('is JSON with a version', () => {
    assert.deepEqual(Object.keys(entry), ['version', 'account', 'issuer', 'secret', 'recovery_codes', 'created_at']);
    assert.equal(entry['version'], 1);
  });

  for (const [what, change] of [
    ['version', { version: 2 }],
    ['account', { account: 'a:b' }],
    ['issuer', { issuer: 7 }],
    ['secret', { secret: 'short' }],
    ['secret', { secret: undefined }],
    ['recovery_codes', { recovery_codes: ['01234567'] }],
    ['recovery_codes', { recovery_codes: '12345678' }],
    ['created_at', { created_at: 'yesterday' }],
  ] as const) {
    it(`with a wrong ${what} (${JSON.stringify(change)}) is refused by name`, () => {
      const parsed = parseEntry(new Secret(JSON.stringify({ ...entry, ...change })));
      assert.ok('problem' in parsed && parsed.problem.includes(what));
    });
  }

  for (const text of ['', '{', 'null', '[]', '7', '"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"', '{"secret":"GEZDGNBVGY3T']) {
    it(`is refused, and not quoted, when it is ${text || 'empty'}`, () => {
      const parsed = parseEntry(new Secret(text));
      assert.ok('problem' in parsed && !parsed.problem.includes('GEZDG'));
    });
  }
});
