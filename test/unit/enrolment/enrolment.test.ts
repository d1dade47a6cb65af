import assert from 'node:assert/strict';
import { createEnrolment } from '../../../src/enrolment/enrolment.ts';
import { stateFileText } from '../../../src/enrolment/state-file-text.ts';
import { Secret } from '../../../src/shell/secret.ts';
import { enrolmentOf, saying, sources } from './fixtures.ts';

describe('enrolment', () => {
  it('has a secret of 160 bits, five recovery codes and its time', () => {
    const now = new Date('2026-01-02T03:04:05Z');
    const enrolment = createEnrolment('alice', 'Example Corp', { ...sources, now: () => now });
    assert.match(enrolment.secret.reveal(), /^[A-Z2-7]{32}$/);
    assert.equal(enrolment.recoveryCodes.length, 5);
    for (const code of enrolment.recoveryCodes) assert.match(code.reveal(), /^[1-9][0-9]{7}$/);
    assert.equal(enrolment.createdAt, now);
  });

  it('draws again where a draw would make some recovery codes likelier than others', () => {
    const draws = [0xffffffff, 47 * 90_000_000, 47 * 90_000_000 - 1, 0, 89_999_999, 90_000_000, 1];
    const randomBytes = (size: number): Uint8Array => {
      const bytes = Buffer.alloc(size);
      if (size === 4) bytes.writeUInt32BE(draws.shift() ?? 0);
      return bytes;
    };
    const codes = createEnrolment('alice', 'Example', { ...sources, randomBytes }).recoveryCodes;
    assert.deepEqual(
      codes.map((code) => code.reveal()),
      ['99999999', '10000000', '99999999', '10000000', '10000001'],
    );
  });

  it('encodes the secret as RFC 4648 §10 does', () => {
    const randomBytes = (size: number): Uint8Array => Buffer.alloc(size, 'foobarfoobarfoobarfo');
    const { secret } = createEnrolment('alice', 'Example', { ...sources, randomBytes });
    assert.equal(secret.reveal(), 'MZXW6YTBOJTG633CMFZGM33PMJQXEZTP');
  });

  for (const [what, account, issuer] of [
    ['an empty account', '', 'Example'],
    ['an account with a colon', 'a:b', 'Example'],
    ['an issuer with a colon', 'alice', 'Example: Corp'],
    ['an issuer with an escape sequence', 'alice', '\u001b[2J'],
    ['an issuer with a line end', 'alice', 'Example\nCorp'],
    ['an issuer that reads backwards', 'alice', '\u202eproC'],
    ['an issuer with a space in front', 'alice', ' Example'],
    ['an issuer that is too long for a QR code', 'alice', 'x'.repeat(101)],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(() => createEnrolment(account, issuer, sources), saying(/cannot be used/, /without colons/));
    });
  }
});

describe('state file of an enrolment', () => {
  it('is what google-authenticator -t -d -r 3 -R 30 -w 3 writes', () => {
    const enrolment = {
      ...enrolmentOf('alice'),
      secret: new Secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'),
      recoveryCodes: ['12345678', '23456789', '34567890', '45678901', '56789012'].map((code) => new Secret(code)),
    };
    assert.equal(
      stateFileText(enrolment).reveal(),
      `GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
" RATE_LIMIT 3 30
" WINDOW_SIZE 3
" DISALLOW_REUSE
" TOTP_AUTH
12345678
23456789
34567890
45678901
56789012
`,
    );
  });
});
