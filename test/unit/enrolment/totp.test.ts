import assert from 'node:assert/strict';
import { codeAt, keyUri, stepAt } from '../../../src/enrolment/totp.ts';
import { Secret } from '../../../src/shell/secret.ts';

const secret = new Secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');

describe('one-time codes', () => {
  // The table of RFC 6238 appendix B has eight digits; six-digit codes are their ends.
  for (const [seconds, code] of [
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ] as const) {
    it(`are those of RFC 6238 appendix B at ${seconds}`, () => {
      assert.equal(codeAt(secret, stepAt(seconds)).reveal(), code.slice(-6));
    });
  }

  it('are those of RFC 4226 appendix D', () => {
    const codes = Array.from({ length: 10 }, (_, step) => codeAt(secret, step).reveal());
    assert.equal(codes.join(' '), '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489');
  });
});

describe('key URI', () => {
  it('has the issuer in the label and as a parameter', () => {
    assert.equal(
      keyUri({ account: 'alice', issuer: 'Example', secret }).reveal(),
      'otpauth://totp/Example:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example&algorithm=SHA1&digits=6&period=30',
    );
  });

  it('percent-encodes what URIs and label separators are made of', () => {
    const uri = keyUri({ account: 'alice@example.org', issuer: 'A & B/50% +?ü', secret }).reveal();
    const issuer = 'A%20%26%20B%2F50%25%20%2B%3F%C3%BC';
    assert.ok(uri.startsWith(`otpauth://totp/${issuer}:alice%40example.org?secret=`));
    assert.ok(uri.includes(`&issuer=${issuer}&`));
  });
});
