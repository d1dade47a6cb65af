import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { createEnrolment } from '../../src/enrolment/enrolment.ts';
import { accountOf, entryName } from '../../src/enrolment/entry-name.ts';
import { parseEntry, printEntry } from '../../src/enrolment/entry-text.ts';
import { base32, codeAt, keyUri, stepAt } from '../../src/enrolment/totp.ts';
import { Secret } from '../../src/shell/secret.ts';
import { runs, seed } from '../support/seed.ts';
import { FakeModule } from '../unit/enrolment/fake-module.ts';

const options = { seed: seed(), numRuns: runs(200, 5000) };
const secrets = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => base32(bytes).reveal());
const times = fc.integer({ min: 0, max: 2 ** 33 });
const labels = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => {
  return /^[^\p{C}\p{Zl}\p{Zp}:]{1,100}$/u.test(text) && text.trim() === text;
});
const enrolments = fc
  .tuple(labels, labels, fc.infiniteStream(fc.integer({ min: 0, max: 255 })))
  .map(([account, issuer, stream]) =>
    createEnrolment(account, issuer, {
      randomBytes: (size) => Uint8Array.from(stream.take(size)),
      now: () => new Date('2026-01-02T03:04:05.678Z'),
    }),
  );

describe('properties of enrolments', () => {
  it('codes are those of oathtool', () => {
    const count = runs(1000, 10_000);
    const samples = fc.sample(fc.tuple(secrets, times), { seed: seed(), numRuns: count });
    // One process of oathtool per code would take minutes: one shell runs them all.
    const script = samples.map(([secret, time]) => `oathtool --totp -b ${secret} --now '@${time}'\n`).join('');
    const expected = execFileSync('sh', ['-e'], { input: script, encoding: 'utf8', maxBuffer: 2 ** 24 })
      .trim()
      .split('\n');
    const ours = samples.map(([secret, time]) => codeAt(new Secret(secret), stepAt(time)).reveal());
    assert.deepEqual(ours, expected);
  }).timeout(300_000);

  it('codes are those of node:crypto', () => {
    const property = fc.property(secrets, times, (secret, time) => {
      assert.equal(codeAt(new Secret(secret), stepAt(time)).reveal(), new FakeModule(secret).code(stepAt(time)));
    });
    fc.assert(property, options);
  });

  it('key URIs give back what went in, and have one shape', () => {
    const property = fc.property(labels, labels, secrets, (account, issuer, secret) => {
      const uri = keyUri({ account, issuer, secret: new Secret(secret) }).reveal();
      assert.match(
        uri,
        /^otpauth:\/\/totp\/[^:/?#&= ]+:[^:/?#&= ]+\?secret=[A-Z2-7]{32}&issuer=[^:/?#&= ]+&algorithm=SHA1&digits=6&period=30$/,
      );
      const url = new URL(uri);
      assert.deepEqual(url.pathname.slice(1).split(':').map(decodeURIComponent), [issuer, account]);
      assert.equal(url.searchParams.get('issuer'), issuer);
      assert.equal(url.searchParams.get('secret'), secret);
    });
    fc.assert(property, options);
  });

  it('entry names are plain file names, one per account', () => {
    const property = fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), (account) => {
      const name = entryName(account);
      assert.match(name, /^[A-Za-z0-9_@+%-][A-Za-z0-9_@+%.-]*\.age$/);
      assert.equal(accountOf(name), account);
    });
    fc.assert(property, options);
  });

  it('any file name is that of one account or of none', () => {
    const property = fc.property(fc.string({ unit: 'binary' }), (text) => {
      const account = accountOf(`${text}.age`);
      if (account !== undefined) assert.equal(entryName(account), `${text}.age`);
    });
    fc.assert(property, options);
  });

  it('entries give back what went in', () => {
    const property = fc.property(enrolments, (enrolment) => {
      const parsed = parseEntry(printEntry(enrolment));
      assert.ok('enrolment' in parsed);
      assert.equal(printEntry(parsed.enrolment).reveal(), printEntry(enrolment).reveal());
    });
    fc.assert(property, options);
  });

  it('any text is an enrolment or a problem', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.object().map((value) => JSON.stringify({ version: 1, ...value })),
    );
    fc.assert(
      fc.property(text, (entry) => void parseEntry(new Secret(entry))),
      options,
    );
  });

  it('recovery codes are eight digits and begin with none of them more often', () => {
    const property = fc.property(enrolments, ({ recoveryCodes }) => {
      for (const code of recoveryCodes) assert.match(code.reveal(), /^[1-9][0-9]{7}$/);
    });
    fc.assert(property, options);
  });
});
